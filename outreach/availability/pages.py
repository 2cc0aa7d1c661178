"""Pages that links lead to: which were withdrawn. That a page is public is answered by ``cms.published`` alone."""

from collections.abc import Iterable

from cms.published import get_text_standings

PageName = tuple[str, str, str]
"""Kind, key and language."""


def find_withdrawn(names: Iterable[PageName]) -> frozenset[PageName]:
    """Return those of these pages that the public could read once and can't now, in a fixed number of queries.

    A link in the language of such a page leads to no other language: the error may be in all of them.
    """
    wanted = set(names)
    standings = get_text_standings({(kind, key) for kind, key, _language in wanted})
    return frozenset(name for name in wanted if name in standings and standings[name].is_withdrawn)
