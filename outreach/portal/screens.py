"""Screens in the portal, for operators whose players don't use the API."""

from dataclasses import dataclass
from datetime import datetime

from outreach.organisations.models import Organisation
from outreach.screens.feed import name_item
from outreach.screens.hours import write_hours
from outreach.screens.manifest import Panel, ScheduledItem, find_emergency, list_shown
from outreach.screens.schedule import Schedule, get_schedules


@dataclass(frozen=True)
class PortalScreenItem:
    """A file to show on a screen; ``format`` is a name for people, such as PNG, ``hours`` are those of its day."""

    sha256: str
    name: str
    size: int
    format: str
    seconds: int
    hours: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class PortalScreen:
    """A screen with the files to show, the names and SHA-256 of those to take down, and its player's last contact.

    ``emergency`` replaces all items while there is one.
    """

    screen: Panel
    items: tuple[PortalScreenItem, ...]
    emergency: PortalScreenItem | None
    withdrawn: tuple[tuple[str, str], ...]
    last_contact_at: datetime | None


def get_screens(organisation: Organisation, *, at: datetime) -> list[PortalScreen]:
    """Return the organisation's screens with the content of their current manifests."""
    return [_describe(schedule) for schedule in get_schedules(organisation_key=organisation.key, at=at)]


def _describe(schedule: Schedule) -> PortalScreen:
    shown = list_shown(schedule.items, panel=schedule.panel)
    emergency = find_emergency(shown, at=schedule.at)
    names = {item.sha256: name_item(item) for item in schedule.items}
    withdrawn = schedule.get_manifest(base_url="").document["withdrawn"]
    return PortalScreen(
        screen=schedule.panel,
        items=tuple(_describe_item(item) for item in shown if not item.is_emergency),
        emergency=_describe_item(emergency) if emergency else None,
        withdrawn=tuple((names[file["sha256"]], file["sha256"]) for file in withdrawn),
        last_contact_at=schedule.last_contact_at,
    )


def _describe_item(item: ScheduledItem) -> PortalScreenItem:
    return PortalScreenItem(
        sha256=item.sha256,
        name=name_item(item),
        size=item.size,
        format=item.media_type.rpartition("/")[2].upper(),
        seconds=item.seconds,
        hours=write_hours(item.hours),
        valid_from=item.starts_at,
        valid_until=item.ends_at,
    )
