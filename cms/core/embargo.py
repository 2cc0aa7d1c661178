"""Embargo: until its end, nothing of a page is public: no text, image, file, feed or search result.

An empty or past moment means no embargo. An embargo holds a text back before it is public; it takes no page down.
``BasePage.save`` applies it to pages, ``media.usage`` to files, ``published`` to what outreach reads.
"""

from datetime import datetime
from typing import Protocol

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.publication import Refusal

EMBARGO_CHECK = "embargo"


class HeldBack(Protocol):
    """A page, or the times of one, with its schedule and its embargo."""

    @property
    def go_live_at(self) -> datetime | None: ...

    @property
    def embargo_until(self) -> datetime | None: ...


class Embargoed(Protocol):
    pk: int | None
    title: str
    live: bool
    embargo_until: datetime | None


def is_embargoed(until: datetime | None, *, at: datetime) -> bool:
    return until is not None and until > at


def not_embargoed(field: str, *, at: datetime) -> Q:
    """Return the condition for rows whose embargo, in the field of this name, is over or not set."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": at})


def find_release(page: HeldBack, *, at: datetime) -> datetime:
    """Return the first moment, from ``at`` on, at which neither the page's schedule nor its embargo holds it back."""
    return max(moment for moment in (at, page.go_live_at, page.embargo_until) if moment)


def check_embargo(page: Embargoed) -> list[Refusal]:
    """Return why the page may not be live now: the publication rule for every page, with text or without."""
    if not is_embargoed(page.embargo_until, at=timezone.now()):
        return []
    return [Refusal(EMBARGO_CHECK, _("“%(title)s” is under embargo.") % {"title": page.title})]


def refuse_while_live(page: Embargoed, *, at: datetime) -> str:
    """Return why a page that is public can't have this embargo, and the choices there are; empty if it can."""
    is_public = page.pk is not None and page.live  # a page that isn't stored yet has ``live`` by default
    if not (is_public and is_embargoed(page.embargo_until, at=at)):
        return ""
    return _(
        "This page is public, and an embargo doesn't take it down. Leave the embargo empty; or have the page taken "
        "down at the translation desk first, and set the embargo then. To publish only this new text later, use the "
        "schedule."
    )
