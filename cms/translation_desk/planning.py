"""Bulk assignment: items and those they link to are planned for languages and assignees, then assigned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.drafts import get_draft
from cms.approvals.status import Status, find_source_pages
from cms.segments.page_links import find_linked_pages
from cms.segments.page_segments import extract
from cms.translation_desk.assignments import assign_many
from cms.translation_desk.models import Assignment, TranslationStatus
from cms.translation_desk.status_index import read_rows
from cms.users.models import User
from translations.languages import SOURCE, Language, get_language_entry

MAX_ITEMS = 200


@dataclass(frozen=True)
class PlanItem:
    """An item to choose; ``linked_from`` is the title of the item whose text links to it, empty for a chosen one.

    ``is_ready`` if its source is approved, since only then a translation can be submitted.
    """

    key: UUID
    title: str
    linked_from: str
    is_ready: bool


@dataclass(frozen=True)
class PlannedAssignment:
    """An item in a language; ``skip_reason`` says why it isn't assigned, and is empty if it is."""

    item: PlanItem
    entry: Language
    assignee: User | None
    skip_reason: str


def find_items(keys: Sequence[UUID]) -> list[PlanItem]:
    """Return these items, then those that their texts link to, and so on; at most ``MAX_ITEMS``."""
    found: dict[UUID, tuple[Page, str]] = {}
    queue = [(page, "") for page in find_source_pages().filter(translation_key__in=keys)]
    while queue and len(found) < MAX_ITEMS:
        page, linked_from = queue.pop(0)
        if page.translation_key in found:
            continue
        found[page.translation_key] = (page, linked_from)
        linked = find_linked_pages(segment.text for segment in extract(get_draft(page.specific)))
        targets = find_source_pages().filter(pk__in=linked).exclude(translation_key__in=found)
        queue += [(target, page.draft_title) for target in targets]
    rows = read_rows(list(found))
    return [
        PlanItem(key, page.draft_title, linked_from, rows[key][SOURCE].status == Status.APPROVED)
        for key, (page, linked_from) in found.items()
    ]


def plan_assignments(
    *,
    items: Collection[PlanItem],
    languages: Sequence[str],
    assignees: Mapping[str, User | None],
    reassign: bool = False,
) -> list[PlannedAssignment]:
    """Return what would be assigned to whom, item by item, and what would be skipped and why."""
    rows = read_rows([item.key for item in items])
    return [
        PlannedAssignment(
            item,
            get_language_entry(language),
            assignees.get(language),
            _get_skip_reason(rows[item.key][language], reassign=reassign),
        )
        for item in items
        for language in languages
    ]


def assign_planned(
    *, plan: Sequence[PlannedAssignment], due_on: date | None, note: str, by: User, at: datetime
) -> list[Assignment]:
    """Assign everything planned that isn't skipped, all or none of it; return the assignments."""
    targets = [(row.item.key, row.entry.code, row.assignee) for row in plan if not row.skip_reason]
    return assign_many(targets=targets, due_on=due_on, note=note, by=by, at=at)


def _get_skip_reason(row: TranslationStatus, *, reassign: bool) -> str:
    """Return why there is nothing to assign; empty if there is."""
    reasons = {
        Status.APPROVED: _("The translation is approved and up to date."),
        Status.SUBMITTED: _("The translation is in review."),
        Status.WITHDRAWN: _("The translation was taken down."),
    }
    if text := reasons.get(Status(row.status)):
        return text
    if row.assignment is not None and not reassign:
        assignee = row.assignment.assignee
        if assignee is None:
            return _("It is already assigned to the group.")
        return _("It is already assigned to %(person)s.") % {"person": assignee}
    return ""
