"""Search for Vietnamese names in languages with other letters, by the ways in which their syllables are written there.

Only a whole name of several syllables is found, each of which has the consonants of its own. So two people can be told
apart where no glossary has their names; whether a name is written well isn't judged.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from translations import languages
from translations.known_languages import KNOWN_BY_CODE
from translations.terms import strip_marks

PATH = Path(languages.__file__).with_name("transcriptions.toml")
FEWEST_SYLLABLES = 2
MOST_VOWELS = 5
SYLLABLE = re.compile(
    r"(?P<onset>ngh|ng|nh|gh|gi(?=[aeiouy])|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}"
    r"(?P<coda>ch|nh|ng|[ckmnpt])?"
)
SAME_ONSETS = {"ngh": "ng", "gh": "g", "k": "c", "qu": "c", "q": "c", None: "none"}
SAME_CODAS = {"k": "c", None: "none"}
TONES = "\u0300\u0301\u0303\u0309\u0323"
LEADING = "หຫ"
"""Letters that may precede another consonant of the same syllable, where they aren't spoken."""
FINAL_JAMO = "\u11a8-\u11ff"
LAST_ASCII = "\u007f"
LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
KATAKANA = "KATAKANA LETTER "
SAMPLE = "Nguyễn Văn An"


def read_tables() -> dict[str, Any]:
    """Return the tables by language. Raise an error if one can't be read or its language isn't a known one."""
    tables: dict[str, Any] = tomllib.loads(PATH.read_text(encoding="utf-8"))
    for language, table in tables.items():
        _make_pattern(SAMPLE, table, language)
        cells = [*table.get("onsets", {}).values(), *table.get("codas", {}).values()]
        re.compile("".join(f"(?:{each})" for each in cells))
    return tables


def find_transcribed(name: str, text: str, *, language: str) -> list[tuple[int, int]]:
    """Return the places of a Vietnamese name in a text of a language with other letters, as start and end.

    They are those of its transcriptions, or, if there are none, of the name in its own letters.
    """
    pattern = _get_pattern(name, language)
    found = _find_spelled(pattern, name, text, language) if pattern is not None else []
    return found or [match.span() for match in _get_own_pattern(name).finditer(text)]


def _find_spelled(pattern: re.Pattern[str], name: str, text: str, language: str) -> list[tuple[int, int]]:
    letters, places = _spell(text, language)
    found = (places[match.start() : match.end()] for match in pattern.finditer(letters))
    spans = ((min(each), max(each) + 1) for each in found)
    return [span for span in spans if _is_name(text[span[0] : span[1]], name, language)]


def _is_name(written: str, name: str, language: str) -> bool:
    """Return True for a name with capitals, if there are any, whose syllables are apart or enough to be told by."""
    table = _get_tables()[language]
    is_apart = any(character in table["between"] for character in written)
    return not written[0].islower() and (is_apart or name.count(" ") + 1 >= table["fewest_together"])


@lru_cache(maxsize=8)
def _spell(text: str, language: str) -> tuple[str, list[int]]:
    """Return the text in the letters of the table, with the place in the text that each of them is from."""
    table = _get_tables()[language]
    ignored, prefixed = frozenset(table.get("ignored", "")), frozenset(table.get("prefixed", ""))
    spelled = [(each, place) for place, character in enumerate(text) for each in _spell_character(character)]
    spelled = [(each, place) for each, place in spelled if each not in ignored]
    at = 0
    while prefixed and at < len(spelled) - 1:  # a vowel that is written before its consonant
        if spelled[at][0] in prefixed:
            after = at + 1 + (spelled[at + 1][0] in LEADING and at + 2 < len(spelled))
            spelled[at : after + 1] = [*spelled[at + 1 : after + 1], spelled[at]]
            at = after
        at += 1
    return "".join(each for each, _place in spelled), [place for _each, place in spelled]


@lru_cache(maxsize=4096)
def _spell_character(character: str) -> str:
    named = unicodedata.name(character, "")
    if named.startswith(KATAKANA):
        return named.removeprefix(KATAKANA).split()[-1].lower()
    return unicodedata.normalize("NFD", character.lower()) if character > LAST_ASCII else character.upper()


@lru_cache(maxsize=4096)
def _get_own_pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of a name as it is written in Vietnamese, with or without its diacritics."""
    forms = "|".join(map(re.escape, (name, strip_marks(name))))
    return re.compile(f"(?<![{LATIN}])(?:{forms})(?![{LATIN}])")


@lru_cache(maxsize=4096)
def _get_pattern(name: str, language: str) -> re.Pattern[str] | None:
    table = _get_tables().get(language)
    return _make_pattern(name, table, language) if table is not None else None


def _make_pattern(name: str, table: dict[str, Any], language: str) -> re.Pattern[str] | None:
    """Return the pattern of a name's transcriptions, or None if one of its syllables has none in the language."""
    syllables = re.split(r"[ \u00a0-]", name)
    if len(syllables) < FEWEST_SYLLABLES:
        return None
    written = [_write_characters(each, table) if "syllables" in table else _write(each, table) for each in syllables]
    if not all(written):
        return None
    is_spaced = KNOWN_BY_CODE[language].spaced
    prefix = f"[{table['prefixes']}]?" if "prefixes" in table else ""
    ending = f"(?:{table['endings']})?" if "endings" in table else ""
    start = rf"(?<!\w){prefix}" if is_spaced else ""
    end = rf"{ending}(?!\w)" if is_spaced and not table.get("has_particles") else f"(?![{FINAL_JAMO}])"
    between = f"[{re.escape(table['between'])}]?"
    return re.compile(start + between.join(written) + end)


def _write(syllable: str, table: dict[str, Any]) -> str:
    """Return the pattern of a syllable by its consonants, or an empty string."""
    plain = "".join(each for each in unicodedata.normalize("NFD", syllable.lower()) if not unicodedata.combining(each))
    match = SYLLABLE.fullmatch(plain)
    if match is None:
        return ""
    onset = table["onsets"].get(SAME_ONSETS.get(match["onset"], match["onset"]))
    coda = table["codas"].get(SAME_CODAS.get(match["coda"], match["coda"]))
    if onset is None or coda is None:
        return ""
    fewest = 1 if "" in onset.split("|") else table.get("fewest_vowels", 0)
    decomposed = (unicodedata.normalize("NFD", each) for each in (onset, coda))
    first, last = (f"(?:{each})" for each in decomposed)
    return f"{first}[{table['vowels']}]{{{fewest},{MOST_VOWELS}}}{last}"


def _write_characters(syllable: str, table: dict[str, Any]) -> str:
    characters = {_get_key(each): written for each, written in table["syllables"].items()}.get(_get_key(syllable), "")
    return f"[{characters}]" if characters else ""


def _get_key(syllable: str) -> tuple[str, ...]:
    """Return the letters and the tone of a syllable, wherever the mark of the tone is: “Hoà” is “Hòa”."""
    decomposed = unicodedata.normalize("NFD", syllable.lower())
    return tuple(sorted(decomposed, key=lambda each: each in TONES))


@lru_cache(maxsize=1)
def _get_tables() -> dict[str, Any]:
    return read_tables()
