"""Reading what is public: a live page, with a current approval of exactly its text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.utils import timezone
from django.utils.translation import override

from cms.approvals.models import Approval
from cms.approvals.reader_notice import write_notice
from cms.core.embargo import not_embargoed
from cms.core.models import BasePage, TextPage
from cms.events.models import EventPage
from cms.facts.contacts import Contact, get_hotline, get_page_contacts
from cms.facts.live import FactValues, get_live_values
from cms.facts.rendering import write_facts
from cms.facts.usage import find_page_tokens, get_page_models
from cms.published.files import has_lapsed, write_files
from cms.published.items import ItemRef, PublishedItem, PublishedSummary
from cms.published.texts import (
    Writer,
    read_poster,
    write_blocks,
    write_channels,
    write_corrections,
    write_poster,
)
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from translations.languages import CODES, SOURCE

ItemName = tuple[str, str]
"""Kind and key."""


def get_published(*, kind: str, key: str, language: str) -> PublishedItem | None:
    """Return the item as the public reads it in this language now; None if it isn't public."""
    pages = _find_live(kind=kind, key=key, language=language)
    if pages is None:
        return None
    page = pages.prefetch_related(*(field.name for field in pages.model._meta.many_to_many)).first()
    approval = Approval.objects.of(page).current().first() if page else None
    if page is None or approval is None or digest(extract(page)) != approval.digest:
        return None
    values = get_live_values()
    writer = Writer(language=language, values=values)
    contacts = get_page_contacts(page, language=language, values=values)
    files, today = write_files(page, writer), timezone.localdate()
    return PublishedItem(
        ref=make_ref(approval),
        title=writer.plain(page.title),
        url=page.url_path,
        summary=writer.plain(getattr(page, "summary", "")),
        text=write_blocks(page, writer),
        poster_wording=write_poster(read_poster(page), writer, contacts=contacts),
        files=tuple(file for file in files if not has_lapsed(file, on=today)),
        lapsed_files=tuple(file for file in files if has_lapsed(file, on=today)),
        contacts=contacts,
        topics=_get_topics(page, language=language),
        approved_at=approval.approved_at,
        approved_by_id=approval.approved_by_id,
        source_ref=get_source_ref(approval),
        is_demonstration=getattr(page, "is_demonstration", False),
        corrections=write_corrections(page, writer),
        notice=write_notice(page),
        facts=_get_versions({*find_page_tokens(page), *_list_keys(contacts)}, values),
        expires_at=_find_end(page),
    )


def _find_end(page: BasePage) -> datetime | None:
    occasion = page.find_occasion() if isinstance(page, EventPage) else None
    ends = (page.expire_at, occasion.ends_at if occasion else None)
    return min((moment for moment in ends if moment is not None), default=None)


def _list_keys(contacts: Iterable[Contact]) -> set[str]:
    return {value.key for contact in contacts for value in contact.values}


def _get_versions(keys: Iterable[str], values: FactValues) -> dict[str, int]:
    """Return the versions of these facts, 0 for one whose value is withdrawn."""
    shown = {key: values[key] for key in keys if key in values}
    return {key: 0 if value.is_withdrawn else value.version_id for key, value in shown.items()}


def get_published_languages(*, kind: str, key: str) -> tuple[str, ...]:
    """Return the languages in which the item is public, in the campaign's order."""
    return tuple(get_addresses(kind=kind, key=key))


def get_addresses(*, kind: str, key: str) -> dict[str, str]:
    """Return the item's path in each language in which it is public, in the campaign's order, in two queries."""
    model, translation_key = get_model(kind), parse_key(key)
    if model is None or translation_key is None:
        return {}
    pages = _live(model).filter(translation_key=translation_key).values_list("locale__language_code", "url_path")
    approvals = Approval.objects.current().filter(translation_key=translation_key)
    paths, approved = dict(pages), set(approvals.values_list("language", flat=True))
    return {code: paths[code] for code in CODES if code in paths and code in approved}


def list_addresses() -> dict[ItemName, dict[str, str]]:
    """Return the paths of all public items by language, in two queries."""
    approved = set(Approval.objects.current().values_list("translation_key", "language"))
    found: dict[ItemName, dict[str, str]] = defaultdict(dict)
    for row in _read_rows(_get_item_models()):
        if (row.translation_key, row.language) in approved:
            found[row.kind, str(row.translation_key)][row.language] = row.path
    return found


def list_published(*, kind: str | None = None, language: str | None = None) -> list[PublishedSummary]:
    """Return all public items, newest first, of all kinds and languages or those given."""
    models = [model for model in _get_item_models() if kind in {None, model.kind}]
    rows = _read_rows(models, language=language)
    if not rows:
        return []
    current = _get_current({row.translation_key for row in rows})
    values = get_live_values()
    found = []
    for row in rows:
        approval = current[row.translation_key].get(row.language)
        if approval is not None:
            writer = Writer(language=row.language, values=values)
            title, summary = writer.plain(row.title), writer.plain(row.summary)
            found.append(PublishedSummary(make_ref(approval), title, row.path, summary, approval.approved_at))
    return sorted(found, key=lambda entry: entry.approved_at, reverse=True)


def hotline(language: str) -> Contact | None:
    """Return the verified hotline for readers of the language; None if none is verified."""
    return get_hotline(language=language)


def get_contacts(keys: Iterable[int], *, language: str) -> tuple[Contact, ...]:
    """Return the register's channels with these numbers that may be published, written in the language."""
    return write_channels(keys, language=language)


def write_fact_values(keys: Iterable[str], *, language: str) -> tuple[str, ...]:
    """Return the values of these facts as texts in the language show them now."""
    values = get_live_values()
    known = [f"[[{key}]]" for key in keys if key in values]
    return tuple(write_facts(token, language=language, values=values, keep_unknown=True) for token in known)


def find_live_page(*, kind: str, key: str, language: str) -> BasePage | None:
    """Return the page if it is live and not under embargo, whether or not its text is approved."""
    pages = _find_live(kind=kind, key=key, language=language)
    return pages.first() if pages is not None else None


def make_ref(approval: Approval) -> ItemRef:
    return ItemRef(
        kind=approval.kind,
        key=str(approval.translation_key),
        language=approval.language,
        revision=str(approval.pk),
        sha256=approval.digest,
    )


def get_source_ref(approval: Approval) -> ItemRef:
    """Return the source that this was approved against; without a revision if the source was approved later."""
    if approval.language == SOURCE:
        return make_ref(approval)
    source = (
        Approval.objects.filter(
            translation_key=approval.translation_key, language=SOURCE, digest=approval.source_digest
        )
        .order_by("-approved_at")
        .first()
    )
    if source is not None:
        return make_ref(source)
    return ItemRef(approval.kind, str(approval.translation_key), SOURCE, "", approval.source_digest)


def get_model(kind: str) -> type[BasePage] | None:
    return next((model for model in _get_item_models() if model.kind == kind), None)


def parse_key(key: str) -> UUID | None:
    try:
        return UUID(str(key))
    except ValueError:
        return None


def _get_item_models() -> list[type[BasePage]]:
    return [model for model in get_page_models() if model.kind]


def _find_live(*, kind: str, key: str, language: str) -> QuerySet[BasePage] | None:
    model, translation_key = get_model(kind), parse_key(key)
    if model is None or translation_key is None:
        return None
    return _live(model).filter(translation_key=translation_key, locale__language_code=language)


def _live(model: type[BasePage]) -> QuerySet[BasePage]:
    public = not_embargoed("embargo_until", at=timezone.now())
    return model.objects.live().filter(public).select_related("locale")


class LiveRow(NamedTuple):
    """A live page, as lists need it."""

    kind: str
    translation_key: UUID
    language: str
    title: str
    summary: str
    path: str


def _read_rows(models: Sequence[type[BasePage]], *, language: str | None = None) -> list[LiveRow]:
    """Return the live pages of these kinds, in all languages or this one: one query whatever the number of kinds."""
    wanted = {"locale__language_code": language} if language else {}
    queries = [
        _live(model)
        .filter(**wanted)
        .order_by()
        .annotate(kind_of_item=Value(model.kind), lead=F("summary") if issubclass(model, TextPage) else Value(""))
        .values_list("kind_of_item", "translation_key", "locale__language_code", "title", "lead", "url_path")
        for model in models
    ]
    return [LiveRow(*row) for row in queries[0].union(*queries[1:], all=True)] if queries else []


Current = dict[UUID, dict[str, Approval]]


def _get_current(keys: Iterable[UUID]) -> Current:
    """Return the current approvals by item and language, in one query."""
    found: Current = defaultdict(dict)
    current = Approval.objects.current().filter(translation_key__in=list(keys))
    for approval in current.defer("snapshot", "source_snapshot", "findings"):
        found[approval.translation_key][approval.language] = approval
    return found


def _get_topics(page: BasePage, *, language: str) -> tuple[str, ...]:
    if not hasattr(page, "topics"):
        return ()
    with override(language):
        return tuple(topic.name for topic in sorted(page.topics.all(), key=lambda topic: topic.number))
