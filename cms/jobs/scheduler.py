"""What happens by the clock: each room registers functions that may run at any time, any number of times."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

logger = logging.getLogger(__name__)

Duty = Callable[..., Any]


@dataclass
class ScheduledTask:
    name: str
    period: timedelta
    duty: Duty
    due_at: datetime | None = None


_entries: dict[str, ScheduledTask] = {}


def every(*, seconds: float, name: str) -> Callable[[Duty], Duty]:
    """Run the function at this interval; it is called as ``duty(at=now)``."""

    def register(duty: Duty) -> Duty:
        _entries[name] = ScheduledTask(name, timedelta(seconds=seconds), duty)
        return duty

    return register


def tick(*, at: datetime) -> list[str]:
    """Run what is due and return the names of what ran. A failing duty is logged and keeps no other from its turn."""
    ran = []
    for entry in _entries.values():
        if entry.due_at is not None and at < entry.due_at:
            continue
        entry.due_at = at + entry.period
        try:
            entry.duty(at=at)
        except Exception:
            logger.exception("The duty “%s” failed; it is tried again in %s.", entry.name, entry.period)
        ran.append(entry.name)
    return ran
