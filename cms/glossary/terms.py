"""Lookup of the campaign's terms in source texts, and of their renderings in the other languages.

Entries of this installation override the built-in tables (``translations/glossary/<language>.csv``). The result is
cached in memory by a version read from the database, so that a change made in one process is visible to all of them
immediately. A request or a run of the checks reads the version once.
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
from translations.term_tables import PartOfSpeech, SourceRow, TableRow, TargetRow, make_term, read_built_in_table
from translations.terms import Term, split_renderings

Version = tuple[Any, ...]
VOUCHED = "CLDR"
"""How the note of a built-in rendering begins that was taken from Unicode's names of subdivisions."""
_local = Local()


@dataclass(frozen=True)
class FoundTerm:
    """Position of a term in a source text."""

    start: int
    end: int
    term: str


def get_terms(language: str) -> dict[str, Term]:
    """Return the terms with a rendering in this language, by their form in the source; raise ``BrokenGlossary``."""
    return _get_terms(language, get_version())


def get_rows(language: str) -> tuple[TableRow, ...]:
    """Return a language's current table in the order of the source's, terms of this installation last."""
    return _get_rows(language, get_version())


def get_confirmed(language: str) -> frozenset[str]:
    """Return the terms whose renderings in this language a second person has confirmed, or CLDR vouches for."""
    return _get_confirmed(language, get_version())


def get_names() -> tuple[str, ...]:
    """Return the terms that are names, in the order of the source's table."""
    return _get_names(get_version())


def find_public_renderings(term: str, *, language: str) -> tuple[str, ...]:
    """Return a term's renderings that readers may see: those that two people confirmed, else the built-in table's."""
    if term in get_confirmed(language) and (found := get_terms(language).get(term)):
        return found.renderings
    return _get_built_in_renderings(language).get(term, ())


@lru_cache(maxsize=32)
def _get_built_in_renderings(language: str) -> dict[str, tuple[str, ...]]:
    rows = read_built_in_table(language)
    return {row.term: split_renderings(row.renderings) for row in rows if isinstance(row, TargetRow)}


def find_terms(text: str) -> list[FoundTerm]:
    """Return the terms in a source text, the longest of those that begin at the same place; diacritics matter.

    A name is found only with its capital letters: “Quyết định” is a document, “quyết định” isn't.
    """
    return [found for found, _row in _find_rows(text, get_version())]


def find_names_of_table(text: str) -> list[FoundTerm]:
    """Return those of the terms in a source text that are names."""
    return [found for found, row in _find_rows(text, get_version()) if row.is_name]


# Each check looks for terms or names in the same source.
@lru_cache(maxsize=256)
def _find_rows(text: str, version: Version) -> tuple[tuple[FoundTerm, SourceRow], ...]:
    names, pattern = _get_source_pattern(version)
    rows = ((match, names[match[0].casefold()]) for match in pattern.finditer(text))
    return tuple(
        (FoundTerm(match.start(), match.end(), row.term), row) for match, row in rows if _has_capitals(match[0], row)
    )


def _has_capitals(written: str, row: SourceRow) -> bool:
    if row.is_name:
        return written in {row.term, row.term.upper()}
    return written[0].isupper() or not row.term[0].isupper() or row.part_of_speech == PartOfSpeech.SAYING


def find_inner_terms(name: str) -> tuple[str, ...]:
    """Return the shorter terms in a term: “hài cốt” and “liệt sĩ” in “hài cốt liệt sĩ”."""
    return _find_inner_terms(name, get_version())


def get_version() -> Version:
    """Return the version of the entries. Takes one query, or none if ``cached_version`` is active and has it."""
    if not getattr(_local, "is_active", False):
        return _read_version()
    if not hasattr(_local, "version"):
        _local.version = _read_version()
    version: Version = _local.version
    return version


@contextmanager
def cached_version() -> Iterator[None]:
    """Read the version at most once within the block; blocks may be nested."""
    if getattr(_local, "is_active", False):
        yield
        return
    start_version_cache()
    try:
        yield
    finally:
        end_version_cache()


def start_version_cache() -> None:
    forget_version()
    _local.is_active = True


def end_version_cache() -> None:
    forget_version()
    _local.is_active = False


def forget_version() -> None:
    """Have the version read again, because entries were written."""
    if hasattr(_local, "version"):
        del _local.version


def _read_version() -> Version:
    # Not the highest key alone, because keys are committed out of order and SQLite reuses them after a rollback.
    state = GlossaryEntry.objects.aggregate(count=Count("pk"), newest=Max("pk"), made_at=Max("made_at"))
    return tuple(state.values())


@lru_cache(maxsize=4)
def _read_entries(version: Version) -> dict[str, dict[str, GlossaryEntry]]:
    """Return the entries of this installation by language and term."""
    entries: dict[str, dict[str, GlossaryEntry]] = {}
    for entry in GlossaryEntry.objects.in_force() if any(version) else ():
        entries.setdefault(entry.language, {})[entry.term] = entry
    return entries


@lru_cache(maxsize=64)
def _get_rows(language: str, version: Version) -> tuple[TableRow, ...]:
    rows = {row.term: row for row in read_built_in_table(language)}
    rows |= {term: entry.row for term, entry in _read_entries(version).get(language, {}).items()}
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


@lru_cache(maxsize=64)
def _get_confirmed(language: str, version: Version) -> frozenset[str]:
    own = _read_entries(version).get(language, {})
    vouched = {row.term for row in read_built_in_table(language) if row.note.startswith(VOUCHED)}
    return frozenset(vouched - set(own) | {term for term, entry in own.items() if entry.is_confirmation})


@lru_cache(maxsize=4)
def _get_names(version: Version) -> tuple[str, ...]:
    return tuple(row.term for row in _get_rows(SOURCE, version) if isinstance(row, SourceRow) and row.is_name)


@lru_cache(maxsize=4)
def _get_source_pattern(version: Version) -> tuple[dict[str, SourceRow], re.Pattern[str]]:
    rows = _get_rows(SOURCE, version)
    names = {row.term.casefold(): row for row in rows if isinstance(row, SourceRow)}
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest_first)
    return names, re.compile(rf"(?<!\w)(?:{either or '(?!)'})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=512)
def _find_inner_terms(name: str, version: Version) -> tuple[str, ...]:
    names, _pattern = _get_source_pattern(version)
    others = (row.term for row in names.values() if row.term != name)
    return tuple(other for other in others if re.search(rf"(?<!\w){re.escape(other)}(?!\w)", name, re.IGNORECASE))
