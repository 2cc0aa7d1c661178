"""A kind of fact: its values, its Vietnamese source, its renderings, and the ways to get it wrong."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("renderings.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Kind:
    """One kind of fact.

    ``draw`` makes a value, ``write`` its Vietnamese texts, ``render`` every right text in a language, and ``alter``
    other values by the name of the mistake. Omission and addition are made for every kind.
    """

    name: str
    draw: Callable[[random.Random], Any]
    write: Callable[[Any], list[str]]
    render: Callable[[Any, str], list[str]]
    alter: Callable[[Any, random.Random], dict[str, Any]]
