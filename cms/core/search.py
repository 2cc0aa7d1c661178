"""The public search: over the live pages of every language, one hit for each item.

The index is filled from live rows only, so no draft can be found, and it is arithmetic of our own
(``search_index/postings.py``), so that results are the same on SQLite and PostgreSQL.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import Max
from wagtail.models import Page

from cms.core.models import BasePage, PublicVersion
from cms.core.search_index import postings
from cms.core.search_index.names import PLACE, Vocabulary, find_names, list_name_tokens, make_token, read_vocabulary
from cms.core.search_index.page_texts import get_text, hide
from cms.core.search_index.query import Query, read_query
from cms.core.search_index.ranking import LIVE, Ranking, find_beginning, rank
from cms.core.search_index.results import Results
from cms.core.search_index.units import list_unit_tokens
from cms.core.search_index.words import list_title_tokens, list_tokens
from cms.core.search_tables import Posting, SearchEntry, SearchItem
from translations.languages import SOURCE

LISTED = "="
"""How the token of a filter begins: “=kind:story”."""
LONGEST_QUERY = 200
FEW = 10
"""Whoever finds fewer items is also shown those with words that begin as the query's last word does."""
BATCH = 2_000

TokenSource = Callable[[BasePage, str], Iterable[str]]
"""Return further tokens of a page with this text."""
Answer = Callable[[str], frozenset[str]]
"""Return the tokens of what a query names by itself, such as a telephone number; empty if it is an ordinary one."""
_token_sources: dict[str, TokenSource] = {}
_place_sources: dict[str, Callable[[BasePage], Iterable[str]]] = {}
_answers: dict[str, Answer] = {}


def register_tokens(name: str, list_tokens: TokenSource) -> None:
    """Add tokens under which pages are found by filters and by queries that an ``Answer`` knows."""
    _token_sources[name] = list_tokens


def register_classification(name: str, list_codes: Callable[[BasePage], Iterable[str]]) -> None:
    """Add a source of the codes of places that a page is classified under."""
    _place_sources[name] = list_codes


def register_answer(name: str, find: Answer) -> None:
    """Add what may know a query as something else than words."""
    _answers[name] = find


def find_entries(
    *, query: str, language: str, filters: Mapping[str, str] | None = None, as_words: bool = False
) -> Results:
    """Return the items that a query finds, in the reader's language where they have it, the best first.

    ``filters`` are names and values such as ``{"kind": "story"}``; with them an empty query finds all items that pass.
    With ``as_words`` names are words like others. Two queries of the database, and one for each list of names.
    """
    vocabulary = read_vocabulary()
    read = read_query(query[:LONGEST_QUERY], vocabulary=vocabulary)
    read = read.as_words() if as_words else read
    known = frozenset(token for find in _answers.values() for token in find(query))
    passes = [_make_filter_token(name, value) for name, value in (filters or {}).items() if value]
    rows = postings.read_postings([LIVE, *passes, *known, *read.list_tokens()])
    among = -1
    for token in passes:
        among &= rows.get_anywhere(token)
    if known:
        ranking = _rank_known(known, rows=rows, language=language, among=among)
    elif read.parts:
        ranking = _rank_words(read, rows=rows, language=language, among=among)
    else:
        ranking = _rank_all(rows=rows, language=language, among=among if passes else 0)
    return Results(
        query=read, ranking=ranking, rows=rows, language=language, vocabulary=vocabulary, is_answer=bool(known)
    )


def _make_filter_token(name: str, value: str) -> str:
    """Return the token of a filter. A place's lets pass whatever concerns it, by classification or by name."""
    return f"{PLACE}{value}" if name == "place" else f"{LISTED}{name}:{value}"


def _rank_words(query: Query, *, rows: postings.Postings, language: str, among: int) -> Ranking:
    found = rank(query, postings=rows, language=language, among=among)
    beginning = find_beginning(query)
    if not beginning or found.all.bit_count() >= FEW:
        return found
    longer = postings.read_beginning(beginning)
    return rank(query, postings=rows, language=language, among=among, beginnings=longer)


def _rank_known(known: Iterable[str], *, rows: postings.Postings, language: str, among: int) -> Ranking:
    found = 0
    for token in known:
        found |= rows.get_anywhere(token)
    return _rank_all(rows=rows, language=language, among=found & among)


def _rank_all(*, rows: postings.Postings, language: str, among: int) -> Ranking:
    own = rows.get(LIVE, language)
    found = rows.get_anywhere(LIVE) & among
    return Ranking(tiers=[found & own, found & ~own])


@transaction.atomic(savepoint=False)
def write_entry(page: BasePage) -> None:
    """Write the page's entry as its live row is, or remove the entry of a page that isn't live.

    The caller has locked the public version's row: by raising it, as each publication does, or by ``lock``.
    """
    if not _is_listed(page):
        forget(page)
        return
    entry = SearchEntry.objects.filter(page_id=page.pk).select_related("item").first() or SearchEntry(page_id=page.pk)
    before = _unpack(entry.tokens)
    is_known = entry.pk and entry.item.translation_key == page.translation_key
    number = entry.item_id if is_known else _get_number(page)
    tokens = _fill(entry, page, number=number, vocabulary=read_vocabulary())
    entry.save()
    if tokens != before:
        postings.change(number=number, language=entry.language, added=tokens - before, removed=before - tokens)


def forget(page: BasePage) -> None:
    """Remove the page's entry."""
    for entry in SearchEntry.objects.filter(page_id=page.pk):
        entry.delete()


@transaction.atomic
def entry_deleted(entry: SearchEntry) -> None:
    """Take a page out of the postings because its entry is being deleted."""
    lock()
    postings.change(number=entry.item_id, language=entry.language, removed=_unpack(entry.tokens))


def rebuild() -> int:
    """Write the entries of all live pages anew, delete all others, and return how many there are."""
    with transaction.atomic():
        lock()
        Posting.objects.all().delete()
        SearchEntry.objects.all()._raw_delete(SearchEntry.objects.db)
        SearchItem.objects.all().delete()
        vocabulary = read_vocabulary()
        numbers: dict[object, int] = {}
        live = Page.objects.filter(live=True).order_by("first_published_at", "pk").specific()
        # The source's pages first: a translation's everyday words are names if the source has the names.
        for some in (live.filter(locale__language_code=SOURCE), live.exclude(locale__language_code=SOURCE)):
            pages = (page for page in some.iterator(chunk_size=500) if isinstance(page, BasePage) and _is_listed(page))
            while batch := list(islice(pages, BATCH)):
                _write_batch(batch, numbers=numbers, vocabulary=vocabulary)
    return SearchEntry.objects.count()


def list_stale(*, after: int, most: int) -> list[BasePage]:
    """Return the next live pages by key, for writing their entries again because names have changed."""
    live = Page.objects.filter(live=True, pk__gt=after).order_by("pk").specific()[:most]
    return [page for page in live if isinstance(page, BasePage)]


def _write_batch(batch: list[BasePage], *, numbers: dict[object, int], vocabulary: Vocabulary) -> None:
    new = list(dict.fromkeys(page.translation_key for page in batch if page.translation_key not in numbers))
    numbers |= {key: len(numbers) + place for place, key in enumerate(new, start=1)}
    SearchItem.objects.bulk_create(SearchItem(number=numbers[key], translation_key=key) for key in new)
    entries = []
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for page in batch:
        entry = SearchEntry(page_id=page.pk)
        for token in _fill(entry, page, number=numbers[page.translation_key], vocabulary=vocabulary):
            found[entry.language][token].append(entry.item_id)
        entries.append(entry)
    SearchEntry.objects.bulk_create(entries)
    for language, tokens in found.items():
        postings.add(language=language, items={token: postings.make_number(each) for token, each in tokens.items()})


def _fill(entry: SearchEntry, page: BasePage, *, number: int, vocabulary: Vocabulary) -> set[str]:
    """Fill the entry with the page, and return its tokens."""
    text = get_text(page)
    title, visible = hide(page.title), hide(text)
    language = page.locale.language_code
    named = _find_named(f"{page.title}\n{visible}", page, language=language, vocabulary=vocabulary)
    codes = {code for list_codes in _place_sources.values() for code in list_codes(page)}
    listed = list_name_tokens(named, places=codes, vocabulary=vocabulary)
    tokens = {
        LIVE,
        f"{LISTED}kind:{page.kind}",
        *list_tokens(f"{title}\n{visible}", language=language),
        *list_title_tokens(title),
        *list_unit_tokens(f"{title}\n{visible}", language=language),
        *listed,
        *(token for find in _token_sources.values() for token in find(page, f"{page.title}\n{text}")),
    }
    entry.item_id, entry.language, entry.kind = number, language, page.kind
    entry.title, entry.summary, entry.text = page.title, getattr(page, "summary", ""), text
    entry.path, entry.published_at, entry.tokens = page.url_path, page.first_published_at, _pack(tokens)
    return tokens


def _find_named(text: str, page: BasePage, *, language: str, vocabulary: Vocabulary) -> set[str]:
    """Return the names in a text; what is an everyday word too is one if the source has the name."""
    named, doubtful = find_names(text, language=language, vocabulary=vocabulary)
    if doubtful and language != SOURCE:
        entries = SearchEntry.objects.filter(item__translation_key=page.translation_key, language=SOURCE)
        tokens = {token for packed in entries.values_list("tokens", flat=True) for token in _unpack(packed)}
        named |= {name for name in doubtful if make_token(name) in tokens}
    return named


def _get_number(page: BasePage) -> int:
    """Return the number of the page's item; a new item gets the next one."""
    number = SearchItem.objects.filter(translation_key=page.translation_key).values_list("number", flat=True).first()
    if number is None:
        number = (SearchItem.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        SearchItem.objects.create(number=number, translation_key=page.translation_key)
    return int(number)


def _is_listed(page: BasePage) -> bool:
    return bool(page.live and page.kind and page.kind != "home")


def lock() -> None:
    """Have writers wait for each other, as publications do."""
    PublicVersion.objects.select_for_update().filter(pk=1).first()


def _pack(tokens: Iterable[str]) -> bytes:
    return zlib.compress(" ".join(sorted(tokens)).encode())


def _unpack(packed: bytes | memoryview) -> set[str]:
    return set(zlib.decompress(packed).decode().split(" ")) if packed else set()
