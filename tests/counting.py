"""Counting the calls of the project's own functions."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OWN = tuple(f"{ROOT / name}/" for name in ("cms", "outreach", "translations"))


@contextmanager
def count_calls() -> Iterator[Counter[str]]:
    """Count calls by module and function, such as ``cms.core.search.forget``; comprehensions aren't functions."""
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OWN) and not code.co_name.endswith(("comp>", "expr>")):
            calls[f"{frame.f_globals['__name__']}.{code.co_qualname}"] += 1

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)
