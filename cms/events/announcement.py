"""Events beside other pages: the next ones on a call, and what feeds say of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.campaign.models import Classified
from cms.core.hooks import ComingEvent, ItemNote
from cms.core.models import BasePage
from cms.events.models import EventCancellation, EventPage
from cms.events.occasion import Occasion

EVENTS = "events"
MOST_COMING = 3


def list_coming(page: BasePage) -> list[ComingEvent]:
    """Return the next events that share a place or topic with the page; without any, the next of all (one query)."""
    if EVENTS in page.unused:
        return []
    coming = EventPage.objects.listed(page.locale.language_code).coming(at=timezone.now())
    if isinstance(page, Classified):
        own: Any = type(page)._default_manager.filter(pk=page.pk)
        shared = Q(places__in=own.values("places")) | Q(topics__in=own.values("topics"))
        near = Exists(EventPage.objects.filter(shared, pk=OuterRef("pk")))
        coming = coming.annotate(is_near=near).order_by("-is_near", "begins_at", "pk")
    rows = list(coming[:MOST_COMING])
    nearest = [row for row in rows if getattr(row, "is_near", False)] or rows
    return [_announce(row.make_occasion()) for row in nearest]


def list_notes(language: str, keys: Iterable[UUID]) -> list[ItemNote]:
    """Return when and where each of the items is that is an event, and that it is cancelled (one query)."""
    rows = EventPage.objects.listed(language).filter(translation_key__in=list(keys))
    notes = []
    for row in rows:
        occasion = row.make_occasion()
        notes.append(ItemNote(row.translation_key, f"{occasion.write_time()}. {row.venue}".rstrip(". ")))
        if occasion.is_cancelled:
            with override(language):
                text = _("This event is cancelled.")
            notes.append(ItemNote(row.translation_key, text, row.cancellation_changed_at, is_warning=True))
    return notes


def find_cancelled(keys: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the items that are cancelled events (one query)."""
    rows = EventCancellation.objects.filter(is_cancelled=True, event__translation_key__in=list(keys))
    return frozenset(rows.values_list("event__translation_key", flat=True))


def _announce(occasion: Occasion) -> ComingEvent:
    page = occasion.page
    return ComingEvent(page.title, page.url_path, occasion.write_time(), page.venue, occasion.is_cancelled)
