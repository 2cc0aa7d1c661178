"""Items that an editor chose in the blocks of a page, as readers of a language find them."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.core.search_tables import SearchEntry


def list_live_entries(pages: Iterable[Page | None], *, language: str) -> list[SearchEntry]:
    """Return the entries of those that are live in the language, in the order of choice (one query)."""
    keys = [page.translation_key for page in pages if page is not None]
    entries = SearchEntry.objects.filter(item__translation_key__in=keys, language=language).select_related("item")
    found = {entry.item.translation_key: entry for entry in entries}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def find_chosen_keys(body: StreamValue) -> frozenset[UUID]:
    """Return the translation keys of the items that the blocks of a body choose."""
    return frozenset(page.translation_key for page in _find_chosen(body) if page is not None)


def _find_chosen(body: StreamValue) -> Iterator[Page | None]:
    for child in body:
        if child.block_type == "film":
            yield child.value["film"]
        elif child.block_type == "related":
            yield from child.value["items"]
