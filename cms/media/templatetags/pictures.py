"""Template tags for pages' own pictures."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone

from cms.core.search_tables import SearchEntry
from cms.media.pictures import ShownPicture, find_images, show_cards, show_head

register = template.Library()


@register.simple_tag
def head_picture(page: Any) -> ShownPicture | None:
    """Return the page's own picture for its head; None if it has none that may be shown today."""
    if getattr(page, "picture_id", None) is None:
        return None
    return show_head(page, on=timezone.localdate())


@register.simple_tag(takes_context=True)
def read_card_pictures(context: template.Context, entries: Iterable[Any]) -> str:
    """Read the pictures of these entries for all cards of the page; write nothing.

    It takes two queries, and one if the entries are annotated with ``make_image_query``. ``entries`` may be lists of
    entries, too, such as the sections of a page, so that all are read at once.
    """
    known: dict[int, ShownPicture | None] = context.dicts[0].setdefault("card_pictures", {})
    wanted = {entry.page_id: entry for entry in _list_entries(entries) if entry.page_id not in known}
    if wanted:
        known.update({**dict.fromkeys(wanted), **show_cards(_find_images(wanted), on=timezone.localdate())})
    return ""


def _find_images(entries: dict[int, SearchEntry]) -> dict[int, int]:
    if all(hasattr(entry, "image_key") for entry in entries.values()):
        return {page: key for page, entry in entries.items() if (key := getattr(entry, "image_key", None))}
    return find_images(entries)


@register.simple_tag(takes_context=True)
def card_picture(context: template.Context, entry: SearchEntry) -> ShownPicture | None:
    """Return the picture of an entry whose pictures were read; None if its page has none that may be shown today."""
    found: ShownPicture | None = context.dicts[0].get("card_pictures", {}).get(entry.page_id)
    return found


def _list_entries(entries: Iterable[Any]) -> Iterable[SearchEntry]:
    for each in entries.values() if isinstance(entries, dict) else entries:
        if isinstance(each, SearchEntry):
            yield each
        else:
            yield from _list_entries(each)
