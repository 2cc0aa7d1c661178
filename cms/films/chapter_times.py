"""Times of chapters as editors type them: ``12:30``, or ``1:02:30`` after the first hour."""

import re

TIME_PATTERN = r"^(?:\d{1,2}:[0-5]\d|\d{1,2}):[0-5]\d$"
_TIME = re.compile(TIME_PATTERN, re.ASCII)


def read_seconds(text: str) -> int | None:
    """Return the seconds from the start of the film; None for what is no time."""
    if not _TIME.match(text):
        return None
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds
