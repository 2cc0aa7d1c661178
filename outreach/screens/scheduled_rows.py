"""Rows of schedules: each scheduled file with the posters that it shows, which of a loop are several; in one query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from outreach.posters.models import Poster

Row = dict[str, Any]
_ASSIGNMENT = (
    "pk",
    "seconds",
    "position",
    "starts_at",
    "ends_at",
    "hours",
    "share",
    "priority",
    "is_emergency",
    "removed_at",
)
_FILE = ("sha256", "size", "media_type", "width", "height")
_POSTER = (
    "key",
    "title",
    "item_kind",
    "item_key",
    "language",
    "item_revision",
    "item_sha256",
    "approved_at",
    "requested_at",
    "facts",
    "state",
    "valid_until",
)
_OF_POSTER, _OF_LOOP = "assignments__poster_file__", "assignments__loop_file__"
_SHOWN = {_OF_POSTER: f"{_OF_POSTER}poster__", _OF_LOOP: f"{_OF_LOOP}loop__parts__poster__"}
COLUMNS = (
    *(f"assignments__{name}" for name in _ASSIGNMENT),
    *(f"{file}{name}" for file in _SHOWN for name in _FILE),
    *(f"{poster}{name}" for poster in _SHOWN.values() for name in _POSTER),
)
ORDER = ("assignments__pk", f"{_OF_LOOP}loop__parts__position")


@dataclass(frozen=True)
class ScheduledRow:
    """An assignment of a screen with its file, as columns by name, and the posters that the file shows, in order."""

    screen_id: int
    assignment: Row
    file: Row
    posters: tuple[Poster, ...]


def read_scheduled(rows: Iterable[Row]) -> list[ScheduledRow]:
    """Return the assignments in the rows of screens, which are in the order of screen and ``ORDER``."""
    scheduled = (row for row in rows if row["assignments__pk"] is not None)
    return [_read(list(found)) for _pk, found in groupby(scheduled, key=lambda row: row["assignments__pk"])]


def _read(rows: list[Row]) -> ScheduledRow:
    first = rows[0]
    kind = _OF_POSTER if first[f"{_OF_POSTER}sha256"] else _OF_LOOP
    return ScheduledRow(
        screen_id=first["pk"],
        assignment={name: first[f"assignments__{name}"] for name in _ASSIGNMENT},
        file={name: first[f"{kind}{name}"] for name in _FILE},
        posters=tuple(_read_posters(rows, prefix=_SHOWN[kind])),
    )


def _read_posters(rows: list[Row], *, prefix: str) -> Iterator[Poster]:
    for row in rows:
        yield Poster(**{name: row[f"{prefix}{name}"] for name in _POSTER})
