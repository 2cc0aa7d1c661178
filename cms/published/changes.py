"""Tells outreach what changed in public, and only that: sent after commit, never for a draft or an equal text."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal

from cms.approvals.models import Approval
from cms.core.models import BasePage, PosterWordingMixin
from cms.facts.contacts import get_hotline_channel
from cms.facts.models import ContactChannel, Fact
from cms.facts.usage import find_page_fact_keys, list_live_pages
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.signal_handlers import DRAFT_FIELDS
from cms.published.items import ItemRef
from cms.published.reading import find_live_page, make_ref
from cms.segments.page_segments import extract
from cms.segments.segment import digest

publication_changed = Signal()
"""kind, key, language, change (published, changed, withdrawn, fact), ref (``ItemRef``; None for what was withdrawn)."""

_BEFORE = "_public_digest_before"


@dataclass(frozen=True)
class PublicPage:
    """Names a page's item after its row may be gone."""

    kind: str
    key: str
    language: str


def remember_before(instance: Model, **kwargs: Any) -> None:
    """Before a page's row is written: what the public reads of it now."""
    if not _concerns(instance, kwargs.get("update_fields")):
        return
    pages: Any = type(instance)._default_manager
    old = pages.live().filter(pk=instance.pk).select_related("locale").first() if instance.pk else None
    setattr(instance, _BEFORE, _read_digest(old))


def announce_after(instance: Model, **kwargs: Any) -> None:
    """After a page's row is written: send what changed, once it is committed."""
    if not _concerns(instance, kwargs.get("update_fields")) or not isinstance(instance, BasePage):
        return
    before = getattr(instance, _BEFORE, "")
    after = _read_digest(instance if instance.live else None)
    if before != after:
        change = "published" if not before else "changed" if after else "withdrawn"
        transaction.on_commit(partial(_send, _name(instance), change))


def announce_deleted(instance: Model, **kwargs: Any) -> None:
    if isinstance(instance, BasePage) and instance.kind and instance.live:
        transaction.on_commit(partial(_send, _name(instance), "withdrawn"))


def announce_fact(fact: Fact, **kwargs: Any) -> None:
    """A value changed: every item that shows it reads differently now, in every language."""
    _announce_facts({fact.key})


def announce_channel(channel: ContactChannel, **kwargs: Any) -> None:
    """A contact came or went: so did what pages and posters show of it."""
    _announce_facts({fact.key for fact in channel.facts.all()})


def announce_film(instance: LanguageVersion | RightsWindow, **kwargs: Any) -> None:
    """A film's files or rights changed: its items hold other files now."""
    pages = FilmPage.objects.live().filter(translation_key=instance.film.translation_key).select_related("locale")
    _announce(pages, change="changed")


def _announce_facts(keys: set[str]) -> None:
    _announce([page for page in list_live_pages() if page.kind and keys & find_shown_facts(page)], change="fact")


def find_shown_facts(page: BasePage) -> frozenset[str]:
    """Return the facts that the item shows anywhere: in words, by contacts, or as hotline of its poster."""
    keys = find_page_fact_keys(page)
    if isinstance(page, PosterWordingMixin) and page.poster_headline:
        channel = get_hotline_channel(language=page.locale.language_code)
        keys |= {fact.key for fact in channel.facts.all()} if channel else set()
    return keys


def find_items_showing(fact_key: str) -> list[PublicPage]:
    """Return the items that show the fact to the public now, in each language in which they do."""
    pages = [page for page in list_live_pages() if page.kind and fact_key in find_shown_facts(page)]
    return [_name(page) for page in pages]


def _announce(pages: Iterable[BasePage], *, change: str) -> None:
    for page in pages:
        transaction.on_commit(partial(_send, _name(page), change))


def _send(named: PublicPage, change: str) -> None:
    """Look once more at what is public: an index, or a text that is live and not approved, is nobody's news."""
    ref = _get_ref(named)
    if change == "withdrawn" or ref is not None:
        publication_changed.send(
            sender=ItemRef, kind=named.kind, key=named.key, language=named.language, change=change, ref=ref
        )


def _get_ref(named: PublicPage) -> ItemRef | None:
    page = find_live_page(kind=named.kind, key=named.key, language=named.language)
    approval = Approval.objects.of(page).current().first() if page else None
    return make_ref(approval) if approval else None


def _concerns(instance: Model, update_fields: frozenset[str] | None) -> bool:
    is_draft = bool(update_fields) and set(update_fields or ()) <= DRAFT_FIELDS
    return isinstance(instance, BasePage) and bool(instance.kind) and not is_draft


def _read_digest(page: BasePage | None) -> str:
    return digest(extract(page)) if page is not None else ""


def _name(page: BasePage) -> PublicPage:
    return PublicPage(kind=page.kind, key=str(page.translation_key), language=page.locale.language_code)
