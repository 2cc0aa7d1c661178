"""The rows that the table is counted and searched by, kept to what ``status.get_statuses`` derives.

Whoever changes a page, a submission, an approval or an assignment marks the item's rows as stale, in the same
transaction; whoever reads derives stale ones anew first. So no row is ever read that says something else than the
truth, and nothing is lost if a process dies between a change and a reading.
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
    """How many of the items stand where, in one language."""

    language: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()


def mark_dirty(*keys: UUID) -> None:
    """Say that something about these items has changed, in the transaction that changes it."""
    rows = TranslationStatus.objects.filter(translation_key__in=keys)
    rows.update(is_dirty=True)
    known = set(rows.filter(language=SOURCE).values_list("translation_key", flat=True))
    for key in set(keys) - known:
        TranslationStatus.objects.get_or_create(translation_key=key, language=SOURCE)


def read_progress(items: QuerySet[Page] | None = None) -> list[Progress]:
    """Return the progress of these items (None: of all) in each language, in one query if nothing was stale."""
    rows = TranslationStatus.objects.all()
    if items is not None:
        rows = rows.filter(translation_key__in=items.order_by().values("translation_key"))
    counted = list(rows.order_by().values_list("language", "status", "is_dirty").annotate(count=Count("pk")))
    if any(is_dirty for _language, _status, is_dirty, _count in counted):
        refresh(list(rows.filter(is_dirty=True).order_by().values_list("translation_key", flat=True).distinct()))
        counted = list(rows.order_by().values_list("language", "status", "is_dirty").annotate(count=Count("pk")))
    found = {language: Progress(language) for language in CODES}
    for language, status, _is_stale, count in counted:
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
    """Derive the rows of these items anew. What another transaction is changing just now stays stale."""
    for start in range(0, len(keys), BATCH):
        _refresh(set(list(keys)[start : start + BATCH]))


def _refresh(asked: set[UUID]) -> None:
    for key in asked - set(
        TranslationStatus.objects.filter(translation_key__in=asked).values_list("translation_key", flat=True)
    ):
        TranslationStatus.objects.get_or_create(translation_key=key, language=SOURCE)
    held = TranslationStatus.objects.select_for_update(skip_locked=True, of=("self",)).filter(language=SOURCE)
    keys = set(held.filter(translation_key__in=asked).values_list("translation_key", flat=True))
    derived = _derive(keys)
    gone = keys - {row.translation_key for row in derived}
    TranslationStatus.objects.filter(translation_key__in=gone).delete()
    TranslationStatus.objects.bulk_create(
        derived,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["translation_key", "language"],
        update_fields=DERIVED,
    )


def _derive(keys: Collection[UUID]) -> list[TranslationStatus]:
    """Return the rows of these items as they should be; an item that isn't there any more has none."""
    open_ones: AssignmentQuerySet = Assignment.objects.filter(translation_key__in=keys)
    assigned = {(row.translation_key, row.language): row.pk for row in open_ones.open()}
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
    """Derive every row anew, and return how many there are. Whatever happened before, the result is the same."""
    keys = _find_keys() | set(TranslationStatus.objects.values_list("translation_key", flat=True))
    refresh(sorted(keys))
    return TranslationStatus.objects.count()


def find_differences() -> list[str]:
    """Return a line for each row that isn't stale and is wrong, lost or left over; none, if all is well."""
    told = {(row.translation_key, row.language): _tell(row) for row in TranslationStatus.objects.filter(is_dirty=False)}
    stale = set(TranslationStatus.objects.filter(is_dirty=True).values_list("translation_key", flat=True))
    told = {spot: text for spot, text in told.items() if spot[0] not in stale}
    keys = {key for key, _language in told} | (_find_keys() - stale)
    true = {(row.translation_key, row.language): _tell(row) for row in _derive(keys)}
    different = [spot for spot in sorted(told.keys() | true.keys()) if told.get(spot) != true.get(spot)]
    return [
        f"{key} {language}: {told.get((key, language))}, but {true.get((key, language))}" for key, language in different
    ]


def _find_keys() -> set[UUID]:
    return set(find_source_pages().order_by().values_list("translation_key", flat=True))


def _tell(row: TranslationStatus) -> tuple[object, ...]:
    return (row.status, row.live, row.page_id, row.submission_id, row.due_at, row.assignment_id)
