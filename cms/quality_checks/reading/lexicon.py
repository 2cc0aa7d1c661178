"""Words of a language that facts are made of, from the tables in ``translations/facts``."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import get_day_names, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol

from cms.quality_checks.reading.normal_text import fold
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry

FOLDER = Path(__file__).resolve().parents[3] / "translations" / "facts"
Value = str | Fraction
Meanings = dict[str, tuple[Value, ...]]
NUMERIC = frozenset(
    {
        "numbers",
        "native",
        "multipliers",
        "ordinals",
        "denominators",
        "decade_names",
        "months",
        "weekdays",
        "lunar_months",
        "lunar_days",
        "folds",
        "vague_scales",
        "below",
    }
)
LISTS = (
    "joiners", "fillers", "of", "connectors", "suffixes", "counters", "persons", "numbered", "ignored", "prefix",
    "lunar", "lunar_filling", "quarter_hours", "vague",
    "named_hours", "points", "waxing", "waning",
)  # fmt: skip
LETTER = r"[^\W\d_]"
MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u17b4-\u17d3"
LONGEST_ENDING = 14
HAN_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿億")
ARABIC_PREFIXES = "(?P<prefix>[وف]??[بكل]??(?:ال|لل)??)"
NUMBER = (
    r"\d{1,3}(?:[ .,'\u00a0\u202f]\d{3}(?!\d)){1,6}(?:[.,]\d{1,9})?(?![.,]?\d)"
    r"|(?<!\d[.,])\d{1,18}[.,]\d{1,12}(?![.,]?\d)|\d{1,30}"
)


@dataclass(frozen=True)
class Lexicon:
    """The words of one language by their writing, the expression that cuts a text into them, and its conventions."""

    language: str
    words: dict[str, Meanings]
    stems: dict[str, Meanings]
    ambiguous: frozenset[str]
    tokens: re.Pattern[str]
    group: str
    decimal: str
    regions: tuple[str, ...]
    is_after: bool
    hour_first: bool
    positional: bool
    sino: bool
    units_first: bool
    year_pairs: bool
    buddhist: bool
    month_first: bool
    is_spaced: bool
    teens: frozenset[int]

    def look_up(self, surface: str) -> Meanings:
        """Return the meanings of a word that ``tokens`` has matched."""
        if surface in self.words:
            return self.words[surface]
        ends = range(len(surface), 1, -1)
        return next((self.stems[surface[:end]] for end in ends if surface[:end] in self.stems), {})


@lru_cache(maxsize=16)
def get_lexicon(language: str) -> Lexicon:
    """Return a language's words and conventions; the tables are read once."""
    table = _read_table(language)
    words: dict[str, Meanings] = {}
    for surface, category, value in (*_list_words(_read_table("common")), *_list_words(table), *_list_names(language)):
        meanings = words.setdefault(fold(surface).replace("\n", " "), {})
        if value not in meanings.get(category, ()):
            meanings[category] = (*meanings.get(category, ()), value)
    stems = {surface[:-1]: meanings for surface, meanings in words.items() if surface.endswith("*")}
    spaced = get_language_entry(language).spaced and not table.get("sino", False)
    return Lexicon(
        language=language,
        words=words,
        stems=stems,
        ambiguous=frozenset(fold(each) for each in _split(table["ambiguous"])),
        tokens=_compile(words, language=language, spaced=spaced),
        group=table["group"].replace(" ", "").replace("|", " "),
        decimal=table["decimal"].replace(" ", ""),
        regions=(get_folder().country, *table["regions"].split()),
        is_after=table["marker_place"] == "after",
        is_spaced=spaced,
        teens=frozenset(value for value in range(11, 20) if _has_word(value, words)),
        **{
            name: bool(table.get(name, False))
            for name in ("hour_first", "positional", "sino", "units_first", "year_pairs", "buddhist", "month_first")
        },
    )


def _has_word(value: int, words: dict[str, Meanings]) -> bool:
    """Return True if a number is one word, so that it isn't written as two: “seventeen”."""
    return any(value in meanings.get("numbers", ()) for meanings in words.values())


def has_table(language: str) -> bool:
    return (FOLDER / f"{language}.toml").exists()


def _read_table(name: str) -> dict[str, Any]:
    """Return a table; a language that has none yet gets the separators of CLDR and no words."""
    if name == "common" or has_table(name):
        return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    locale = get_language_entry(name).locale
    return {
        "group": f"{get_group_symbol(locale)} |",
        "decimal": get_decimal_symbol(locale),
        "marker_place": "before",
        "regions": "",
        "ambiguous": "",
    }


def _list_words(table: dict[str, Any]) -> Iterator[tuple[str, str, Value]]:
    """Yield each writing with its category and value."""
    for category, rows in table.items():
        if category == "rates":
            yield from _list_rates(rows)
        elif isinstance(rows, dict):
            for key, writings in rows.items():
                value = Fraction(key) if category in NUMERIC else key
                yield from ((writing, category, value) for writing in _split(writings))
    for category in LISTS:
        yield from ((writing, category, "") for writing in _split(table.get(category, "")))


def _list_rates(rows: dict[str, str]) -> Iterator[tuple[str, str, Value]]:
    """Yield “km/h” as kilometres and as something per hour, “per hour” as the latter alone."""
    for key, writings in rows.items():
        unit, _space, below = key.rpartition(" ")
        for writing in _split(writings):
            if unit:
                yield writing, "units", unit
            yield writing, "per", below


def _list_names(language: str) -> Iterator[tuple[str, str, Value]]:
    """Yield the names of months and weekdays, from CLDR; those that are numbers are read as such."""
    locale = get_language_entry(language).locale
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, context, locale).items():
                if not any(character.isdigit() for character in name) and language != "vi":
                    yield name, "months", Fraction(month)
        for day, name in get_day_names("wide", context, locale).items():
            yield name, "weekdays", Fraction(day)


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _compile(words: dict[str, Meanings], *, language: str, spaced: bool) -> re.Pattern[str]:
    """Return the expression of a language's tokens. Each repetition is bounded, so that the search is linear."""
    letters = LETTER if spaced else "[a-zà-ɏ]"
    trie: dict[str, Any] = {}
    for surface in words:
        node = trie
        for character in surface:
            node = node.setdefault(character, {})
        node[""] = _guard(surface, words) if not spaced else ""
    term = _write_trie(trie, letters=letters, spaced=spaced)
    prefix = ARABIC_PREFIXES if get_language_entry(language).script == "Arab" else "(?P<prefix>)"
    start = rf"(?:(?<!{letters})|(?!{letters}))" if spaced else r"(?:(?<![a-zà-ɏ])|(?![a-zà-ɏ]))"
    word = rf"{LETTER}+" if spaced else r"[a-zà-ɏа-я]+"
    return re.compile(
        rf"(?P<number>{NUMBER})|{start}{prefix}(?P<term>{term})|(?P<word>{word})|(?P<space>\s+)|(?P<mark>\x00{{1,999}}|.)",
        re.DOTALL,
    )


def _write_trie(node: dict[str, Any], *, letters: str, spaced: bool, before: str = "") -> str:
    """Return the expression of a trie, which tries the longest writing first."""
    parts = []
    for character, child in sorted(node.items(), key=lambda item: item[0] == "*"):  # “километров в час” before “…*”
        if character == "*":
            parts.append(f"{letters}{{0,{LONGEST_ENDING}}}(?!{letters})")
        elif character:
            written = r"\s{1,2}" if character == " " else re.escape(character)
            parts.append(written + _write_trie(child, letters=letters, spaced=spaced, before=character))
    if "" in node and before != "*":
        parts.append(_write_end(before, letters=letters, spaced=spaced) + node[""])
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _guard(surface: str, words: dict[str, Meanings]) -> str:
    """Return what keeps an idiom that begins with a numeral from ending a number: “一人” in “百四十一人”.

    Nor is “十分” an idiom in “差十分七点”, ten to seven.
    """
    if "ignored" not in words[surface] or not HAN_NUMERALS.issuperset(surface[0]):
        return ""
    return f"(?<![{''.join(sorted(HAN_NUMERALS))}差]{re.escape(surface)})"


def _write_end(last: str, *, letters: str, spaced: bool) -> str:
    if last.isdigit():
        return r"(?!\d)"
    if not last.isalpha():
        return "" if spaced else f"(?![{MARKS}])"
    is_latin = last < "\u0250"
    return f"(?!{letters})" if spaced or is_latin else f"(?![{MARKS}])"
