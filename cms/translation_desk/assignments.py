"""Assignment of translations to people or to a language's translators."""

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
    """The assignment isn't possible; nothing was written."""


def get_assignment(translation_key: UUID, language: str) -> Assignment | None:
    """Return the open assignment of this item and language; None if there is none, or the work is done."""
    rows: AssignmentQuerySet = Assignment.objects.filter(translation_key=translation_key, language=language)
    return rows.open().select_related("assignee", "by").first()


def find_translators(language: str) -> QuerySet[User]:
    """Return the users with the translator's role for this language, by name; not superusers without it."""
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
    """Assign the translation to a user, or (None) to all translators of the language; return the assignment.

    An earlier assignment is closed. Raise ``PermissionDenied`` or ``AssignmentRefused``.
    """
    target = (translation_key, language, assignee)
    return assign_many(targets=[target], due_on=due_on, note=note, by=by, at=at)[0]


@transaction.atomic
def assign_many(
    *, targets: Sequence[tuple[UUID, str, User | None]], due_on: date | None, note: str, by: User, at: datetime
) -> list[Assignment]:
    """Assign each item and language to its user, all or none of them, with one mail for each user."""
    require(by, Capability.ASSIGN_WORK)
    for language, assignee in {(language, assignee) for _key, language, assignee in targets}:
        require_assignable(language=language, assignee=assignee, due_on=due_on, at=at)
    for code in {language for _key, language, _assignee in targets}:
        keys = [key for key, language, _assignee in targets if language == code]
        Assignment.objects.filter(translation_key__in=keys, language=code).active().update(closed_at=at)
    made = Assignment.objects.bulk_create(
        Assignment(
            translation_key=key, language=language, assignee=assignee, due_on=due_on, note=note.strip(), by=by, at=at
        )
        for key, language, assignee in targets
    )
    mark_dirty(*{key for key, _language, _assignee in targets})
    notify_assigned(made)
    return made


def require_assignable(*, language: str, assignee: User | None, due_on: date | None, at: datetime) -> None:
    """Raise ``AssignmentRefused`` unless this user can be assigned work in this language, due on this day."""
    if language not in TARGETS:
        raise AssignmentRefused(
            "language", _("Only translations can be assigned. Choose a language to translate into.")
        )
    if assignee is not None and not may(assignee, Capability.TRANSLATE, language=language):
        text = _("%(person)s doesn't translate into this language. Choose another person.")
        raise AssignmentRefused("assignee", text % {"person": assignee})
    if due_on is not None and due_on < timezone.localdate(at):
        raise AssignmentRefused("due_on", _("The due date has passed. Choose a later one."))


@transaction.atomic
def take_over(*, assignment: Assignment, by: User, at: datetime) -> Assignment:
    """Replace a group's assignment by one of this user, so that nobody else starts the work; return the new one."""
    require(by, Capability.TRANSLATE, language=assignment.language)
    active = Assignment.objects.select_for_update().filter(pk=assignment.pk, assignee__isnull=True).active()
    if not active.update(closed_at=at):
        raise AssignmentRefused(
            "taken", _("This assignment was taken over by someone else, or withdrawn, in the meantime.")
        )
    return Assignment.objects.create(
        translation_key=assignment.translation_key,
        language=assignment.language,
        assignee=by,
        due_on=assignment.due_on,
        note=assignment.note,
        by=assignment.by,
        at=at,
    )


def unassign(*, assignment: Assignment, by: User, at: datetime) -> None:
    """Close the assignment without a new one; raise ``AssignmentRefused`` if it is closed already."""
    require(by, Capability.ASSIGN_WORK)
    if not Assignment.objects.filter(pk=assignment.pk).active().update(closed_at=at):
        raise AssignmentRefused(
            "closed", _("This text was assigned to someone else, or the assignment was withdrawn, in the meantime.")
        )
    mark_dirty(assignment.translation_key)
