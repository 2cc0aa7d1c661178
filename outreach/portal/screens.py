"""An operator's screens in the portal, for those whose players do not ask by themselves (mission.md, O2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from outreach.organisations.models import Organisation
from outreach.screens.models import Screen
from outreach.screens.schedule import get_programme


@dataclass(frozen=True)
class ShownItem:
    sha256: str
    size: int
    format: str
    """As people name it, such as PNG."""
    seconds: int
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True)
class ShownScreen:
    screen: Screen
    items: tuple[ShownItem, ...]
    withdrawn: tuple[str, ...]


def get_screens(organisation: Organisation, *, at: datetime) -> list[ShownScreen]:
    """Return the organisation's screens with what its players would be told now."""
    screens = Screen.objects.filter(organisation_key=organisation.key).order_by("format", "name", "pk")
    return [_show(screen, at=at) for screen in screens]


def _show(screen: Screen, *, at: datetime) -> ShownScreen:
    programme = get_programme(key=screen.key, organisation_key=screen.organisation_key)
    if programme is None:
        return ShownScreen(screen, (), ())
    document = programme.get_manifest(at=at, base_url="").document
    items = tuple(
        ShownItem(
            sha256=item["sha256"],
            size=item["size"],
            format=item["media_type"].rpartition("/")[2].upper(),
            seconds=item["seconds"],
            valid_from=parse_datetime(item["valid_from"]),
            valid_until=parse_datetime(item["valid_until"]),
        )
        for item in document["items"]
    )
    return ShownScreen(screen, items, tuple(down["sha256"] for down in document["withdrawn"]))
