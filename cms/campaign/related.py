"""Related items: live ones in the page's language that share its places or topics."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Case, Q, QuerySet, Value, When

from cms.campaign.models import Classified
from cms.core.chosen_items import find_chosen_keys
from cms.core.models import BasePage
from cms.core.search_tables import SearchEntry

MOST = 4


def find_related(page: BasePage) -> list[SearchEntry]:
    """Return at most ``MOST``, those with a place and a topic in common first, then by place, then the newest.

    The page itself and what its blocks choose are excluded. One query; none for a page that has no classification.
    """
    if not isinstance(page, Classified) or page.pk is None:
        return []
    same_place, same_topic = _share(page, "places"), _share(page, "topics")
    body = getattr(page, "body", None)
    excluded = {page.translation_key, *(find_chosen_keys(body) if body else ())}
    nearness = Case(When(same_place & same_topic, then=Value(0)), When(same_place, then=Value(1)), default=Value(2))
    entries = (
        SearchEntry.objects.filter(same_place | same_topic, language=page.locale.language_code)
        .exclude(item__translation_key__in=excluded)
        .select_related("item")
        .defer("text", "tokens")
        .annotate(nearness=nearness)
    )
    return list(entries.order_by("nearness", "-published_at", "-pk")[:MOST])


def _share(page: BasePage, name: str) -> Q:
    """Return the condition that an entry's page has a row of this relation in common with the page."""
    own = _list_links(type(page), name, page.pk)
    shared = Q()
    for model in _list_models():
        links, of_page, of_row = _read_relation(model, name)
        shared |= Q(page_id__in=links.objects.filter(**{f"{of_row}__in": own}).values(of_page))
    return shared


def _list_links(model: type[BasePage], name: str, page_id: int) -> QuerySet[Any]:
    links, of_page, of_row = _read_relation(model, name)
    return links.objects.filter(**{of_page: page_id}).values(of_row)


def _read_relation(model: type[BasePage], name: str) -> tuple[Any, str, str]:
    """Return the model of a relation's links, with its columns for the page and for the row."""
    field: Any = model._meta.get_field(name)
    return field.remote_field.through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"


@cache
def _list_models() -> tuple[type[BasePage], ...]:
    return tuple(_find_models())


def _find_models() -> Iterator[type[BasePage]]:
    for model in apps.get_models():
        if issubclass(model, Classified) and issubclass(model, BasePage):
            yield model
