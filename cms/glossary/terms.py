"""The campaign's terms: recognised in Vietnamese, offered and looked for in the other languages.

The shipped tables (``translations/glossary/<language>.csv``) hold, with this installation's own entries laid over them.
What is read of them is kept in memory under a version that the database tells, so that a change made in one process is
seen by all of them at once. A request or a run of the checks asks for the version once.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from asgiref.local import Local
from django.db.models import Count, Max

from cms.glossary.models import GlossaryEntry
from translations.languages import SOURCE
from translations.term_tables import PartOfSpeech, SourceRow, TableRow, TargetRow, make_term, read_shipped
from translations.terms import Term

Version = tuple[Any, ...]
_look = Local()


@dataclass(frozen=True)
class FoundTerm:
    """Where a term stands in a source text."""

    start: int
    end: int
    term: str


def get_terms(language: str) -> dict[str, Term]:
    """Return the terms that a language has a rendering for, by their Vietnamese form; raise ``BrokenGlossary``."""
    return _get_terms(language, get_version())


def get_rows(language: str) -> tuple[TableRow, ...]:
    """Return a language's table as it stands, in the order of the Vietnamese one, terms of this installation last."""
    return _get_rows(language, get_version())


def find_terms(text: str) -> list[FoundTerm]:
    """Return the terms in a source text, the longest wherever two begin; marks on letters matter.

    A name counts only with its capital: “Quyết định” is a paper, “quyết định” isn't.
    """
    names, pattern = _get_source_pattern(get_version())
    found = []
    for match in pattern.finditer(text):
        row = names[match[0].casefold()]
        if match[0][0].isupper() or not row.term[0].isupper() or row.part_of_speech == PartOfSpeech.SAYING:
            found.append(FoundTerm(match.start(), match.end(), row.term))
    return found


def find_inner_terms(name: str) -> tuple[str, ...]:
    """Return the shorter terms that a term is made of: “hài cốt liệt sĩ” of “hài cốt” and “liệt sĩ”."""
    return _find_inner_terms(name, get_version())


def get_version() -> Version:
    """Return what tells this state of the entries from every other (one query, or none within ``one_look``)."""
    if not getattr(_look, "lasts", False):
        return _read_version()
    if not hasattr(_look, "version"):
        _look.version = _read_version()
    version: Version = _look.version
    return version


@contextmanager
def one_look() -> Iterator[None]:
    """Let the version be asked for once in all that is done within."""
    if getattr(_look, "lasts", False):
        yield
        return
    begin_look()
    try:
        yield
    finally:
        end_look()


def begin_look() -> None:
    look_again()
    _look.lasts = True


def end_look() -> None:
    look_again()
    _look.lasts = False


def look_again() -> None:
    """Forget the version: entries were written."""
    if hasattr(_look, "version"):
        del _look.version


def _read_version() -> Version:
    """Number and time stand beside the key: keys are committed out of order, and given out again after a roll-back."""
    seen = GlossaryEntry.objects.aggregate(count=Count("pk"), newest=Max("pk"), made_at=Max("made_at"))
    return tuple(seen.values())


@lru_cache(maxsize=4)
def _read_entries(version: Version) -> dict[str, dict[str, TableRow]]:
    """Return the rows of this installation by language and term."""
    rows: dict[str, dict[str, TableRow]] = {}
    for entry in GlossaryEntry.objects.in_force() if any(version) else ():
        rows.setdefault(entry.language, {})[entry.term] = entry.row
    return rows


@lru_cache(maxsize=64)
def _get_rows(language: str, version: Version) -> tuple[TableRow, ...]:
    rows = {row.term: row for row in read_shipped(language)}
    rows |= _read_entries(version).get(language, {})
    if language == SOURCE:
        return tuple(rows.values())
    sources = _get_rows(SOURCE, version)
    return tuple(rows[source.term] for source in sources if source.term in rows)


@lru_cache(maxsize=64)
def _get_terms(language: str, version: Version) -> dict[str, Term]:
    sources = {row.term: row for row in _get_rows(SOURCE, version)}
    terms = {}
    for row in _get_rows(language, version):
        source = sources[row.term]
        if isinstance(source, SourceRow) and isinstance(row, TargetRow):
            terms[row.term] = make_term(source, row)
    return terms


@lru_cache(maxsize=4)
def _get_source_pattern(version: Version) -> tuple[dict[str, SourceRow], re.Pattern[str]]:
    rows = _get_rows(SOURCE, version)
    names = {row.term.casefold(): row for row in rows if isinstance(row, SourceRow)}
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest_first)
    return names, re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=512)
def _find_inner_terms(name: str, version: Version) -> tuple[str, ...]:
    names, _pattern = _get_source_pattern(version)
    others = (row.term for row in names.values() if row.term != name)
    return tuple(other for other in others if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", name, re.IGNORECASE))
