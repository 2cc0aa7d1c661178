"""The page of the public search: what was asked, what was found, and where to go if nothing was."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.utils.http import urlencode

from cms.core import search
from cms.core.search_filters import Filter, read_filters
from cms.core.search_index.results import Hit, Results
from cms.core.search_index.spelling import list_near_spellings
from cms.core.search_index.words import read_words
from cms.core.search_tables import SearchEntry

PER_PAGE = 10
MOST_CALLS = 3
MOST_NEAR = 3
WORDS = "words"
"""The parameter with which names in the query are words like others."""


class SearchObstacle(StrEnum):
    """The reason for which a search can't be done as it was asked."""

    TOO_LONG = "too-long"
    NO_WORDS = "no-words"
    NO_PAGE = "no-page"


@dataclass(frozen=True)
class SearchPage:
    """The values that the template shows. ``results`` is None if nothing was searched for.

    ``parameters`` repeat the search in a link; ``near`` are other queries that find something.
    """

    query: str
    filters: tuple[Filter, ...]
    parameters: str
    results: ResultPage[Hit] | None = None
    obstacle: SearchObstacle | None = None
    near: tuple[str, ...] = ()
    calls: tuple[SearchEntry, ...] = ()
    names: tuple[str, ...] = ()
    words_parameters: str = ""
    is_number: bool = False
    longest: int = search.LONGEST_QUERY

    @property
    def is_narrowed(self) -> bool:
        return any(each.chosen for each in self.filters)

    @property
    def found_nothing(self) -> bool:
        return self.results is not None and not self.results.paginator.count

    @property
    def shows_ways_on(self) -> bool:
        """True if the reader is left without a result, and needs the hotline and the calls."""
        return self.obstacle is not None or self.found_nothing


def build_search_page(given: Mapping[str, str], *, language: str) -> SearchPage:
    """Do the search that a request's parameters ask for."""
    query = given.get("q", "").strip()
    filters = tuple(read_filters(given))
    chosen = {each.name: each.chosen for each in filters if each.chosen}
    as_words = given.get(WORDS) == "1"
    parameters = urlencode({"q": query, **chosen, **({WORDS: "1"} if as_words else {})})
    obstacle = _find_obstacle(query)
    if obstacle or not (query or chosen):
        calls = _list_calls(language) if obstacle else ()
        return SearchPage(query[: search.LONGEST_QUERY], filters, parameters, obstacle=obstacle, calls=calls)
    found = search.find_entries(query=query, language=language, filters=chosen, as_words=as_words)
    page, obstacle = _turn_to(found, given.get("page", ""))
    is_lost = not found or obstacle is not None
    return SearchPage(
        query,
        filters,
        parameters,
        results=page,
        obstacle=obstacle,
        near=_list_near(found, language=language) if not found else (),
        calls=_list_calls(language) if is_lost or found.is_answer else (),
        names=tuple(found.place_names),
        words_parameters=urlencode({"q": query, **chosen, WORDS: "1"}),
        is_number=found.is_answer,
    )


def _find_obstacle(query: str) -> SearchObstacle | None:
    if len(query) > search.LONGEST_QUERY:
        return SearchObstacle.TOO_LONG
    return SearchObstacle.NO_WORDS if query and not read_words(query) else None


def _turn_to(found: Results, number: str) -> tuple[ResultPage[Hit], SearchObstacle | None]:
    """Return the page of results, the first one if there is none with this number."""
    pages: Paginator[Hit] = Paginator(found, PER_PAGE)
    exists = not number or (
        number.isascii() and number.isdecimal() and len(number) < 6 and int(number) in pages.page_range
    )
    return pages.page(number if number and exists else 1), None if exists else SearchObstacle.NO_PAGE


def _list_calls(language: str) -> tuple[SearchEntry, ...]:
    return tuple(SearchEntry.objects.newest(kind="call", language=language).defer("text", "tokens")[:MOST_CALLS])


def _list_near(found: Results, *, language: str) -> tuple[str, ...]:
    """Return the near spellings that find something, as the pages found write them."""
    spelled = {}
    for near in list_near_spellings(found.query, rows=found.rows, vocabulary=found.vocabulary):
        other = search.find_entries(query=near, language=language)
        if other:
            spelled[_spell(near, other[0].entry)] = None
    return tuple(islice(spelled, MOST_NEAR))


def _spell(query: str, entry: SearchEntry) -> str:
    """Return the query with its words as a page writes them, if it has them."""
    text = f"{entry.title}\n{entry.text}"
    written = {word.folded: text[word.start : word.end].lower() for word in read_words(text)}
    if any(word.has_marks for word in read_words(query)) or not query.islower():
        return query
    return " ".join(written.get(word.folded, word.folded) for word in read_words(query))
