"""The results of a search: a sequence of hits, of which only those that are shown are read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from django.db.models import Q
from django.utils.safestring import SafeString

from cms.core.search_filters import name_kind
from cms.core.search_index.excerpts import Matcher, cut_excerpt, make_matcher, mark_text
from cms.core.search_index.names import Vocabulary
from cms.core.search_index.postings import Postings, list_newest
from cms.core.search_index.query import Query
from cms.core.search_index.ranking import LIVE, Ranking
from cms.core.search_index.units import UNIT, list_letters
from cms.core.search_index.words import read_words, squash
from cms.core.search_tables import SearchEntry
from translations.languages import CODES, SOURCE
from translations.negotiation import choose_language


@dataclass(frozen=True)
class Hit:
    """An item that was found, by its page in the reader's language, or in the one in which the query was found.

    Texts are HTML with what matches marked. ``excerpt`` is in ``excerpt_language``: a name that the page itself lacks
    is shown where the item has it.
    """

    entry: SearchEntry
    title: SafeString
    excerpt: SafeString | None
    excerpt_language: str

    @property
    def path(self) -> str:
        return self.entry.path

    @property
    def language(self) -> str:
        return self.entry.language

    @property
    def section(self) -> str:
        """The name of the section that the page is in, in the active language; empty if it is in none."""
        return name_kind(self.entry.kind)

    @property
    def kind(self) -> str:
        return self.entry.kind


@dataclass(frozen=True)
class Results(Sequence[Hit]):
    """Hits, the best first. A slice takes one query, whatever its length."""

    query: Query
    ranking: Ranking
    rows: Postings
    language: str
    vocabulary: Vocabulary
    is_answer: bool = False
    """True if the query was known as something else than words."""
    _matchers: dict[str, Matcher] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> list[int]:
        return [number for tier in self.ranking.tiers for number in list_newest(tier)]

    @property
    def place_names(self) -> list[str]:
        """The names in the query, as typed, if they can't well be meant otherwise: only pages about them are found."""
        if not self.query.is_certain:
            return []
        return [self.query.text[part.words[0].start : part.words[-1].end] for part in self.query.names]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        if isinstance(index, int):
            return self._read([self.numbers[index]])[0]
        return self._read(self.numbers[index])

    def _read(self, numbers: list[int]) -> list[Hit]:
        closest = {number: self._choose_language(number) for number in numbers}
        matched = {number: self._find_matched(number, closest[number]) for number in numbers}
        shown = closest if self.query.is_names else matched
        wanted = {*shown.items(), *matched.items()}
        if not wanted:
            return []
        condition = Q()
        for number, language in wanted:
            condition |= Q(item_id=number, language=language)
        entries = {
            (entry.item_id, entry.language): entry
            for entry in SearchEntry.objects.filter(condition).select_related("item")
        }
        return [
            self._make_hit(entries[number, shown[number]], entries.get((number, matched[number])))
            for number in numbers
            if (number, shown[number]) in entries
        ]

    def _choose_language(self, number: int) -> str:
        """Return the item's language that is closest to the reader's."""
        available = tuple(code for code in CODES if self.rows.get(LIVE, code) >> number & 1)
        choice = choose_language(asked=self.language, available=available)
        return choice.language if choice else SOURCE

    def _find_matched(self, number: int, shown: str) -> str:
        """Return a language in whose text the query was found: the one that is closest, if it can be."""
        languages = dict.fromkeys([shown, SOURCE, *CODES])
        matches = self.ranking.matches
        return next((code for code in languages if matches.get(code, 0) >> number & 1), shown)

    def _make_hit(self, entry: SearchEntry, matched: SearchEntry | None) -> Hit:
        title = mark_text(entry.title, self._get_matcher(entry.language))
        for each in (entry, matched):
            if each is not None and (excerpt := cut_excerpt(each.text, self._get_matcher(each.language))):
                return Hit(entry, title, excerpt, each.language)
        return Hit(entry, title, None, entry.language)

    def _get_matcher(self, language: str) -> Matcher:
        if language not in self._matchers:
            self._matchers[language] = make_matcher(self.query, names=self._names, language=language)
        return self._matchers[language]

    @cached_property
    def _names(self) -> frozenset[str]:
        """The letters of all forms of the names in the query, and of the other names of their places."""
        names = {name for part in self.query.names for name in part.names}
        codes = {code for name in names for code in self.vocabulary.asked_places.get(name, ())}
        names |= {name for name, places in self.vocabulary.places.items() if codes & places}
        letters = {key for key, forms in self.vocabulary.forms.items() if any(form.name in names for form in forms)}
        letters |= {squash(read_words(name)) for name in names}
        tokens = {token for part in self.query.names for token in part.tokens if token.startswith(UNIT)}
        return frozenset(letters.union(*map(list_letters, tokens)))
