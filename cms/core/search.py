"""Search over the live pages of every language, with folded text; former names of places are synonyms.

The search table is filled from live rows only, so no draft can be found, and gives the same results on SQLite and
PostgreSQL.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from cms.core.folding import list_needles, make_search_field
from cms.core.models import BasePage, SearchEntry

Synonyms = Callable[[BasePage, str], list[str]]
_synonyms: dict[str, Synonyms] = {}
TextFilter = Callable[[str], str]
_text_filters: dict[str, TextFilter] = {}


def register_synonyms(name: str, find: Synonyms) -> None:
    """Add a source of further names: ``find(page, folded)`` returns texts under which the page is also found."""
    _synonyms[name] = find


def register_text_filter(name: str, apply: TextFilter) -> None:
    """Add a filter for texts before they are indexed: ``apply(text)`` returns the text that readers can see in it."""
    _text_filters[name] = apply


def write_entry(page: BasePage) -> None:
    """Write the page's entry as its live row is, or remove the entry of a page that isn't live."""
    if not page.live or not page.kind or page.kind == "home":
        forget(page)
        return
    folded = make_search_field(" ".join([page.title, *get_texts(page)]))
    extra = " ".join(text for find in _synonyms.values() for text in find(page, folded))
    fields = {
        "language": page.locale.language_code,
        "kind": page.kind,
        "title": page.title,
        "summary": _filter(getattr(page, "summary", "")),
        "path": page.url_path,
        "folded_title": make_search_field(page.title),
        "folded": make_search_field(f"{folded} {extra}") if extra else folded,
        "published_at": page.first_published_at,
    }
    if not SearchEntry.objects.filter(page_id=page.pk).update(**fields):
        SearchEntry.objects.get_or_create(page_id=page.pk, defaults=fields)


def forget(page: BasePage) -> None:
    """Remove the page's entry."""
    SearchEntry.objects.filter(page_id=page.pk).delete()


def find_entries(*, query: str, language: str) -> QuerySet[SearchEntry]:
    """Return the entries with every word of the query: the reader's language first, then titles, then the newest."""
    needles = list_needles(query)
    if not needles:
        return SearchEntry.objects.none()
    holds, in_title = Q(), Q()
    for needle in needles:
        holds &= Q(folded__contains=needle)
        in_title &= Q(folded_title__contains=needle)
    rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    own = Case(When(language=language, then=Value(0)), default=Value(1), output_field=IntegerField())
    return SearchEntry.objects.filter(holds).order_by(own, rank, "-published_at", "pk")


def get_texts(page: BasePage) -> list[str]:
    """Return the plain public texts of a page, poster wording excepted."""
    fields = [name for name in page.translatable_fields if name != "title" and not name.startswith("poster_")]
    return [text for name in fields for text in _plain(getattr(page, name))]


def _filter(text: str) -> str:
    for apply in _text_filters.values():
        text = apply(text)
    return text


def _plain(value: Any) -> list[str]:
    if isinstance(value, StreamValue):
        return [text for child in value for text in _plain(child.value)]
    if isinstance(value, RichText):
        return [strip_tags(value.source.replace("<", " <"))]
    if isinstance(value, str):
        return [_filter(value)]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _plain(part)]
    if hasattr(value, "__iter__"):
        return [text for part in value for text in _plain(part)]
    return []
