"""Screens in the portal, for operators whose players don't use the API."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from outreach.organisations.models import Organisation
from outreach.screens.manifest import Panel
from outreach.screens.schedule import Schedule, get_schedules


@dataclass(frozen=True)
class PortalScreenItem:
    """A file to show on a screen; ``format`` is a name for people, such as PNG."""

    sha256: str
    size: int
    format: str
    seconds: int
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True)
class PortalScreen:
    """A screen with the files to show and the SHA-256 of those to take down."""

    screen: Panel
    items: tuple[PortalScreenItem, ...]
    withdrawn: tuple[str, ...]


def get_screens(organisation: Organisation, *, at: datetime) -> list[PortalScreen]:
    """Return the organisation's screens with the content of their current manifests."""
    return [_describe(schedule) for schedule in get_schedules(organisation_key=organisation.key, at=at)]


def _describe(schedule: Schedule) -> PortalScreen:
    document = schedule.get_manifest(base_url="").document
    items = tuple(
        PortalScreenItem(
            sha256=item["sha256"],
            size=item["size"],
            format=item["media_type"].rpartition("/")[2].upper(),
            seconds=item["seconds"],
            valid_from=parse_datetime(item["valid_from"]),
            valid_until=parse_datetime(item["valid_until"]),
        )
        for item in document["items"]
    )
    return PortalScreen(schedule.panel, items, tuple(file["sha256"] for file in document["withdrawn"]))
