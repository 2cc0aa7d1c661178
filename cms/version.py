"""The version of this product; ``pyproject.toml`` is the one place where it is written."""

import tomllib
from pathlib import Path

VERSION: str = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))["project"][
    "version"
]
