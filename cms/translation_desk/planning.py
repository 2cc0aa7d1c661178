"""Work planned for many at once: these items, and all they need, into these languages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.drafts import get_draft
from cms.approvals.status import Status, find_source_pages
from cms.segments.page_links import PAGE_ID
from cms.segments.page_segments import extract
from cms.translation_desk.assignments import assign_many
from cms.translation_desk.models import Assignment, TranslationStatus
from cms.translation_desk.status_index import read_rows
from cms.users.models import User
from translations.languages import SOURCE, Language, get_language_entry

MOST_ITEMS = 200


@dataclass(frozen=True)
class NeededItem:
    """An item of a plan; ``needed_by`` is the title of the item whose text leads to it, empty for one that was chosen.

    ``is_ready`` says that its source is approved: a translation can be handed in only then.
    """

    key: UUID
    title: str
    needed_by: str
    is_ready: bool


@dataclass(frozen=True)
class PlannedWork:
    """One item in one language. ``skipped`` says why it isn't assigned; empty if it is."""

    item: NeededItem
    entry: Language
    assignee: User | None
    skipped: str


def find_needed(keys: Sequence[UUID]) -> list[NeededItem]:
    """Return these items, then those that their texts lead to, and so on; at most ``MOST_ITEMS``."""
    found: dict[UUID, tuple[Page, str]] = {}
    waiting = [(page, "") for page in find_source_pages().filter(translation_key__in=keys)]
    while waiting and len(found) < MOST_ITEMS:
        page, needed_by = waiting.pop(0)
        if page.translation_key in found:
            continue
        found[page.translation_key] = (page, needed_by)
        linked = {int(m["id"]) for segment in extract(get_draft(page.specific)) for m in PAGE_ID.finditer(segment.text)}
        nexts = find_source_pages().filter(pk__in=linked).exclude(translation_key__in=found)
        waiting += [(other, page.draft_title) for other in nexts]
    rows = read_rows(list(found))
    return [
        NeededItem(key, page.draft_title, needed_by, rows[key][SOURCE].status == Status.APPROVED)
        for key, (page, needed_by) in found.items()
    ]


def plan_work(
    *,
    items: Collection[NeededItem],
    languages: Sequence[str],
    assignees: Mapping[str, User | None],
    reassign: bool = False,
) -> list[PlannedWork]:
    """Return what would be assigned to whom, item by item, and what would be left out and why."""
    rows = read_rows([item.key for item in items])
    return [
        PlannedWork(
            item,
            get_language_entry(language),
            assignees.get(language),
            _explain(rows[item.key][language], reassign=reassign),
        )
        for item in items
        for language in languages
    ]


def carry_out(
    *, works: Sequence[PlannedWork], due_on: date | None, note: str, by: User, at: datetime
) -> list[Assignment]:
    """Assign what is planned and not skipped, all of it or nothing; return the assignments."""
    wanted = [(work.item.key, work.entry.code, work.assignee) for work in works if not work.skipped]
    return assign_many(works=wanted, due_on=due_on, note=note, by=by, at=at)


def _explain(row: TranslationStatus, *, reassign: bool) -> str:
    """Say why there is nothing to assign here; empty if there is."""
    told = {
        Status.APPROVED: _("It is approved and up to date."),
        Status.SUBMITTED: _("It is in review."),
        Status.WITHDRAWN: _("It was taken down."),
    }
    if text := told.get(Status(row.status)):
        return text
    if row.assignment is not None and not reassign:
        person = row.assignment.assignee
        return _("%(person)s has it already.") % {"person": person} if person else _("The group has it already.")
    return ""
