"""Rules of change requests: one person requests a change of a public row, a second person's approval makes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.change_requests.guards import find_guarded_changes, list_own_fields, read_values, write_values
from cms.change_requests.models import ChangeRequest, RequestState
from cms.users.models import User


class ChangeRefused(Exception):
    """Nothing was changed; the text tells the user why and what to do."""


@transaction.atomic
def request_change(*, before: Model, after: Model, names: Iterable[str], by: User, at: datetime) -> ChangeRequest:
    """Record new values of these fields for a second person to approve; nothing is changed.

    ``before`` is the row as stored, ``after`` the same row with the new values. Raise ``ChangeRefused`` if another
    change of the row is waiting.
    """
    names = tuple(names)
    type(before)._default_manager.select_for_update().get(pk=before.pk)
    waiting = find_open_request(before)
    if waiting is not None:
        text = _(
            "A change of “%(row)s” that %(person)s requested is waiting for approval. Approve or reject it first; "
            "nothing was saved."
        )
        raise ChangeRefused(text % {"row": before, "person": waiting.proposed_by})
    return ChangeRequest.objects.create(
        content_type=_get_type(type(before)),
        object_id=before.pk,
        label=force_str(before)[:300],
        before=read_values(before, names),
        after=read_values(after, names),
        proposed_by=by,
        proposed_at=at,
    )


def request_guarded_changes(*, form: Any, by: User, at: datetime) -> ChangeRequest | None:
    """Request the guarded changes of a valid form, and put the stored values back into the row that it will save.

    Return None if nothing guarded was changed. Raise ``ChangeRefused`` as ``request_change`` does.
    """
    row: Model = form.instance
    stored = type(row)._default_manager.filter(pk=row.pk).first()
    if stored is None:
        return None
    names = find_guarded_changes(before=stored, after=row, names=form.changed_data)
    if not names:
        return None
    requested = request_change(before=stored, after=row, names=names, by=by, at=at)
    write_values(row, read_values(stored, names))
    return requested


def request_addition(*, row: Model, by: User, at: datetime) -> ChangeRequest:
    """Record a row, not saved yet, for a second person to approve; nothing is added."""
    return ChangeRequest.objects.create(
        content_type=_get_type(type(row)),
        label=force_str(row)[:300],
        after=read_values(row, list_own_fields(type(row))),
        proposed_by=by,
        proposed_at=at,
    )


def find_open_request(row: Model) -> ChangeRequest | None:
    """Return the row's change that waits for approval, or None."""
    return find_requests(type(row)).filter(object_id=row.pk).select_related("proposed_by").first()


def find_requests(model: type[Model]) -> QuerySet[ChangeRequest]:
    """Return the changes of rows of this model, and its new rows, that wait for approval."""
    return ChangeRequest.objects.filter(content_type=_get_type(model), state=RequestState.OPEN)


@transaction.atomic
def approve(*, change_request: ChangeRequest, by: User, at: datetime) -> Model:
    """Write the requested values and return the row; raise ``ChangeRefused``."""
    change_request = _lock(change_request)
    if change_request.proposed_by_id == by.pk:
        raise ChangeRefused(_("You requested this change. A second person has to approve it."))
    row: Model = _write(change_request)
    _decide(change_request, state=RequestState.APPROVED, by=by, at=at)
    log(row, action="change_requests.approve", user=by, content_changed=True)
    return row


@transaction.atomic
def reject(*, change_request: ChangeRequest, by: User, at: datetime) -> None:
    """Close the request without effect; raise ``ChangeRefused`` if it was decided already."""
    _decide(_lock(change_request), state=RequestState.REJECTED, by=by, at=at)


def _lock(change_request: ChangeRequest) -> ChangeRequest:
    locked = ChangeRequest.objects.select_for_update().get(pk=change_request.pk)
    if locked.state != RequestState.OPEN:
        raise ChangeRefused(_("This change has already been decided. Nothing was changed."))
    return locked


def _write(change_request: ChangeRequest) -> Any:
    model: Any = change_request.content_type.model_class()
    row = model() if change_request.object_id is None else _get_unchanged(model, change_request)
    write_values(row, change_request.after)
    try:
        row.full_clean()
    except ValidationError as error:
        text = _("These values are no longer valid, so nothing was changed: %(errors)s Reject the request.")
        raise ChangeRefused(text % {"errors": " ".join(error.messages)}) from error
    row.save()
    return row


def _get_unchanged(model: Any, change_request: ChangeRequest) -> Any:
    """Return the locked row if its values are still those that the request was written against."""
    row = model._default_manager.select_for_update().filter(pk=change_request.object_id).first()
    if row is None:
        raise ChangeRefused(_("The row no longer exists. Nothing was changed. Reject the request."))
    now = model(**{model._meta.pk.attname: row.pk})
    write_values(now, change_request.before)
    if read_values(row, change_request.before) != read_values(now, change_request.before):
        raise ChangeRefused(
            _("The row was changed after this request. Nothing was changed. Reject it and request the change again.")
        )
    return row


def _decide(change_request: ChangeRequest, *, state: RequestState, by: User, at: datetime) -> None:
    change_request.state, change_request.decided_by, change_request.decided_at = state, by, at
    change_request.save(update_fields=["state", "decided_by", "decided_at"])


def _get_type(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model, for_concrete_model=False)
