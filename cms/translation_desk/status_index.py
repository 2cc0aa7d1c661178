"""Status index: a row for each item and language, as derived by ``cms.approvals.status``, to count and search by.

Changes of pages, submissions, approvals and assignments mark the item's rows as dirty in the same transaction, and
reading derives dirty rows again first. So every row that is read is correct, even after a process was killed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from wagtail.models import Page

from cms.approvals.status import find_source_pages, get_statuses
from cms.translation_desk.models import Assignment, AssignmentQuerySet, TranslationStatus
from translations.languages import CODES, SOURCE

BATCH = 1_000
DERIVED = ("status", "live", "page_id", "submission_id", "due_at", "master_since", "assignment", "is_dirty")


@dataclass(frozen=True)
class Progress:
    """The number of items in each state, in one language."""

    language: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()


def mark_dirty(*keys: UUID) -> None:
    """Mark these items as dirty by their source's row; call it in the transaction that changes the items."""
    TranslationStatus.objects.bulk_create(
        [TranslationStatus(translation_key=key, language=SOURCE, is_dirty=True) for key in sorted(set(keys))],
        update_conflicts=True,
        unique_fields=["translation_key", "language"],
        update_fields=["is_dirty"],
    )


def read_progress(items: QuerySet[Page] | None = None) -> list[Progress]:
    """Return the progress of these items (None: of all) in each language, in one query if no row is dirty."""
    rows = TranslationStatus.objects.all()
    if items is not None:
        rows = rows.filter(translation_key__in=items.order_by().values("translation_key"))
    counted = list(rows.order_by().values_list("language", "status", "is_dirty").annotate(count=Count("pk")))
    if any(is_dirty for _language, _status, is_dirty, _count in counted):
        refresh(list(rows.filter(is_dirty=True).order_by().values_list("translation_key", flat=True).distinct()))
        counted = list(rows.order_by().values_list("language", "status", "is_dirty").annotate(count=Count("pk")))
    found = {language: Progress(language) for language in CODES}
    for language, status, _is_dirty, count in counted:
        if language in found and status:
            found[language].counts[status] += count
    return list(found.values())


def read_rows(keys: Collection[UUID]) -> dict[UUID, dict[str, TranslationStatus]]:
    """Return the rows of these items by key and language, with their assignments, in one query if none was missing."""
    found = _read_rows(keys)
    lacking = [key for key in keys if len(found[key]) < len(CODES) or any(row.is_dirty for row in found[key].values())]
    if lacking:
        refresh(lacking)
        found = _read_rows(keys)
    return found


def _read_rows(keys: Collection[UUID]) -> dict[UUID, dict[str, TranslationStatus]]:
    found: dict[UUID, dict[str, TranslationStatus]] = defaultdict(dict)
    rows = TranslationStatus.objects.filter(translation_key__in=keys)
    for row in rows.select_related("assignment__assignee"):
        found[row.translation_key][row.language] = row
    return found


@transaction.atomic
def refresh(keys: Collection[UUID]) -> None:
    """Derive the rows of these items again. Rows that another transaction has locked stay dirty."""
    for start in range(0, len(keys), BATCH):
        _refresh(set(list(keys)[start : start + BATCH]))


def _refresh(requested: set[UUID]) -> None:
    for key in requested - set(
        TranslationStatus.objects.filter(translation_key__in=requested).values_list("translation_key", flat=True)
    ):
        TranslationStatus.objects.get_or_create(translation_key=key, language=SOURCE)
    locked = TranslationStatus.objects.select_for_update(skip_locked=True, of=("self",)).filter(language=SOURCE)
    keys = set(locked.filter(translation_key__in=requested).values_list("translation_key", flat=True))
    derived = _derive(keys)
    removed = keys - {row.translation_key for row in derived}
    TranslationStatus.objects.filter(translation_key__in=removed).delete()
    TranslationStatus.objects.bulk_create(
        derived,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["translation_key", "language"],
        update_fields=DERIVED,
    )


def _derive(keys: Collection[UUID]) -> list[TranslationStatus]:
    """Return the rows of these items as they should be; a deleted item has none."""
    assignments: AssignmentQuerySet = Assignment.objects.filter(translation_key__in=keys)
    assigned = {(row.translation_key, row.language): row.pk for row in assignments.open()}
    return [
        TranslationStatus(
            translation_key=item.translation_key,
            language=cell.language,
            status=cell.status,
            live=cell.live,
            page_id=cell.page_id,
            submission_id=cell.submission_id,
            due_at=cell.due_at,
            master_since=cell.master_change.since if cell.master_change else None,
            assignment_id=assigned.get((item.translation_key, cell.language)),
            is_dirty=False,
        )
        for item in get_statuses(find_source_pages().filter(translation_key__in=keys))
        for cell in item.cells
    ]


def rebuild() -> int:
    """Derive every row again, whatever its state, and return the number of rows."""
    keys = _find_keys() | set(TranslationStatus.objects.values_list("translation_key", flat=True))
    refresh(sorted(keys))
    return TranslationStatus.objects.count()


def find_differences() -> list[str]:
    """Return a line for each row that is wrong, missing or left over, though it isn't dirty."""
    clean = TranslationStatus.objects.filter(is_dirty=False)
    dirty = set(TranslationStatus.objects.filter(is_dirty=True).values_list("translation_key", flat=True))
    stored = {
        (row.translation_key, row.language): _get_values(row) for row in clean if row.translation_key not in dirty
    }
    keys = {key for key, _language in stored} | (_find_keys() - dirty)
    derived = {(row.translation_key, row.language): _get_values(row) for row in _derive(keys)}
    different = [cell for cell in sorted(stored.keys() | derived.keys()) if stored.get(cell) != derived.get(cell)]
    return [
        f"{key} {language}: stored {stored.get((key, language))}, derived {derived.get((key, language))}"
        for key, language in different
    ]


def _find_keys() -> set[UUID]:
    return set(find_source_pages().order_by().values_list("translation_key", flat=True))


def _get_values(row: TranslationStatus) -> tuple[object, ...]:
    return (row.status, row.live, row.page_id, row.submission_id, row.due_at, row.assignment_id)
