"""The posters that a change of a text or fact makes out of date."""

from django.db.models import Q
from django.urls import reverse

from cms.core.hooks import Impact
from cms.published import ItemRef, find_items_showing
from outreach.posters.models import Poster, PosterQuerySet


def posters_of_item(item: ItemRef) -> list[Impact]:
    """Return the released posters of the item, in all languages."""
    return _describe(Poster.objects.released().of_item(kind=item.kind, key=item.key))


def posters_with_fact(fact_key: str) -> list[Impact]:
    """Return the released posters of the items that show the fact: a new value may make them out of date."""
    shown = Q(facts__has_key=fact_key)  # of an organisation, whose contact isn't on the page
    for item in find_items_showing(fact_key):
        shown |= Q(item_kind=item.kind, item_key=item.key, language=item.language)
    return _describe(Poster.objects.released().filter(shown))


def _describe(posters: PosterQuerySet) -> list[Impact]:
    return [
        Impact(
            kind="poster", label=str(poster), url=reverse("poster_detail", args=[poster.key]), language=poster.language
        )
        for poster in posters.order_by("language", "pk")
    ]
