"""Changes to this installation's glossary: term by term, or by importing a table as a whole.

The views check ``Capability.EDIT_GLOSSARY``. Every change adds an entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cms.glossary import tbx
from cms.glossary.models import GlossaryEntry
from cms.glossary.terms import forget_version, get_confirmed, get_rows
from cms.users.models import User
from translations.languages import SOURCE, get_language_entry
from translations.term_tables import (
    BrokenGlossary,
    SourceRow,
    TableFault,
    TableRow,
    TargetRow,
    find_row_faults,
    make_rows,
    parse_table,
    read_built_in_table,
    write_table,
)


class GlossaryChanged(Exception):
    """The table was changed after the preview of an import."""


class ConfirmationRefused(Exception):
    """This person can't confirm this rendering; the message says why."""


@dataclass(frozen=True)
class RowDifference:
    """A row of an imported table that differs from the current one; ``before`` is None for a new term."""

    before: TableRow | None
    after: TableRow


@dataclass(frozen=True)
class TablePlan:
    """The changes that importing a table would make to the current one, which ``fingerprint`` identifies."""

    language: str
    rows: tuple[TableRow, ...]
    differences: tuple[RowDifference, ...]
    fingerprint: str

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.differences)

    @property
    def table(self) -> str:
        """The rows as text that ``plan_table`` can parse again."""
        return write_table(self.rows, language=self.language).decode("utf-8-sig")


def plan_table(*, data: bytes, name: str, language: str) -> TablePlan:
    """Return the changes that importing a table, CSV or TBX, would make; raise ``BrokenGlossary`` by line.

    Terms that aren't in the table stay unchanged.
    """
    find_conflicts = partial(_find_conflicts, language=language)
    if tbx.is_tbx(data):
        lines = tbx.read(data, language=language, name=name, known={row.term: row for row in get_rows(SOURCE)})
        rows = make_rows(lines, language=language, name=name, find_other_faults=find_conflicts)
    else:
        rows = parse_table(data, language=language, name=name, find_other_faults=find_conflicts)
    current = get_rows(language)
    by_term = {row.term: row for row in current}
    differences = tuple(RowDifference(by_term.get(row.term), row) for row in rows if by_term.get(row.term) != row)
    return TablePlan(language, rows, differences, _fingerprint(current, language=language))


def apply_plan(*, plan: TablePlan, fingerprint: str, by: User, at: datetime) -> int:
    """Write the plan's differences and return their number.

    Raise ``GlossaryChanged`` if the current table isn't the one whose fingerprint the preview had.
    """
    if plan.fingerprint != fingerprint:
        raise GlossaryChanged(_("The glossary has changed in the meantime. Review the differences again."))
    _write([each.after for each in plan.differences], language=plan.language, by=by, at=at)
    return len(plan.differences)


def save_row(*, row: TableRow, language: str, by: User, at: datetime) -> bool:
    """Write a row; return False if it is the same as the current one. Raise ``BrokenGlossary`` with its faults."""
    texts = [*find_row_faults(row, language=language), *_find_conflicts(row, language=language)]
    if texts:
        raise BrokenGlossary(TableFault("", text) for text in texts)
    if row in get_rows(language):
        return False
    _write([row], language=language, by=by, at=at)
    return True


def reset_term(*, term: str, language: str, by: User, at: datetime) -> None:
    """Reset a term to the built-in table. A term that isn't in that table is removed, with all its renderings."""
    if not GlossaryEntry.objects.in_force().filter(language=language, term=term).exists():
        return
    GlossaryEntry.objects.create(language=language, term=term, is_reset=True, made_by=by, made_at=at)
    forget_version()


def register_name(*, source: SourceRow, row: TargetRow, language: str, by: User, at: datetime) -> None:
    """Add a name that was found in a text, with its renderings in one language, which somebody else then confirms.

    A name that the source's table has keeps its entry there. Raise ``BrokenGlossary`` with the faults of both rows.
    """
    known = {each.term.casefold(): each for each in get_rows(SOURCE)}
    new = [] if source.term.casefold() in known else [source]
    texts = [fault for each in new for fault in find_row_faults(each, language=SOURCE)]
    texts += find_row_faults(row, language=language)
    if texts:
        raise BrokenGlossary(TableFault("", text) for text in texts)
    with transaction.atomic():
        _write(new, language=SOURCE, by=by, at=at)
        _write([row], language=language, by=by, at=at)


def confirm(*, term: str, language: str, by: User, at: datetime) -> None:
    """Confirm the renderings of a term in force, so that the checks enforce them if it is a name.

    Raise ``ConfirmationRefused`` if the renderings are this person's own, or there are none.
    """
    row = next((row for row in get_rows(language) if row.term == term), None)
    entry = GlossaryEntry.objects.in_force().filter(language=language, term=term).first()
    if not isinstance(row, TargetRow):
        raise ConfirmationRefused(_("“%(term)s” has no rendering in this language yet.") % {"term": term})
    if entry is not None and entry.made_by_id == by.pk:
        raise ConfirmationRefused(_("You wrote this rendering, so another person has to confirm it."))
    if term not in get_confirmed(language):
        _write([row], language=language, by=by, at=at, is_confirmation=True)


def is_overridden(*, term: str, language: str) -> bool:
    """Return True if an entry of this installation is in force for the term."""
    return GlossaryEntry.objects.in_force().filter(language=language, term=term).exists()


def list_history(*, term: str, language: str) -> list[GlossaryEntry]:
    """Return all entries for a term in a language, the newest first."""
    entries = GlossaryEntry.objects.filter(language=language, term=term).select_related("made_by")
    return list(entries.order_by("-pk"))


def get_built_in_row(*, term: str, language: str) -> TableRow | None:
    return next((row for row in read_built_in_table(language) if row.term == term), None)


def _find_conflicts(row: TableRow, *, language: str) -> Iterator[str]:
    """Yield a text for each conflict of a row with the source's table."""
    names = {each.term.casefold(): each.term for each in get_rows(SOURCE)}
    known = names.get(row.term.casefold())
    if language != SOURCE and known != row.term:
        yield _("“%(term)s” isn't in the source's table with exactly this spelling. Add new terms there first.") % {
            "term": row.term
        }
    elif language == SOURCE and known not in {None, row.term}:
        yield _("The term already exists, as “%(term)s”.") % {"term": known}


def _fingerprint(rows: tuple[TableRow, ...], *, language: str) -> str:
    return sha256(write_table(rows, language=language)).hexdigest()


@transaction.atomic
def _write(rows: Sequence[TableRow], *, language: str, by: User, at: datetime, is_confirmation: bool = False) -> None:
    get_language_entry(language)  # raises for an unknown language
    for row in rows:
        entry = GlossaryEntry(language=language, term=row.term, note=row.note, made_by=by, made_at=at)
        entry.is_confirmation = is_confirmation
        if isinstance(row, SourceRow):
            entry.part_of_speech = row.part_of_speech
        elif isinstance(row, TargetRow):
            entry.renderings, entry.forbidden = row.renderings, row.forbidden
        entry.save()
    forget_version()
