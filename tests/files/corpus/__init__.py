"""Hostile uploads, made by code of their own: polyglots, bombs, wrong types, and everything that can hide a trace.

Each has one of ``TRACES`` somewhere if it is readable at all. A file that is accepted must have none of them left, in
no part and under no compression (``traces.py``).
"""

from dataclasses import dataclass

PLANTED = "PLANTED-7c1e"
POSITION = "+16.4667+107.5903"
SCRIPT = "<script>alert(document.domain)</script>"
PHP = "<?php system($_GET['c']); ?>"
TRACES = tuple(text.encode() for text in (PLANTED, POSITION, "<script", "<?php", "planted.example"))


@dataclass(frozen=True)
class HostileFile:
    """An upload; ``is_refused`` if nothing of it may be accepted, else it may be accepted clean."""

    label: str
    name: str
    content: bytes
    is_refused: bool = False
