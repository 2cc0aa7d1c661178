"""What a player is told: what to show and when, and what must come down. Pure: no Django, no clock.

The manifest says when each item is valid, so that a player without a network still starts and stops in time, and it
holds nothing that changes by itself: its ETag changes only with what it says.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

POLL_SECONDS = 60


@dataclass(frozen=True)
class Panel:
    """The screen as its player knows it."""

    key: str
    name: str
    format: str
    is_active: bool


@dataclass(frozen=True)
class ScheduledItem:
    """One file on the screen for a time; ``down`` says why it must not be shown, or is empty."""

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
    down: str = ""


@dataclass(frozen=True)
class Manifest:
    """The document, and its bytes with their ETag."""

    document: dict[str, Any]
    body: bytes
    etag: str


def build_manifest(*, panel: Panel, showings: Sequence[ScheduledItem], at: datetime, base_url: str) -> Manifest:
    """Return the manifest as of ``at``: what is shown now or later, in order, and all that must come down.

    ``base_url`` ends where a file's SHA-256 follows. What is in ``items`` is never in ``withdrawn``.
    """
    shown = [showing for showing in showings if panel.is_active and not showing.down and showing.ends_at > at]
    shown.sort(key=lambda showing: (showing.position, showing.starts_at, showing.id))
    kept = {showing.sha256 for showing in shown}
    down = {
        showing.sha256: showing.down or "screen_inactive"
        for showing in sorted(showings, key=lambda showing: showing.id)
        if showing.sha256 not in kept and (showing.down or not panel.is_active)
    }
    document = {
        "screen": {"key": panel.key, "name": panel.name, "format": panel.format},
        "items": [_describe(showing, base_url=base_url) for showing in shown],
        "withdrawn": [{"sha256": sha256, "reason": reason} for sha256, reason in sorted(down.items())],
        "poll_seconds": POLL_SECONDS,
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Manifest(document=document, body=body, etag=f'"{hashlib.sha256(body).hexdigest()}"')


def _describe(showing: ScheduledItem, *, base_url: str) -> dict[str, Any]:
    return {
        "id": showing.id,
        "url": f"{base_url}{showing.sha256}",
        "sha256": showing.sha256,
        "size": showing.size,
        "media_type": showing.media_type,
        "width": showing.width,
        "height": showing.height,
        "seconds": showing.seconds,
        "position": showing.position,
        "valid_from": _write_time(showing.starts_at),
        "valid_until": _write_time(showing.ends_at),
    }


def _write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
