"""Manifest of a screen: what its player shows and when, and what it must take down. No Django, no clock.

``schedule`` reads the scheduled files, and says why one is withheld and how early a player may fetch one.

The manifest holds the validity and the hours of each item, so that a player without a network still starts and stops
on time. Nothing in it varies between requests: its ETag changes when its content does, or when ``next_change`` is past.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

POLL_SECONDS = 60
SCREEN_INACTIVE = "screen_inactive"
OUT_OF_TIME = ("", "not_yet_valid", "ended")
"""Nothing to take down: the player has the file's times."""


@dataclass(frozen=True)
class Panel:
    """A screen as its player sees it."""

    key: str
    name: str
    format: str
    is_active: bool
    time_zone: str = "UTC"


@dataclass(frozen=True)
class ScheduledItem:
    """A file scheduled on a screen; ``withheld`` is why it may not be shown or fetched now, empty if it may.

    ``fetchable_at`` is when the manifest lists it first. ``hours`` are pairs of minutes of the screen's day.
    """

    id: int
    sha256: str
    size: int
    media_type: str
    width: int
    height: int
    seconds: int
    position: int
    starts_at: datetime
    ends_at: datetime
    withheld: str = ""
    title: str = ""
    languages: tuple[str, ...] = ()
    hours: tuple[tuple[int, int], ...] = ()
    share: int = 1
    priority: int = 0
    is_emergency: bool = False
    fetchable_at: datetime | None = None

    @property
    def language(self) -> str:
        """The first of its languages; a loop shows several in turn."""
        return self.languages[0] if self.languages else ""


@dataclass(frozen=True)
class Manifest:
    """The document, its JSON as bytes, and their ETag."""

    document: dict[str, Any]
    body: bytes
    etag: str


def build_manifest(*, panel: Panel, items: Sequence[ScheduledItem], base_url: str, at: datetime) -> Manifest:
    """Return the manifest at a moment: items that may be fetched, in order, and files that must be taken down.

    A file's URL is ``base_url`` followed by its SHA-256. A file in ``items`` is never in ``withdrawn``.
    """
    shown = list_shown(items, panel=panel)
    shown_files = {item.sha256 for item in shown}
    withdrawn = {
        item.sha256: item.withheld if item.withheld not in OUT_OF_TIME else SCREEN_INACTIVE
        for item in sorted(items, key=lambda item: item.id)
        if item.sha256 not in shown_files and (item.withheld not in OUT_OF_TIME or not panel.is_active)
    }
    emergency = find_emergency(shown, at=at)
    next_change = _find_next_change(items, at=at) if panel.is_active else None
    document = {
        "screen": {"key": panel.key, "name": panel.name, "format": panel.format},
        "time_zone": panel.time_zone,
        "items": [_describe(item, base_url=base_url) for item in shown if not item.is_emergency],
        "emergency": _describe(emergency, base_url=base_url) if emergency else None,
        "withdrawn": [{"sha256": sha256, "reason": reason} for sha256, reason in sorted(withdrawn.items())],
        "next_change": write_time(next_change) if next_change else None,
        "poll_seconds": POLL_SECONDS,
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Manifest(document=document, body=body, etag=f'"{hashlib.sha256(body).hexdigest()}"')


def list_shown(items: Sequence[ScheduledItem], *, panel: Panel) -> list[ScheduledItem]:
    """Return the items that may be fetched now, in the order of their showing."""
    shown = [item for item in items if panel.is_active and not item.withheld]
    return sorted(shown, key=lambda item: (item.position, item.starts_at, item.id))


def find_emergency(shown: Sequence[ScheduledItem], *, at: datetime) -> ScheduledItem | None:
    """Return the last emergency replacement that has begun, of the items that may be shown; None if there is none."""
    begun = [item for item in shown if item.is_emergency and item.starts_at <= at]
    return max(begun, key=lambda item: item.id, default=None)


def _find_next_change(items: Sequence[ScheduledItem], *, at: datetime) -> datetime | None:
    """Return the next moment at which time alone changes what may be fetched or shown; hours of the day aside."""
    timed = [item for item in items if item.withheld in OUT_OF_TIME]
    moments = {moment for item in timed for moment in (item.fetchable_at, item.starts_at, item.ends_at) if moment}
    return min((moment for moment in moments if moment > at), default=None)


def _describe(item: ScheduledItem, *, base_url: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": f"{base_url}{item.sha256}",
        "sha256": item.sha256,
        "title": item.title,
        "language": item.language,
        "languages": list(item.languages),
        "size": item.size,
        "media_type": item.media_type,
        "width": item.width,
        "height": item.height,
        "seconds": item.seconds,
        "position": item.position,
        "hours": [list(pair) for pair in item.hours],
        "share": item.share,
        "priority": item.priority,
        "valid_from": write_time(item.starts_at),
        "valid_until": write_time(item.ends_at),
    }


def write_time(moment: datetime) -> str:
    """Return the moment as the API writes it: ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
