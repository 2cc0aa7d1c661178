"""Obstacles: why a contact can't be public, for pages, the hotline and the desk.

``ContactChannel.has_placeholder`` says what a placeholder is; ``channels`` asks it too, before a first verification.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from cms.facts.live import FactValues
from cms.facts.models import ContactChannel, Fact


class ObstacleKind(Enum):
    PLACEHOLDER = auto()
    UNVERIFIED = auto()
    NO_FACT = auto()
    NO_VALUE = auto()


@dataclass(frozen=True)
class Obstacle:
    """One reason; ``fact`` is the one without a live value, for ``NO_VALUE``."""

    kind: ObstacleKind
    fact: Fact | None = None


def find_obstacle(channel: ContactChannel, *, values: FactValues) -> Obstacle | None:
    """Return the first reason why the contact can't be public; None if it may be."""
    if channel.has_placeholder:
        return Obstacle(ObstacleKind.PLACEHOLDER)
    if channel.verified_by_id is None:
        return Obstacle(ObstacleKind.UNVERIFIED)
    valued = {key for key, value in values.items() if value.value is not None}
    return find_missing_value(channel.facts.all(), valued=valued)


def find_missing_value(facts: Iterable[Fact], *, valued: set[str]) -> Obstacle | None:
    """Return the obstacle of a contact with these facts if there are none, or one has no value; ``valued`` are keys."""
    known = list(facts)
    if not known:
        return Obstacle(ObstacleKind.NO_FACT)
    missing = next((fact for fact in known if fact.key not in valued), None)
    return Obstacle(ObstacleKind.NO_VALUE, missing) if missing else None
