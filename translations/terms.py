"""Terms and their renderings: what a text is compared with, in any language. Nothing here knows the database."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from translations.languages import get_language_entry

TAG = re.compile(r"<[^>]*>")
PARTICLES = "[وف]?[بكل]?"
OWNERS = "(?:ان|ين|ون|ات|ا)?(?:ه|ها|هم|هن|هما|نا|كم|ك|ي)?"
SHORTEST_WITH_ARTICLE = 4


@dataclass(frozen=True)
class Term:
    """A term of the source and how one language says it; the first rendering is the one that is offered."""

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
    """Say whether one of the term's renderings is in the text."""
    plain = fold(text)
    return any(_get_pattern(rendering, language).search(plain) for rendering in term.renderings)


def find_forbidden(term: Term, text: str, *, language: str) -> str:
    """Return the forbidden rendering that the text uses, empty if none."""
    plain = fold(text)
    return next((match[0] for each in term.forbidden if (match := _get_pattern(each, language).search(plain))), "")


def fold(text: str) -> str:
    """Return the text without tags, case, invisible signs and what scripts compose in more than one way."""
    plain = unicodedata.normalize("NFKC", unescape(TAG.sub(" ", text)).replace("'", "’")).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf" and not "\u064b" <= sign <= "\u0652")


def split_renderings(cell: str) -> tuple[str, ...]:
    """Return what stands between the bars of a table's cell."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


@lru_cache(maxsize=4096)
def _get_pattern(rendering: str, language: str) -> re.Pattern[str]:
    """Words are parted by spaces in some scripts only; Latin ones may end in a plural, Arabic ones carry others."""
    entry = get_language_entry(language)
    words = [re.escape(fold(word)).replace(r"\*", r"\w*") for word in rendering.split()]
    if entry.script == "Arab":
        return re.compile(r"(?<!\w)" + r"\s+".join(_bend_arabic(word) for word in words) + r"(?!\w)")
    if entry.script not in {"Latn", "Cyrl"}:
        return re.compile(r"\s*".join(words))
    ending = r"(?:es|s|x)?" if entry.script == "Latn" else ""
    together = rf"{ending}\s+".join(words)
    return re.compile(rf"(?<!\w){together}{ending}(?!\w)")


def _bend_arabic(word: str) -> str:
    """Let a word carry its article, the particles written with it, and the ending of a dual, a plural or an owner.

    The particle of “to” swallows the article's first letter, and in a word that begins with lām the article too: للجنة.
    """
    stem = word.removeprefix("ال") if len(word) > SHORTEST_WITH_ARTICLE else word
    if stem.endswith("ة"):
        stem = f"{stem[:-1]}[ةت]"
    if stem.startswith("ل"):
        return rf"(?:{PARTICLES}(?:ال|ل)?{stem}|[وف]?ل{stem}){OWNERS}"
    return rf"{PARTICLES}(?:ال|ل)?{stem}{OWNERS}"
