"""Changing the glossary of this installation: term by term, or by a table that is taken whole or not at all.

Who may is told by ``Capability.EDIT_GLOSSARY``; the views ask. Every change is an entry more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cms.glossary.models import GlossaryEntry
from cms.glossary.terms import get_rows, look_again
from cms.users.models import User
from translations.languages import SOURCE, get_language_entry
from translations.term_tables import (
    BrokenGlossary,
    SourceRow,
    TableFault,
    TableRow,
    TargetRow,
    find_row_faults,
    parse_table,
    read_shipped,
    write_table,
)


class GlossaryMoved(Exception):
    """Somebody changed the table after the person looked at what a file would change."""


@dataclass(frozen=True)
class Difference:
    """A row of a file beside the row that stands; ``before`` is None for a term that is new."""

    before: TableRow | None
    after: TableRow


@dataclass(frozen=True)
class Plan:
    """What a table would change. ``seen`` is the fingerprint of the table that it was compared with."""

    language: str
    rows: tuple[TableRow, ...]
    differences: tuple[Difference, ...]
    seen: str

    @property
    def same(self) -> int:
        return len(self.rows) - len(self.differences)

    @property
    def table(self) -> str:
        """The rows as text that ``plan_table`` reads again."""
        return write_table(self.rows, language=self.language).decode("utf-8-sig")


def plan_table(*, data: bytes, name: str, language: str) -> Plan:
    """Return what a table would change; raise ``BrokenGlossary`` with each line that stands against taking it.

    Terms that the table leaves out stay as they are.
    """
    misfits = partial(_find_misfits, language=language)
    rows = parse_table(data, language=language, name=name, find_more=misfits)
    standing = get_rows(language)
    by_term = {row.term: row for row in standing}
    differences = tuple(Difference(by_term.get(row.term), row) for row in rows if by_term.get(row.term) != row)
    return Plan(language, rows, differences, _fingerprint(standing, language=language))


def take_table(*, plan: Plan, seen: str, by: User, at: datetime) -> int:
    """Write the plan's differences; return how many. Raise ``GlossaryMoved`` if the table isn't what was seen."""
    if plan.seen != seen:
        raise GlossaryMoved(_("The glossary was changed meanwhile. Look at the differences once more."))
    _write([each.after for each in plan.differences], language=plan.language, by=by, at=at)
    return len(plan.differences)


def save_row(*, row: TableRow, language: str, by: User, at: datetime) -> bool:
    """Lay a row over what stands; say whether it differed. Raise ``BrokenGlossary`` with what is wrong in it."""
    texts = [*find_row_faults(row, language=language), *_find_misfits(row, language=language)]
    if texts:
        raise BrokenGlossary(TableFault("", text) for text in texts)
    if row in get_rows(language):
        return False
    _write([row], language=language, by=by, at=at)
    return True


def give_back(*, term: str, language: str, by: User, at: datetime) -> None:
    """Let the shipped table speak again; a term that only this installation had is gone, with all its renderings."""
    if not GlossaryEntry.objects.in_force().filter(language=language, term=term).exists():
        return
    GlossaryEntry.objects.create(language=language, term=term, is_given_back=True, made_by=by, made_at=at)
    look_again()


def is_own(*, term: str, language: str) -> bool:
    """Say whether this installation says something of its own about the term."""
    return GlossaryEntry.objects.in_force().filter(language=language, term=term).exists()


def list_history(*, term: str, language: str) -> list[GlossaryEntry]:
    """Return all that was ever said here of a term in a language, the newest first."""
    entries = GlossaryEntry.objects.filter(language=language, term=term).select_related("made_by")
    return list(entries.order_by("-pk"))


def get_shipped_row(*, term: str, language: str) -> TableRow | None:
    return next((row for row in read_shipped(language) if row.term == term), None)


def _find_misfits(row: TableRow, *, language: str) -> Iterator[str]:
    """Say what stands against a row in view of the Vietnamese table."""
    names = {each.term.casefold(): each.term for each in get_rows(SOURCE)}
    known = names.get(row.term.casefold())
    if language != SOURCE and known != row.term:
        yield _("“%(term)s” isn't in the Vietnamese table, letter by letter. A new term is added there first.") % {
            "term": row.term
        }
    elif language == SOURCE and known not in {None, row.term}:
        yield _("The term is there already, as “%(term)s”.") % {"term": known}


def _fingerprint(rows: tuple[TableRow, ...], *, language: str) -> str:
    return sha256(write_table(rows, language=language)).hexdigest()


@transaction.atomic
def _write(rows: list[TableRow], *, language: str, by: User, at: datetime) -> None:
    get_language_entry(language)  # refuses what is none of the campaign's
    for row in rows:
        entry = GlossaryEntry(language=language, term=row.term, note=row.note, made_by=by, made_at=at)
        if isinstance(row, SourceRow):
            entry.part_of_speech = row.part_of_speech
        elif isinstance(row, TargetRow):
            entry.renderings, entry.forbidden = row.renderings, row.forbidden
        entry.save()
    look_again()
