"""Template tags for pages' own pictures."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone

from cms.core.search_tables import SearchEntry
from cms.media.pictures import ShownPicture, show_cards, show_head

register = template.Library()


@register.simple_tag
def head_picture(page: Any) -> ShownPicture | None:
    """Return the page's own picture for its head; None if it has none that may be shown today."""
    if getattr(page, "picture_id", None) is None:
        return None
    return show_head(page, on=timezone.localdate())


@register.simple_tag(takes_context=True)
def read_card_pictures(context: template.Context, entries: Iterable[Any]) -> str:
    """Read the pictures of these entries, in two queries, for all cards of the page; write nothing.

    ``entries`` may be lists of entries, too, such as the sections of a page, so that all are read at once.
    """
    known: dict[int, ShownPicture | None] = context.dicts[0].setdefault("card_pictures", {})
    wanted = {page_id for page_id in _list_pages(entries) if page_id not in known}
    if wanted:
        known.update({**dict.fromkeys(wanted), **show_cards(wanted, on=timezone.localdate())})
    return ""


@register.simple_tag(takes_context=True)
def card_picture(context: template.Context, entry: SearchEntry) -> ShownPicture | None:
    """Return the picture of an entry whose pictures were read; None if its page has none that may be shown today."""
    found: ShownPicture | None = context.dicts[0].get("card_pictures", {}).get(entry.page_id)
    return found


def _list_pages(entries: Iterable[Any]) -> Iterable[int]:
    for each in entries.values() if isinstance(entries, dict) else entries:
        if isinstance(each, SearchEntry):
            yield each.page_id
        else:
            yield from _list_pages(each)
