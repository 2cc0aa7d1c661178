"""Byte ranges of requests (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII)
_DIGITS = 18


class RangeNotSatisfiable(ValueError):
    """The requested range begins after the end of the file."""


@dataclass(frozen=True)
class ByteRange:
    """A range of bytes, with both ends included."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + 1


def parse_range(header: str, *, size: int) -> ByteRange | None:
    """Return the requested range; None for no, a malformed or several ranges: the response is then the whole file.

    Raise ``RangeNotSatisfiable`` if the range contains no byte of the file.
    """
    match = _ONE_RANGE.fullmatch(header)
    if match is None or match.groups() == ("", "") or any(len(number) > _DIGITS for number in match.groups()):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
        if int(last) == 0:
            raise RangeNotSatisfiable
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start >= size:
        raise RangeNotSatisfiable
    return ByteRange(start, end)
