"""Terms and the search for their renderings in a text, in any language. Independent of the database."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from html import unescape

from translations.languages import get_language_entry

PARTICLES = "[وف]?[بكل]?"
POSSESSIVES = "(?:ان|ين|ون|ات|ا)?(?:ه|ها|هم|هن|هما|نا|كم|ك|ي)?"
PROPER_NAMES = frozenset({"person", "place", "unit", "ship", "document"})
"""Kinds of names whose capital letters tell them from other words; an institution's are a language's own."""
SHORTEST_WITH_ARTICLE = 4
SHORTEST_BARE = 3
VOWEL_MARKS = dict.fromkeys(range(0x064B, 0x0653))
"""Of Arabic, to be removed."""
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True)
class Term:
    """A source term and its renderings in one language; the first rendering is the one that is offered."""

    term: str
    part_of_speech: str
    meaning: str
    renderings: tuple[str, ...]
    forbidden: tuple[str, ...]
    note: str

    @property
    def offered(self) -> str:
        return self.renderings[0] if self.renderings else ""


def is_rendered(term: Term, text: str, *, language: str) -> bool:
    """Return True if the text contains one of the term's renderings."""
    if term.part_of_speech in PROPER_NAMES:
        return bool(find_name(term, text, language=language))
    plain = _reduce(text)
    return any(_get_pattern(rendering, language).search(plain) for rendering in term.renderings)


def find_name(term: Term, text: str, *, language: str) -> list[tuple[int, int]]:
    """Return the places, as start and end, of all renderings of a name in the text.

    Capital letters of places and persons matter. In languages with Latin letters the source's name itself is right
    too, also without diacritics.
    """
    folds_case = term.part_of_speech not in PROPER_NAMES
    plain = _reduce(text, folds_case=folds_case)
    return [
        match.span()
        for written in _list_forms(term, language)
        if _get_stem(written, folds_case=folds_case) in plain
        for match in _get_pattern(written, language, folds_case=folds_case).finditer(plain)
    ]


Stem = tuple[str, bool, Term]


def list_stems(term: Term, *, language: str) -> list[Stem]:
    """Return for each rendering of a name letters that a text with it contains, and whether their case matters."""
    folds_case = term.part_of_speech not in PROPER_NAMES
    forms = _list_forms(term, language)
    return [(stem, folds_case, term) for stem in {_get_stem(form, folds_case=folds_case) for form in forms}]


def find_candidates(stems: Iterable[Stem], text: str) -> dict[str, Term]:
    """Return the names of which the text may contain a rendering: a quick test of hundreds of names."""
    cased, folded = _reduce(text, folds_case=False), _reduce(text)
    return {term.term: term for stem, folds_case, term in stems if stem in (folded if folds_case else cased)}


@lru_cache(maxsize=8192)
def _list_forms(term: Term, language: str) -> tuple[str, ...]:
    is_latin = get_language_entry(language).script == "Latn"
    renderings = (*term.renderings, *(_list_source_forms(term.term) if is_latin else ()))
    return tuple(dict.fromkeys(form for each in renderings for form in (each, each.upper())))


def _list_source_forms(name: str) -> Iterable[str]:
    """Return a source's name, also without diacritics, unless that is hardly a name: “Mỹ” isn't “My”, nor “Ý” “Y”."""
    bare = strip_marks(name)
    return (name, bare) if len(bare) >= SHORTEST_BARE else (name,)


def strip_marks(text: str) -> str:
    """Return a text in Latin letters without diacritics, as it is written where a keyboard has none: “Nguyen”."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def find_forbidden(term: Term, text: str, *, language: str) -> str:
    """Return the forbidden rendering that the text contains, or an empty string."""
    plain = _reduce(text)
    return next((match[0] for each in term.forbidden if (match := _get_pattern(each, language).search(plain))), "")


def normalise(text: str, *, folds_case: bool = True) -> str:
    """Return the text in lower case and in one Unicode form, without invisible characters.

    Diacritics stay, unlike in ``cms.core.folding.fold``: a search for “ma” should find “mả”, but a check must tell them
    apart.
    """
    hidden = {ord(character): None for character in set(text) if unicodedata.category(character) == "Cf"}
    normal = unicodedata.normalize("NFKC", text.translate(hidden) if hidden else text)
    return normal.casefold() if folds_case else normal


def split_renderings(cell: str) -> tuple[str, ...]:
    """Return the renderings of a table's cell, which are separated by ``|``."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


@lru_cache(maxsize=32)
def _reduce(text: str, *, folds_case: bool = True) -> str:
    """Return the text in the form in which renderings are searched: normalised, without tags and Arabic vowel marks."""
    plain = normalise(unescape(TAG.sub(" ", text)).replace("'", "’"), folds_case=folds_case)
    return plain.translate(VOWEL_MARKS)


read_cased = partial(_reduce, folds_case=False)
"""Return the text in the form in which ``find_name`` searches it, with the capital letters kept."""


@lru_cache(maxsize=65536)
def _get_stem(rendering: str, *, folds_case: bool) -> str:
    """Return letters that every text with the rendering contains: a quick test before the pattern's search."""
    first = _reduce(rendering, folds_case=folds_case).split("*")[0].split()[0]
    return first.removeprefix("ال").removesuffix("ة")


@lru_cache(maxsize=65536)
def _get_pattern(rendering: str, language: str, *, folds_case: bool = True) -> re.Pattern[str]:
    """Return the pattern of a rendering, with the inflections that its script allows.

    Only some scripts separate words with spaces. A Latin word may have a plural ending; an Arabic one may have prefixes
    and suffixes.
    """
    entry = get_language_entry(language)
    words = [re.escape(_reduce(word, folds_case=folds_case)).replace(r"\*", r"\w*") for word in rendering.split()]
    if entry.script == "Arab":
        return re.compile(r"(?<!\w)" + r"\s+".join(_inflect_arabic(word) for word in words) + r"(?!\w)")
    if entry.script not in {"Latn", "Cyrl"}:
        return re.compile(r"\s*".join(words))
    ending = r"(?:es|s|x)?" if entry.script == "Latn" else ""
    together = rf"{ending}\s+".join(words)
    return re.compile(rf"(?<!\w){together}{ending}(?!\w)")


def _inflect_arabic(word: str) -> str:
    """Return the pattern of a word with its article, prefixed particles, and dual, plural or possessive suffixes.

    After the particle for “to”, the article loses its first letter; before a word that begins with lām, the whole
    article disappears: للجنة.
    """
    stem = word.removeprefix("ال") if len(word) > SHORTEST_WITH_ARTICLE else word
    if stem.endswith("ة"):
        stem = f"{stem[:-1]}[ةت]"
    if stem.startswith("ل"):
        return rf"(?:{PARTICLES}(?:ال|ل)?{stem}|[وف]?ل{stem}){POSSESSIVES}"
    return rf"{PARTICLES}(?:ال|ل)?{stem}{POSSESSIVES}"
