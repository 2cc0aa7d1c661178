"""Announcing what changed in public: ``publication_changed``, sent after commit.

Nothing is sent for a draft, nor for a page that is saved again with the same text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Q
from django.dispatch import Signal

from cms.approvals.models import IN_FORCE, Approval
from cms.core.items import name_item
from cms.core.models import BOOKKEEPING, BasePage, PosterWordingMixin
from cms.events.models import EventCancellation, EventPage
from cms.facts.contacts import get_hotline_channel
from cms.facts.live import get_live_values
from cms.facts.models import ChannelKind, ContactChannel, Fact
from cms.facts.usage import find_page_fact_keys, list_live_pages
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.models import CampaignImage, FileKind, FileUse
from cms.published.items import ItemRef, PosterWording, PublishedItem
from cms.published.reading import find_live_page, get_published, make_ref
from cms.published.texts import PosterFields, Writer, read_poster, write_poster
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from translations.languages import CODES, SOURCE

publication_changed = Signal()
"""An item reads differently in public now, in one language.

Arguments: ``kind``, ``key``, ``language``, ``change`` (published, changed, withdrawn, fact) and ``ref`` (``ItemRef``;
None if the item isn't public any more). ``get_item`` and ``get_poster_wording`` return the ``PublishedItem`` and its
``PosterWording``, or None; each reads once, for all receivers.
"""

register_changed = Signal()
"""A value or contact of the register changed. Sent after commit, for what shows the hotline beside all items."""

GetItem = Callable[[], PublishedItem | None]
GetWording = Callable[[], PosterWording | None]
ON_POSTERS = (ChannelKind.HOTLINE, ChannelKind.MISSION)
_BEFORE = "_public_before"


@dataclass(frozen=True)
class _Before:
    """The public text of a page and its address before its row is written. ``digest`` is empty if there was none.

    ``approval`` is the current one: of the text that is about to be written, where that differs.
    """

    digest: str
    approval: Approval | None
    path: str = ""


def remember_before(instance: Model, **kwargs: Any) -> None:
    """Keep the public text of a page whose row is about to be written."""
    if isinstance(instance, BasePage) and _concerns(instance, kwargs.get("update_fields")):
        setattr(instance, _BEFORE, _read_before(instance))


def announce_after(instance: Model, **kwargs: Any) -> None:
    """Announce the change of a page whose row was written, if readers see one."""
    if not isinstance(instance, BasePage) or not _concerns(instance, kwargs.get("update_fields")):
        return
    before: _Before = instance.__dict__.pop(_BEFORE)
    # The publication rules let a row be live only with the text of its current approval, or without any text.
    approval = before.approval if instance.live else None
    if approval is None:
        if before.digest and not instance.live:
            _announce([name_item(instance)], change="withdrawn")
    elif (approval.digest, instance.url_path) != (before.digest, before.path):
        _announce_text(instance, approval, change="changed" if before.digest else "published")


def _announce_text(page: BasePage, approval: Approval, *, change: str) -> None:
    """Announce a text as it was saved. What a poster needs of it is read now: the page in memory may change later."""
    name = name_item(page)
    get_wording = cache(partial(_write_wording, read_poster(page), language=name.language))
    transaction.on_commit(partial(_send, name, change, ref=make_ref(approval), get_wording=get_wording))
    if isinstance(page, EventPage) and name.language == SOURCE:  # translations have its times
        _announce_event(page, besides=SOURCE)


def _read_before(page: BasePage) -> _Before:
    """Read both in one query if the live text was approved as its revision, which is the rule.

    Else the text is taken from the row.
    """
    published = Approval.objects.of(page).filter(published_at__isnull=False)
    rows: Any = (
        published.filter(IN_FORCE | Q(revision=F("page__live_revision")))
        .annotate(was_live=F("page__live"), was_at=F("page__url_path"), live_revision=F("page__live_revision"))
        .defer("snapshot", "source_snapshot", "findings")
        .order_by("pk")
    )
    current, shown, was_live, path = None, None, page.pk is not None, page.url_path
    for row in rows:
        was_live, path = row.was_live, row.was_at
        if row.withdrawn_at is None and row.superseded_at is None:
            current = row
        if row.revision_id is not None and row.revision_id == row.live_revision:
            shown = row
    if not was_live:
        return _Before("", current, path)
    return _Before(shown.digest if shown else _read_live_digest(page), current, path)


def _read_live_digest(page: BasePage) -> str:
    pages: Any = type(page)._default_manager
    live = pages.live().filter(pk=page.pk).select_related("locale").first()
    return digest(extract(live)) if live is not None else ""


def announce_deleted(instance: Model, **kwargs: Any) -> None:
    """Announce that a live page was deleted."""
    if isinstance(instance, BasePage) and instance.kind and instance.live:
        _announce([name_item(instance)], change="withdrawn")


def announce_fact(fact: Fact, **kwargs: Any) -> None:
    """Announce a changed value for every item that shows it, in every language."""
    is_on_posters = fact.channels.filter(kind__in=ON_POSTERS).exists()
    _announce_facts({fact.key}, is_on_posters=is_on_posters)


def announce_channel(channel: ContactChannel, **kwargs: Any) -> None:
    """Announce a contact that was verified, changed or revoked, for every item that shows one of its facts."""
    is_on_posters = channel.kind in ON_POSTERS
    _announce_facts({fact.key for fact in channel.facts.all()}, is_on_posters=is_on_posters)


def announce_film(instance: LanguageVersion | RightsWindow, **kwargs: Any) -> None:
    """Announce that a film's files or rights changed, in every language."""
    pages = FilmPage.objects.live().filter(translation_key=instance.film.translation_key).select_related("locale")
    _announce(map(name_item, pages), change="changed")


def announce_cancellation(instance: EventCancellation, **kwargs: Any) -> None:
    """Announce that an event was cancelled, or takes place after all, in every language."""
    _announce_event(instance.event)


def _announce_event(event: EventPage, *, besides: str = "") -> None:
    """Announce the event's live pages in all languages but one."""
    pages = EventPage.objects.live().filter(translation_key=event.translation_key).select_related("locale")
    _announce(map(name_item, pages.exclude(locale__language_code=besides)), change="changed")


def announce_image(instance: CampaignImage, **kwargs: Any) -> None:
    """Announce that an image or its rights changed, for every live page that shows it."""
    uses = FileUse.objects.filter(kind=FileKind.IMAGE, object_id=instance.pk, page__live=True)
    pages = [use.page.specific for use in uses.select_related("page")]
    _announce([name_item(page) for page in pages if getattr(page, "kind", "")], change="changed")


def find_items_showing(fact_key: str) -> list[ItemRef]:
    """Return the items, without their revision, that show the fact to the public now, in each language."""
    return [name_item(page) for page, shown in _list_shown() if fact_key in shown]


def get_hotline_keys(language: str) -> frozenset[str]:
    """Return the keys of the facts of the language's hotline, which pages and kits show beside their items."""
    channel = get_hotline_channel(language=language)
    return frozenset(fact.key for fact in channel.facts.all()) if channel else frozenset()


def _announce_facts(keys: set[str], *, is_on_posters: bool) -> None:
    """Announce the items that show one of the facts; of a contact on posters, all with a poster: any may have had it.

    Which hotline a poster had before the change can't be told any more, nor which mission's.
    """
    shown = _list_shown()
    pages = [page for page, facts in shown if (is_on_posters and _has_poster(page)) or keys & facts]
    _announce(map(name_item, pages), change="fact")
    transaction.on_commit(partial(register_changed.send, sender=ItemRef))


def _list_shown() -> list[tuple[BasePage, frozenset[str]]]:
    """Return each live item's page with the keys of its facts: in its text, its contacts, or its poster's hotline."""
    hotlines = {code: get_hotline_keys(code) for code in CODES}
    return [
        (page, find_page_fact_keys(page) | (hotlines[page.locale.language_code] if _has_poster(page) else frozenset()))
        for page in list_live_pages()
        if page.kind
    ]


def _has_poster(page: BasePage) -> bool:
    return isinstance(page, PosterWordingMixin) and bool(page.poster_headline)


def _announce(names: Iterable[ItemRef], *, change: str) -> None:
    for name in names:
        transaction.on_commit(partial(_send_current, name, change))


def _send_current(name: ItemRef, change: str) -> None:
    """Send what is public after the transaction. An item without an approval was never public."""
    page = find_live_page(kind=name.kind, key=name.key, language=name.language)
    approval = Approval.objects.of(page).current().first() if page else None
    if approval is not None or change == "withdrawn":
        _send(name, change, ref=make_ref(approval) if approval else None)


def _send(name: ItemRef, change: str, *, ref: ItemRef | None, get_wording: GetWording | None = None) -> None:
    item = {"kind": name.kind, "key": name.key, "language": name.language}
    get_item = cache(partial(get_published, **item))
    publication_changed.send(
        sender=ItemRef,
        **item,
        change=change,
        ref=ref,
        get_item=get_item,
        get_poster_wording=get_wording or partial(_get_wording, get_item),
    )


def _get_wording(get_item: GetItem) -> PosterWording | None:
    item = get_item()
    return item.poster_wording if item else None


def _write_wording(fields: PosterFields | None, *, language: str) -> PosterWording | None:
    return write_poster(fields, Writer(language=language, values=get_live_values())) if fields else None


def _concerns(page: BasePage, update_fields: Iterable[str] | None) -> bool:
    is_bookkeeping = update_fields is not None and BOOKKEEPING.issuperset(update_fields)
    return bool(page.kind) and not is_bookkeeping
