"""Places where a line may end in Thai, Lao, Khmer, Japanese and Chinese, written without spaces between words.

The public site and the posters divide alike. Dictionaries and models divide some words all the same: what must stay
whole is in ``whole_words.toml``.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

import budoux
from icu4py.breakers import LineBreaker, WordBreaker

WHOLE_WORDS = Path(__file__).with_name("whole_words.toml")
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(
    "(?P<th>[\u0e00-\u0e7f]{4,})|(?P<lo>[\u0e80-\u0eff]{4,})|(?P<km>[\u1780-\u17ff]{4,})"
    f"|(?P<ja>[{_KANA}{_HAN}]{{4,}})"
)
"""Letters side by side that are divided; the group's name is the language whose words they are taken for."""
HAS_KANA = re.compile(f"[{_KANA}]")
_NEVER_FIRST = tuple("ๆฯ、。，．・：；！？）］｝」』】〉》ー々ゝゞ…～%％,.:;!?)]}»”’")
_NEVER_LAST = tuple("（［｛「『【〈《([{«“‘")


@lru_cache(maxsize=8192)
def divide(run: str, language: str) -> tuple[str, ...]:
    """Return the words or phrases of letters side by side, between which a line may end."""
    ends = _find_ends(run, language)
    return _cut(run, {end for end in ends if _may_end(run, end)} - _find_inside_words(run, ends, language=language))


@lru_cache(maxsize=1024)
def divide_closely(phrase: str, language: str) -> tuple[str, ...]:
    """Return the words of a phrase that is too long for its line: each is a word of a dictionary."""
    ends = _list_ends(WordBreaker(phrase, language.split("-", maxsplit=1)[0]))
    return _cut(phrase, {end for end in ends if _may_end(phrase, end)})


def _find_ends(run: str, language: str) -> set[int]:
    if language == "th":
        # ICU's dictionary and BudouX's model each divide some words; they seldom divide the same ones.
        return _list_ends(LineBreaker(run, "th")) & _list_ends(_get_parser("th").parse(run))
    if language in _MODELS:
        return _list_ends(_get_parser(language).parse(run))
    return _list_ends(LineBreaker(run, language))


def _may_end(run: str, end: int) -> bool:
    return 0 < end < len(run) and not run.startswith(_NEVER_FIRST, end) and not run.endswith(_NEVER_LAST, 0, end)


def _find_inside_words(run: str, ends: set[int], *, language: str) -> set[int]:
    """Return the places within words that stay whole, behind syllables that begin one and before those that end one."""
    known = _load_whole_words().get(language)
    if known is None:
        return set()
    bounds = {0, len(run), *ends, *(place for place in range(len(run)) if run.startswith(_NEVER_FIRST, place))}
    first = {found.end() for found in known.first.finditer(run) if found.start() in bounds}
    last = {found.start() for found in known.last.finditer(run) if found.end() in bounds}
    starts = ((found.start(), len(found[1])) for found in known.words.finditer(run))
    return first.union(last, *(range(start + 1, start + length) for start, length in starts))


@dataclass(frozen=True)
class _WholeWords:
    words: re.Pattern[str]
    first: re.Pattern[str]
    last: re.Pattern[str]


@cache
def _load_whole_words() -> dict[str, _WholeWords]:
    table = tomllib.loads(WHOLE_WORDS.read_text(encoding="utf-8"))
    return {
        code: _WholeWords(
            # Looking ahead finds words that overlap, too.
            words=re.compile(f"(?=({_match_any(row['words'])}))"),
            first=re.compile(_match_any(row["first"])),
            last=re.compile(_match_any(row["last"])),
        )
        for code, row in table.items()
    }


def _match_any(words: list[str]) -> str:
    """Return a pattern of these words, the longest first; without any, one that is never found."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


def _cut(run: str, ends: set[int]) -> tuple[str, ...]:
    return tuple(run[start:end] for start, end in pairwise([0, *sorted(ends), len(run)]))


def _list_ends(words: Iterable[str]) -> set[int]:
    return set(accumulate(map(len, words)))


_MODELS: dict[str, Callable[[], budoux.Parser]] = {
    "ja": budoux.load_default_japanese_parser,
    "th": budoux.load_default_thai_parser,
    "zh-hans": budoux.load_default_simplified_chinese_parser,
}


@cache
def _get_parser(language: str) -> budoux.Parser:
    return _MODELS[language]()
