"""What a screen may play at one moment: by time, hours of its day and priority, or the emergency alone. No Django."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.screens.hours import is_within
from outreach.screens.manifest import Panel, ScheduledItem, find_emergency, list_shown


def list_valid(items: Sequence[ScheduledItem], *, panel: Panel, at: datetime) -> list[ScheduledItem]:
    """Return the items whose time has come, at any hour of the day; only the emergency if there is one."""
    shown = list_shown(items, panel=panel)
    emergency = find_emergency(shown, at=at)
    if emergency:
        return [emergency]
    return [item for item in shown if not item.is_emergency and item.starts_at <= at < item.ends_at]


def list_playing(items: Sequence[ScheduledItem], *, panel: Panel, at: datetime) -> list[ScheduledItem]:
    """Return the items to be shown at this moment, in their order; of several priorities those of the highest."""
    local = at.astimezone(ZoneInfo(panel.time_zone))
    minute = local.hour * 60 + local.minute
    valid = [item for item in list_valid(items, panel=panel, at=at) if is_within(item.hours, minute=minute)]
    highest = max((item.priority for item in valid), default=0)
    return [item for item in valid if item.priority == highest]
