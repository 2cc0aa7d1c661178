"""The campaign's terms: recognised in Vietnamese, offered and looked for in the other languages.

They are edited as tables, `translations/glossary/<language>.csv` (see `docs/translating.md`). A rendering that ends in
`*` stands for every ending of the word; the first one is what is offered.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path

from translations.languages import SOURCE, get_language_entry

FOLDER = Path(__file__).resolve().parents[2] / "translations" / "glossary"
PARTS_OF_SPEECH = frozenset({"noun", "verb", "name", "saying", "phrase"})
HEADS = {True: ["term", "part_of_speech", "note"], False: ["term", "renderings", "forbidden", "note"]}
TAG = re.compile(r"<[^>]*>")


class BrokenGlossary(ValueError):
    """A table of the glossary can't be used; the text says which line and why."""


@dataclass(frozen=True)
class Term:
    """A term of the source and how one language says it."""

    term: str
    part_of_speech: str
    meaning: str
    renderings: tuple[str, ...]
    forbidden: tuple[str, ...]
    note: str

    @property
    def offered(self) -> str:
        return self.renderings[0] if self.renderings else ""


@dataclass(frozen=True)
class FoundTerm:
    """Where a term stands in a source text."""

    start: int
    end: int
    term: str


@lru_cache(maxsize=32)
def get_terms(language: str) -> dict[str, Term]:
    """Return the terms of a language by their Vietnamese form; raise ``BrokenGlossary``."""
    own = {row["term"]: row for row in read_table(language)}
    terms = {}
    for row in read_table(SOURCE):
        name = row["term"]
        if name not in own:
            raise BrokenGlossary(f"{language}.csv lacks the term “{name}”.")
        rendered = own.pop(name)
        terms[name] = Term(
            term=name,
            part_of_speech=row["part_of_speech"],
            meaning=row["note"],
            renderings=_split(rendered["renderings"]),
            forbidden=_split(rendered["forbidden"]),
            note=rendered["note"],
        )
    if own:
        raise BrokenGlossary(f"{language}.csv has terms that {SOURCE}.csv lacks: {', '.join(own)}.")
    return terms


def read_table(language: str) -> list[dict[str, str]]:
    """Return the rows of one table, composed; raise ``BrokenGlossary`` with the line that can't be used."""
    with (FOLDER / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    if reader.fieldnames != HEADS[language == SOURCE]:
        raise BrokenGlossary(f"{language}.csv has to begin with: {','.join(HEADS[language == SOURCE])}.")
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise BrokenGlossary(f"{language}.csv, line {line}: a comma too many or too few.")
        if not row["term"].strip() or not (row.get("renderings") or row.get("part_of_speech", "")).strip():
            raise BrokenGlossary(f"{language}.csv, line {line}: the term or its rendering is empty.")
        if "part_of_speech" in row and row["part_of_speech"] not in PARTS_OF_SPEECH:
            raise BrokenGlossary(f"{language}.csv, line {line}: “{row['part_of_speech']}” is no part of speech.")
    if len({row["term"] for row in rows}) < len(rows):
        raise BrokenGlossary(f"{language}.csv has a term twice.")
    return [{name: unicodedata.normalize("NFC", text).strip() for name, text in row.items()} for row in rows]


def find_terms(text: str) -> list[FoundTerm]:
    """Return the terms in a source text, the longest wherever two begin; marks on letters matter.

    A name counts only with its capital: “Quyết định” is a paper, “quyết định” isn't.
    """
    names, pattern = _get_source_pattern()
    found = []
    for match in pattern.finditer(text):
        name, part_of_speech = names[match[0].casefold()]
        if match[0][0].isupper() or not name[0].isupper() or part_of_speech == "saying":
            found.append(FoundTerm(match.start(), match.end(), name))
    return found


@lru_cache(maxsize=256)
def find_inner_terms(name: str) -> tuple[str, ...]:
    """Return the shorter terms that a term is made of: “hài cốt liệt sĩ” of “hài cốt” and “liệt sĩ”."""
    names, _pattern = _get_source_pattern()
    others = (other for other, _part_of_speech in names.values() if other != name)
    return tuple(other for other in others if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", name, re.IGNORECASE))


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


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


@lru_cache(maxsize=1)
def _get_source_pattern() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    names = {row["term"].casefold(): (row["term"], row["part_of_speech"]) for row in read_table(SOURCE)}
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest_first)
    return names, re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=2048)
def _get_pattern(rendering: str, language: str) -> re.Pattern[str]:
    """Words are parted by spaces in some scripts only; Latin ones may take a plural ending."""
    entry = get_language_entry(language)
    words = [re.escape(fold(word)).replace(r"\*", r"\w*") for word in rendering.split()]
    if entry.script not in {"Latn", "Cyrl"}:
        return re.compile(r"\s*".join(words))
    ending = r"(?:es|s|x)?" if entry.script == "Latn" else ""
    together = rf"{ending}\s+".join(words)
    return re.compile(rf"(?<!\w){together}{ending}(?!\w)")
