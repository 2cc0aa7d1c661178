"""Hours of the day in which a file is shown: pairs of minutes since midnight, the end not included. No Django."""

import re
from collections.abc import Iterable

MINUTES = 24 * 60
Hours = tuple[tuple[int, int], ...]
_SPAN = re.compile(r"^(\d{1,2})[:.h](\d{2})\s*[-–—]\s*(\d{1,2})[:.h](\d{2})$")


class UnreadableHours(ValueError):
    """The text isn't a list of spans such as 06:00–09:00."""


def parse_hours(text: str) -> Hours:
    """Return the spans of a text such as “06:00–09:00, 17:00–22:00”, sorted and joined; none for an empty text.

    A span over midnight becomes two. Raise ``UnreadableHours``.
    """
    spans: list[tuple[int, int]] = []
    for part in re.split(r"[,;،、]", text):
        if part.strip():
            begin, end = _parse_span(part.strip())
            spans += [(begin, end)] if begin < end else [(begin, MINUTES), (0, end)]
    return _join(spans)


def write_hours(hours: Iterable[Iterable[int]]) -> str:
    """Return the spans as ``parse_hours`` reads them."""
    return ", ".join(f"{_write(begin)}–{_write(end)}" for begin, end in hours)


def is_within(hours: Hours, *, minute: int) -> bool:
    """Return whether the minute of the day is in one of the spans; always if there are none."""
    return not hours or any(begin <= minute < end for begin, end in hours)


def _parse_span(text: str) -> tuple[int, int]:
    found = _SPAN.match(text)
    if found is None:
        raise UnreadableHours(text)
    first_hour, first_minute, last_hour, last_minute = (int(number) for number in found.groups())
    begin, end = first_hour * 60 + first_minute, last_hour * 60 + last_minute
    if first_minute > 59 or last_minute > 59 or begin >= MINUTES or end > MINUTES or begin == end:  # minutes of an hour
        raise UnreadableHours(text)
    return begin, end


def _join(spans: list[tuple[int, int]]) -> Hours:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return () if joined == [(0, MINUTES)] else tuple(joined)


def _write(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
