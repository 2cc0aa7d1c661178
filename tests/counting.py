"""Counting the calls of the project's own functions, and recording their arguments."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
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


@contextmanager
def record_arguments(function: Callable[..., Any], *names: str) -> Iterator[list[tuple[Any, ...]]]:
    """Record these arguments of every call of the function."""
    recorded: list[tuple[Any, ...]] = []

    def record(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is function.__code__:
            recorded.append(tuple(frame.f_locals[name] for name in names))

    sys.setprofile(record)
    try:
        yield recorded
    finally:
        sys.setprofile(None)
