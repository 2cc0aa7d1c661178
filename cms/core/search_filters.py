"""Filters of the public search, by what apps know about pages: kind, topic, place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cms.core.page_layout import SECTIONS


@dataclass(frozen=True)
class FilterChoice:
    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """A filter with its choices in the active language; ``chosen`` is empty if it filters nothing."""

    name: str
    label: str
    choices: tuple[FilterChoice, ...]
    chosen: str


ListChoices = Callable[[], list[FilterChoice]]
KINDS = {
    "call": "calls",
    "story": "stories",
    "film": "films",
    "rebuttal": "rebuttals",
    "event": "events",
    "guide": "take-part",
    "contest": "take-part",
    "release": "press",
}
"""The section of each kind of item."""
_NAMES = {"guide": _("Guides"), "contest": _("Contests"), "release": _("Press releases")}
"""Names of kinds that share their section with others."""
LABELS = {"kind": _("Kind"), "topic": _("Topic"), "subject": _("Unit or battle"), "place": _("Place")}
_registered: dict[str, ListChoices] = {}


def register_filter(name: str, list_choices: ListChoices) -> None:
    """Add one of the filters in ``LABELS``; pages pass it that have the token ``=<name>:<value>``."""
    _registered[name] = list_choices


def read_filters(given: Mapping[str, str]) -> list[Filter]:
    """Return all filters, with what is chosen in a request's parameters; values that aren't choices choose nothing."""
    listed = {"kind": list_kinds, **_registered}
    found = [_make(name, listed[name](), given) for name in LABELS if name in listed]
    return [each for each in found if each.choices]


def list_kinds() -> list[FilterChoice]:
    return [FilterChoice(kind, name_kind(kind)) for kind in KINDS]


def name_kind(kind: str) -> str:
    """Return the name of this kind of page, or of its section, in the active language; empty if there is none."""
    return str(_NAMES.get(kind) or SECTIONS[KINDS[kind]]) if kind in KINDS else ""


def _make(name: str, choices: list[FilterChoice], given: Mapping[str, str]) -> Filter:
    asked = given.get(name, "")
    chosen = asked if any(choice.value == asked for choice in choices) else ""
    return Filter(name, str(LABELS[name]), tuple(choices), chosen)
