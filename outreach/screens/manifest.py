"""Manifest of a screen: what its player shows and when, and what it must take down. No Django, no clock.

``schedule`` reads the scheduled files, and says why one is withheld and how early a player may fetch one.

The manifest holds the validity of each item, so that a player without a network still starts and stops on time. It
contains nothing that varies between requests, so its ETag changes only when its content does.
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


@dataclass(frozen=True)
class ScheduledItem:
    """A file scheduled on a screen; ``withheld`` is why it may not be shown or fetched now, empty if it may."""

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


@dataclass(frozen=True)
class Manifest:
    """The document, its JSON as bytes, and their ETag."""

    document: dict[str, Any]
    body: bytes
    etag: str


def build_manifest(*, panel: Panel, items: Sequence[ScheduledItem], base_url: str) -> Manifest:
    """Return the manifest: items that may be fetched, in order, and files that must be taken down.

    A file's URL is ``base_url`` followed by its SHA-256. A file in ``items`` is never in ``withdrawn``.
    """
    shown = [item for item in items if panel.is_active and not item.withheld]
    shown.sort(key=lambda item: (item.position, item.starts_at, item.id))
    shown_files = {item.sha256 for item in shown}
    withdrawn = {
        item.sha256: item.withheld if item.withheld not in OUT_OF_TIME else SCREEN_INACTIVE
        for item in sorted(items, key=lambda item: item.id)
        if item.sha256 not in shown_files and (item.withheld not in OUT_OF_TIME or not panel.is_active)
    }
    document = {
        "screen": {"key": panel.key, "name": panel.name, "format": panel.format},
        "items": [_describe(item, base_url=base_url) for item in shown],
        "withdrawn": [{"sha256": sha256, "reason": reason} for sha256, reason in sorted(withdrawn.items())],
        "poll_seconds": POLL_SECONDS,
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Manifest(document=document, body=body, etag=f'"{hashlib.sha256(body).hexdigest()}"')


def _describe(item: ScheduledItem, *, base_url: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": f"{base_url}{item.sha256}",
        "sha256": item.sha256,
        "size": item.size,
        "media_type": item.media_type,
        "width": item.width,
        "height": item.height,
        "seconds": item.seconds,
        "position": item.position,
        "valid_from": _write_time(item.starts_at),
        "valid_until": _write_time(item.ends_at),
    }


def _write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
