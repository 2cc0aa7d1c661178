"""Registries for the other apps: what a recall reaches (files, posters, screens, codes), and what can be recalled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.published import ItemRef
from outreach.recalls.targets import RecallTarget


class ReachedKind(models.TextChoices):
    FILE = "file", _("Files in kits")
    POSTER = "poster", _("Posters")
    SCREEN = "screen", _("Screens")
    CODE = "code", _("Codes")


@dataclass(frozen=True)
class Reached:
    """Something that a recall reaches.

    ``item`` and ``edition_key`` name what an organisation holds by it, if it was delivered: ``is_whole`` if that is the
    item itself, its text or the film, and not a poster or picture beside it.
    """

    kind: ReachedKind
    label: str
    url: str = ""
    organisation_key: UUID | None = None
    item: ItemRef | None = None
    edition_key: str = ""
    is_whole: bool = True


Finder = Callable[[RecallTarget, datetime], list[Reached]]
_finders: dict[str, Finder] = {}


def register_reach(name: str, finder: Finder) -> None:
    """Register a function that returns what of an app a recall sent at that moment reaches; the name identifies it."""
    _finders[name] = finder


def find_reach(target: RecallTarget, *, at: datetime) -> list[Reached]:
    """Return everything that a recall of the target, sent at that moment, reaches."""
    return [reached for finder in _finders.values() for reached in finder(target, at)]


MOST = 50
"""So many targets of a kind are offered at a time."""


@dataclass(frozen=True)
class TargetQuery:
    """Which targets are wanted: the newest with this part in their title, or the one with this source."""

    search: str = ""
    source: str = ""
    most: int = MOST


TargetLister = Callable[[TargetQuery], list[RecallTarget]]
_listers: dict[str, TargetLister] = {}


def register_targets(name: str, lister: TargetLister) -> None:
    """Register a function that returns what of an app can be recalled by itself; the name identifies it."""
    _listers[name] = lister


def list_registered_targets(query: TargetQuery) -> list[RecallTarget]:
    return [target for lister in _listers.values() for target in lister(query)]
