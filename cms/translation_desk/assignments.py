"""Who is to translate what into which language, until when: given, given to another, taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.translation_desk.models import Assignment, AssignmentQuerySet
from cms.translation_desk.notices import notify_assigned
from cms.translation_desk.status_index import mark_dirty
from cms.users.models import User
from cms.users.roles import CAPABILITIES, Capability, group_name, may
from translations.languages import TARGETS


class AssignmentRefused(DeskRefusal):
    """The work can't be given like this; nothing was written."""


def get_assignment(translation_key: UUID, language: str) -> Assignment | None:
    """Return the open work on this item in this language; None if nobody was given it, or it is done."""
    rows: AssignmentQuerySet = Assignment.objects.filter(translation_key=translation_key, language=language)
    return rows.open().select_related("assignee", "by").first()


def find_translators(language: str) -> QuerySet[User]:
    """Return those who may translate into this language, by name; a superuser isn't one by that alone."""
    names = [group_name(role, language=language) for role in CAPABILITIES[Capability.TRANSLATE]]
    people = User.objects.filter(is_active=True, groups__in=Group.objects.filter(name__in=names)).distinct()
    return people.order_by("last_name", "first_name", "username")


@transaction.atomic
def assign(
    *,
    translation_key: UUID,
    language: str,
    assignee: User | None,
    due_on: date | None = None,
    note: str = "",
    by: User,
    at: datetime,
) -> Assignment:
    """Give the work to a person, or (None) to all who translate into the language; return the assignment.

    Whoever had it before has it no longer. Raise ``PermissionDenied`` or ``AssignmentRefused``.
    """
    work = (translation_key, language, assignee)
    return assign_many(works=[work], due_on=due_on, note=note, by=by, at=at)[0]


@transaction.atomic
def assign_many(
    *, works: Sequence[tuple[UUID, str, User | None]], due_on: date | None, note: str, by: User, at: datetime
) -> list[Assignment]:
    """Do the same for each item, language and person, all of it or nothing; each person gets one mail."""
    require(by, Capability.ASSIGN_WORK)
    for language, assignee in {(language, assignee) for _key, language, assignee in works}:
        require_assignable(language=language, assignee=assignee, due_on=due_on, at=at)
    for asked in {language for _key, language, _assignee in works}:
        keys = [key for key, language, _assignee in works if language == asked]
        Assignment.objects.filter(translation_key__in=keys, language=asked).active().update(closed_at=at)
    made = Assignment.objects.bulk_create(
        Assignment(
            translation_key=key, language=language, assignee=assignee, due_on=due_on, note=note.strip(), by=by, at=at
        )
        for key, language, assignee in works
    )
    mark_dirty(*{key for key, _language, _assignee in works})
    notify_assigned(made)
    return made


def require_assignable(*, language: str, assignee: User | None, due_on: date | None, at: datetime) -> None:
    """Raise ``AssignmentRefused`` unless this person can be given work in this language until this day."""
    if language not in TARGETS:
        raise AssignmentRefused("language", _("Only translations are assigned: choose a language to translate into."))
    if assignee is not None and not may(assignee, Capability.TRANSLATE, language=language):
        text = _("%(person)s doesn't translate into this language: choose another person.")
        raise AssignmentRefused("assignee", text % {"person": assignee})
    if due_on is not None and due_on < timezone.localdate(at):
        raise AssignmentRefused("due_on", _("The day by which it is due has passed: choose a later one."))


@transaction.atomic
def take(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Take over what the whole group was given, so that no two do the same work; return the new assignment."""
    require(by, Capability.TRANSLATE, language=assignment.language)
    held = Assignment.objects.select_for_update().filter(pk=assignment.pk, assignee__isnull=True).active()
    if not held.update(closed_at=at):
        raise AssignmentRefused("taken", _("This work was taken over by someone else meanwhile, or taken back."))
    return Assignment.objects.create(
        translation_key=assignment.translation_key,
        language=assignment.language,
        assignee=by,
        due_on=assignment.due_on,
        note=assignment.note,
        by=assignment.by,
        at=at,
    )


def clear(*, assignment: Assignment, by: User, at: datetime) -> None:
    """Take the work back: nobody is asked for it any more."""
    require(by, Capability.ASSIGN_WORK)
    if not Assignment.objects.filter(pk=assignment.pk).active().update(closed_at=at):
        raise AssignmentRefused("closed", _("This work was given to someone else meanwhile, or taken back."))
    mark_dirty(assignment.translation_key)
