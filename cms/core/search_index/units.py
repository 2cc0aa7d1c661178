"""Units, hills, roads by their number, the same in every language: “Sư đoàn 325”, “325th Division”, 제325사단.

The nouns are those of the checks on facts (``translations/facts``).
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cms.core.search_index.words import Word, read_words, squash
from translations import languages
from translations.languages import CODES

UNIT = "#"
KINDS = frozenset(
    {"division", "regiment", "battalion", "company", "platoon", "squad", "brigade", "corps", "zone", "group"}
    | {"hill", "road", "hospital", "parallel"}
)
NUMBER_FIRST = frozenset({"en", "ko", "ja", "zh-hans", "ru", "fr", "es"})
"""Languages that may have the number before its noun."""
ORDINAL_PREFIXES = frozenset({"제", "第"})
MOST_WORDS = 10
SHORTEST_NOUN = 3
"""In Latin letters: abbreviations such as “f” are other words too often."""


@dataclass(frozen=True)
class WrittenUnit:
    """A unit's place among the words of a text, and its token."""

    start: int
    end: int
    token: str


@dataclass(frozen=True)
class _Nouns:
    kinds: dict[str, str]
    beginnings: tuple[tuple[str, str], ...]
    fillers: frozenset[str]

    def find_kind(self, words: Sequence[Word]) -> str:
        letters = squash(words)
        inflected = (kind for beginning, kind in self.beginnings if len(words) == 1 and letters.startswith(beginning))
        return self.kinds.get(letters) or next(inflected, "")


def list_unit_tokens(text: str, *, language: str) -> set[str]:
    return {unit.token for unit in find_units(read_words(text), languages=(language,))}


def find_units(words: Sequence[Word], *, languages: Iterable[str] = CODES) -> list[WrittenUnit]:
    """Return the units among the words of a text in one of the languages, in their order."""
    numbers = [place for place, word in enumerate(words) if word.folded.isdecimal()]
    found = [unit for place in numbers for language in languages if (unit := _find_unit(words, place, language))]
    return sorted(set(found), key=lambda unit: (unit.start, -unit.end))


def list_letters(token: str) -> set[str]:
    """Return a unit as it may be written in any language, as letters without spaces."""
    kind, _colon, number = token.removeprefix(UNIT).partition(":")
    nouns = {letters for code in CODES for letters, each in _read_nouns(code).kinds.items() if each == kind}
    return {written for noun in nouns for written in (f"{noun}{number}", f"{number}{noun}")}


def _find_unit(words: Sequence[Word], place: int, language: str) -> WrittenUnit | None:
    """Return the unit whose number is at this place, with the longest noun before it, else after it."""
    nouns = _read_nouns(language)
    number = words[place].folded.lstrip("0") or "0"
    for end in _skip_fillers(words, place, nouns, step=-1):
        for start in range(max(0, end - MOST_WORDS), end):
            if not _is_broken(words[start + 1 : end + 1]) and (kind := nouns.find_kind(words[start:end])):
                return WrittenUnit(start, place + 1, f"{UNIT}{kind}:{number}")
    first = place - 1 if place and words[place - 1].folded in ORDINAL_PREFIXES else place
    for start in _skip_fillers(words, place + 1, nouns, step=1) if language in NUMBER_FIRST else ():
        for end in range(min(len(words), start + MOST_WORDS), start, -1):
            if not _is_broken(words[place + 1 : end]) and (kind := nouns.find_kind(words[start:end])):
                return WrittenUnit(first, end, f"{UNIT}{kind}:{number}")
    return None


def _skip_fillers(words: Sequence[Word], place: int, nouns: _Nouns, *, step: int) -> Iterator[int]:
    """Yield the place, and the one beyond what may be between a noun and its number: “no.”, ที่, -я."""
    yield place
    for count in (1, 2, 3):
        between = words[place - count : place] if step < 0 else words[place : place + count]
        if len(between) == count and squash(between) in nouns.fillers:
            yield place + step * count


def _is_broken(words: Sequence[Word]) -> bool:
    """Return whether a sentence begins among the words; after a filler a number may: “No. 325”."""
    return any(word.is_first for word in words)


@lru_cache
def _read_nouns(language: str) -> _Nouns:
    table = _read_table(language)
    owners = {kind: _split(cell) for kind, cell in table.get("owners", {}).items() if kind in KINDS}
    written = [(noun, kind) for kind, nouns in owners.items() for noun in nouns]
    whole = {squash(read_words(noun)): kind for noun, kind in written if not noun.endswith("*")}
    stems = [(squash(read_words(noun.removesuffix("*"))), kind) for noun, kind in written if noun.endswith("*")]
    between = [*_split(table.get("fillers", "")), *_split(table.get("suffixes", ""))]
    return _Nouns(
        kinds={noun: kind for noun, kind in whole.items() if len(noun) >= SHORTEST_NOUN or not noun.isascii()},
        beginnings=tuple(stems),
        fillers=frozenset(filter(None, (squash(read_words(filler)) for filler in between))),
    )


def _read_table(language: str) -> dict[str, Any]:
    path = Path(languages.__file__).with_name("facts") / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]
