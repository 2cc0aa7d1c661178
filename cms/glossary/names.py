"""Reading of names in source texts: those of the glossary and, in Vietnamese, others by their capital letters.

A name of a person or a place has a capital in every syllable; an institution's has one in every second. A single
capitalised syllable is a name after a title (“anh Nam”, “sông Hương”), or if it isn't Vietnamese (“Ohio”); at the
beginning of a sentence if it does what only a person does (“Hùng kể”), or is a name elsewhere in the text (“anh Nam …
Nam đi”). Elsewhere it may be any word. A text in capitals only shows the glossary's names, and persons by their family
names.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cms.glossary.terms import FoundTerm, find_names_of_table, get_version
from translations import term_tables
from translations.campaign.reading import get_folder
from translations.languages import SOURCE
from translations.terms import strip_marks

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
ENDS_SENTENCE = re.compile(r"[.!?…:;•\n“\"«(]")
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?", re.ASCII
)
FEWEST_MARKED = 2
FEWEST_SYLLABLES, MOST_SYLLABLES = 3, 4
"""Of a person's name, where nothing but its family name shows that it is one."""
ROMAN = re.compile(r"[IVXLC]+", re.ASCII)


@dataclass(frozen=True)
class WrittenName:
    """A name in a source text. ``term`` is its entry in the glossary, empty if it has none."""

    text: str
    start: int
    end: int
    term: str = ""


@dataclass(slots=True)
class _Word:
    text: str
    start: int
    end: int
    begins_sentence: bool
    folded: str

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_foreign(self) -> bool:
        """True for an abbreviation, a ship's number, and for letters that no Vietnamese syllable has."""
        return _is_foreign(self.text)


@lru_cache(maxsize=4096)
def _is_foreign(word: str) -> bool:
    is_abbreviation = len(word) > 1 and word.isupper()
    return is_abbreviation or not SYLLABLE.fullmatch(strip_marks(word).lower())


READS_CAPITALS = SOURCE == "vi"
"""The rules of capital letters, and the lists of words that they need, are Vietnamese. From a source in any other
language only the glossary's names are read."""


def is_everyday(rendering: str, *, language: str) -> bool:
    """Return whether a name's rendering is also an ordinary word: “안장” is “burial” as well as An Giang."""
    return rendering in _read_campaign_names().get("everyday", {}).get(language, "").split()


def list_misleading() -> tuple[str, ...]:
    """Return phrases that have a place's name in them and aren't about it: “Thái Bình Dương” is the Pacific."""
    return tuple(filter(None, _split(_read_campaign_names().get("misleading", ""))))


def is_implied(term: str) -> bool:
    """Return whether a translation may have the name where the source has “our country”."""
    return term in _split(_read_campaign_names().get("implied", ""))


def find_names(text: str) -> tuple[WrittenName, ...]:
    """Return the names in a source text, in their order."""
    return _find_names(text, get_version())


def find_vietnamese_names(words: str, *, fewest: int) -> Iterator[str]:
    """Yield the Vietnamese names in a run of capitalised words of another language with Latin letters.

    Such a name begins with a family name; two syllables are one if a diacritic shows it, else it takes ``fewest``.
    """
    run = words.split()
    place = 0
    while place < len(run):
        after = place
        while after < len(run) and (len(run[after]) == 1 or SYLLABLE.fullmatch(strip_marks(run[after]).lower())):
            after += 1
        name = " ".join(run[place:after])
        if _is_family(run[place]) and after - place >= (fewest if name.isascii() else FEWEST_MARKED):
            yield name
        place = max(after, place + 1)


def _is_family(word: str) -> bool:
    lists = _get_lists()
    return word.lower() in lists["families"] or (word.isascii() and word.lower() in lists["bare families"])


@lru_cache(maxsize=1024)
def _find_names(text: str, _version: object) -> tuple[WrittenName, ...]:
    registered = {found.start: found for found in find_names_of_table(text)}
    if not READS_CAPITALS:
        return tuple(
            WrittenName(text[each.start : each.end], each.start, each.end, each.term) for each in registered.values()
        )
    words = _cut(text)
    named = _list_named(words, registered)
    if not any(character.islower() for character in text):
        return tuple(_find_in_capitals(words, registered, text))
    found: list[WrittenName] = []
    place = 0
    while place < len(words):
        if not words[place].is_capitalised and words[place].start not in registered:
            place += 1
            continue
        after = _find_end(words, place, registered, text)
        found += _read_run(words, place, after, registered, text, named)
        place = max(after, _find_place(words, found[-1].end - 1) + 1) if found else after
    return tuple(found)


def _find_in_capitals(words: list[_Word], registered: dict[int, FoundTerm], text: str) -> Iterator[WrittenName]:
    """Yield the names of a text without small letters: the glossary's, and family names with what follows them."""
    place = 0
    while place < len(words):
        known = registered.get(words[place].start)
        if known is not None:
            yield WrittenName(text[known.start : known.end], known.start, known.end, known.term)
            place = _find_place(words, known.end - 1) + 1
            continue
        after = _find_end_of_person(words, place, registered)
        if after - place >= FEWEST_SYLLABLES:
            start, end = words[place].start, words[after - 1].end
            yield WrittenName(text[start:end], start, end)
        place = max(after, place + 1)


def _find_end_of_person(words: list[_Word], place: int, registered: dict[int, FoundTerm]) -> int:
    """Return the place after a family name and the syllables that follow it, or this place if it is none."""
    if words[place].folded not in _get_lists()["families"]:
        return place
    end = place + 1
    while end < min(place + MOST_SYLLABLES, len(words)):
        if words[end].start in registered or words[end].begins_sentence or not words[end].text.isalpha():
            break
        end += 1
    return end


def _cut(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for match in WORD.finditer(text):
        start = match.start()
        is_space = start == end + 1 and text[end] == " "  # as between most words
        begins = not words or (not is_space and ENDS_SENTENCE.search(text, end, start) is not None)
        words.append(_Word(match[0], start, match.end(), begins, match[0].lower()))
        end = match.end()
    return words


def _find_end(words: list[_Word], place: int, registered: dict[int, FoundTerm], text: str) -> int:
    """Return the place after a run: names of the glossary and capitalised words with nothing but a space between."""
    after = place
    end = words[place].start
    while after < len(words):
        word = words[after]
        is_near = not text[end : word.start].strip(" \u00a0") or after == place
        if not is_near or not (word.is_capitalised or word.start in registered):
            break
        end = registered[word.start].end if word.start in registered else word.end
        while after < len(words) and words[after].start < end:
            after += 1
    return after


def _read_run(
    words: list[_Word],
    first: int,
    after: int,
    registered: dict[int, FoundTerm],
    text: str,
    named: frozenset[str],
) -> Iterator[WrittenName]:
    """Yield the names of a run: the glossary's if nothing else is in it, else the whole as one unknown name."""
    known = [registered[word.start] for word in words[first:after] if word.start in registered]
    names = [WrittenName(text[each.start : each.end], each.start, each.end, each.term) for each in known]
    spans = [range(_find_place(words, each.start), _find_place(words, each.end - 1) + 1) for each in known]
    covered = {place for span in spans for place in span}
    loose = [place for place in range(first, after) if place not in covered]
    if loose and loose[0] == first and _is_opener(words[first]):
        loose = loose[1:]
    if not loose:
        yield from names
        return
    if any(each.term.split()[-1][0].islower() for each in known):
        yield from names  # an institution that ends in a small letter isn't part of another name
        known = []
    start = min(loose[0], spans[0][0]) if known else loose[0]
    last = max(loose[-1], spans[-1][-1]) if known else loose[-1]
    unknown = _make_unknown(words, start, last + 1, text, named)
    if unknown is not None:
        yield unknown
    elif known:
        yield from names


def _find_place(words: list[_Word], position: int) -> int:
    """Return the place of the word at or before a position of the text."""
    return bisect_right(words, position, key=lambda word: word.start) - 1


def _make_unknown(words: list[_Word], first: int, after: int, text: str, named: frozenset[str]) -> WrittenName | None:
    """Return the words as a name, with what belongs to it, or None if they are none."""
    if _is_ignored(words, first, after):
        return None
    head = _count_head(words, first)
    if head:
        after = _extend_institution(words, first, after, text)
        is_name = any(word.is_capitalised for word in words[first + head : after])
    elif after - first > 1:
        is_name = True
    elif words[first].begins_sentence:
        is_name = words[first].is_foreign or _is_doer(words, first) or words[first].text in named
    else:
        is_name = words[first].is_foreign or _is_titled(words, first)
    start, end = words[first].start, words[after - 1].end
    return WrittenName(text[start:end], start, end) if is_name else None


def _is_ignored(words: list[_Word], first: int, after: int) -> bool:
    if words[first].folded in _get_words("ignored"):
        around = [_join(words, first, after), _join(words, first - 1, after), _join(words, first, after + 1)]
        if not _get_lists()["ignored"].isdisjoint(around):
            return True
    return all(ROMAN.fullmatch(word.text) for word in words[first:after])


def _is_doer(words: list[_Word], place: int) -> bool:
    """Return whether a word that begins a sentence does what only a person does, and is no word for a person."""
    lists = _get_lists()
    others = (*(lists[name] for name in ("doers", "openers", "titles", "institutions")),)
    is_other = any(words[place].folded in each for each in others)
    deeds = [_join(words, place + 1, place + 1 + count) for count in (1, 2)]
    return not is_other and not lists["deeds"].isdisjoint(deeds)


def _list_named(words: list[_Word], registered: dict[int, FoundTerm]) -> frozenset[str]:
    """Return the syllables that are names of their own within a sentence: after a title, or the last of a full name."""
    inner = {place for known in registered.values() for place in range(known.start, known.end)}
    named = set()
    for place, word in enumerate(words):
        if not word.is_capitalised or word.begins_sentence or word.start in inner or not place:
            continue
        ends = place + 1 == len(words) or not words[place + 1].is_capitalised
        if ends and (words[place - 1].is_capitalised or _is_titled(words, place)):
            named.add(word.text)
    return frozenset(named)


def _is_titled(words: list[_Word], place: int) -> bool:
    if place < 1 or words[place - 1].folded not in _get_words("titles"):
        return False
    return not _get_lists()["titles"].isdisjoint([_join(words, place - 1, place), _join(words, place - 2, place)])


def _count_head(words: list[_Word], first: int) -> int:
    """Return of how many words the general name of an institution consists, with which these words begin, or 0."""
    if words[first].folded not in _get_words("institutions"):
        return 0
    return next((count for count in (2, 1) if _join(words, first, first + count) in _get_lists()["institutions"]), 0)


def _extend_institution(words: list[_Word], first: int, after: int, text: str) -> int:
    """Return the place after an institution's name: “Cục Văn thư và Lưu trữ”."""
    while after < len(words) and not text[words[after - 1].end : words[after].start].strip(" \u00a0,"):
        word = words[after]
        is_pair = words[after - 1].is_capitalised and word.text not in _get_lists()["openers"]
        is_next = after + 1 < len(words) and words[after + 1].is_capitalised
        joins = word.text == "và" and is_next and not _count_head(words, after + 1)
        if not (word.is_capitalised or is_pair or joins):
            break
        after += 1
    return after


def _join(words: list[_Word], first: int, after: int) -> str:
    return " ".join([word.folded for word in words[max(first, 0) : after]])


def _is_opener(word: _Word) -> bool:
    return word.begins_sentence and word.folded in _get_lists()["openers"]


@lru_cache(maxsize=1)
def _get_lists() -> dict[str, frozenset[str]]:
    lists = {name: frozenset(_split(cell)) for name, cell in _read_lists().items() if isinstance(cell, str)}
    return {**lists, "bare families": frozenset(map(strip_marks, lists["families"]))}


@lru_cache(maxsize=8)
def _get_words(name: str) -> frozenset[str]:
    """Return the words of which the entries of a list consist: most words of a text are in none."""
    return frozenset(word for entry in _get_lists()[name] for word in entry.split())


@lru_cache(maxsize=1)
def _read_lists() -> dict[str, Any]:
    path = Path(term_tables.__file__).with_name("names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _read_campaign_names() -> dict[str, Any]:
    path = get_folder().names
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _split(cell: str) -> Iterator[str]:
    """Yield the entries of a list: phrases between “|”, and single words between spaces on lines without one."""
    for line in cell.strip().splitlines():
        yield from (part.strip() for part in (line.split("|") if "|" in line else line.split()))
