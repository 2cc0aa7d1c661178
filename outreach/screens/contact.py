"""The last contact of each screen's player, and the keys that it uses."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from outreach.screens.models import ApiKey, Screen
from outreach.screens.schedule import Schedule

NOTE_EVERY = timedelta(minutes=5)
"""A player asks every minute: an answer that tells it nothing new is noted less often, to spare the database."""
WARN_BEFORE = timedelta(days=30)


def note_contact(schedule: Schedule, *, etag: str, at: datetime) -> None:
    """Note that the screen's player has asked, and the manifest that it has since; ``etag`` is empty for a feed."""
    held = etag or schedule.held_etag
    last = schedule.last_contact_at
    if held == schedule.held_etag and last is not None and last <= at < last + NOTE_EVERY:
        return
    Screen.objects.filter(pk=schedule.screen_id).update(last_contact_at=at, held_etag=held)


def is_silent(screen: Screen, *, at: datetime) -> bool:
    """Return whether the screen's player has been heard of, but not for as long as the screen allows."""
    last = screen.last_contact_at
    return screen.is_active and last is not None and last + timedelta(hours=screen.silent_after_hours) <= at


def find_silent(*, at: datetime) -> list[Screen]:
    """Return the silent screens of which nobody was told since they were last heard of."""
    heard = Screen.objects.filter(is_active=True, last_contact_at__isnull=False)
    untold = heard.filter(Q(silence_notified_at__isnull=True) | Q(silence_notified_at__lt=F("last_contact_at")))
    return [screen for screen in untold.order_by("organisation_key", "name", "pk") if is_silent(screen, at=at)]


def find_expiring(*, at: datetime) -> QuerySet[ApiKey]:
    """Return the keys that can be used now and soon can't."""
    soon = ApiKey.objects.usable(at=at).filter(expires_at__lte=at + WARN_BEFORE)
    return soon.select_related("screen").order_by("expires_at", "pk")
