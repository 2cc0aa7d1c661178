"""Places of posters: format, placement and organisation of each, as an officer or a list of screens names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class PosterPlace:
    """One place where a poster will hang. Each has a code of its own, so that a scan shows where it was made."""

    format_code: str
    placement: str
    organisation_key: UUID | None = None


def combine_places(
    *, format_codes: Iterable[str], placements: Iterable[str], organisation_keys: Iterable[UUID | None]
) -> tuple[PosterPlace, ...]:
    """Return every combination once, in a fixed order; without an organisation, they are the desk's own."""
    formats, names = tuple(dict.fromkeys(format_codes)), tuple(dict.fromkeys(placements))
    keys = tuple(dict.fromkeys(organisation_keys)) or (None,)
    return tuple(PosterPlace(code, name, key) for code in formats for key in keys for name in names)


def write_places(places: Iterable[PosterPlace]) -> list[list[str]]:
    """Return the places as JSON keeps them."""
    return [
        [place.format_code, place.placement, str(place.organisation_key) if place.organisation_key else ""]
        for place in places
    ]


def read_places(rows: Any) -> tuple[PosterPlace, ...]:
    """Return the places that ``write_places`` wrote."""
    return tuple(PosterPlace(code, name, UUID(key) if key else None) for code, name, key in rows)
