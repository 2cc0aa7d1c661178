"""Admin pages on which change requests are compared with what is public now, and decided."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.db.models import Field, ForeignKey
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.change_requests import change_request as rules
from cms.change_requests.models import ChangeRequest, RequestState
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may

LATEST = 50


@dataclass(frozen=True)
class ChangedValue:
    """A field with its value in public and its requested one, as text."""

    label: str
    before: str
    after: str


@requires(Capability.WRITE_SOURCE, Capability.PUBLISH_SOURCE, Capability.WITHDRAW)
def index(request: HttpRequest) -> HttpResponse:
    """List the changes that wait for approval, and those decided last."""
    rows = ChangeRequest.objects.select_related("content_type", "proposed_by", "decided_by")
    context = {
        "page_title": _("Changes of public names and files"),
        "header_icon": "tasks",
        "waiting": rows.filter(state=RequestState.OPEN).order_by("proposed_at"),
        "decided": rows.exclude(state=RequestState.OPEN).order_by("-decided_at")[:LATEST],
    }
    return render(request, "change_requests/index.html", context)


@requires(Capability.WRITE_SOURCE, Capability.PUBLISH_SOURCE, Capability.WITHDRAW)
def review(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a change beside what is public now."""
    change = get_object_or_404(ChangeRequest.objects.select_related("proposed_by", "decided_by"), pk=request_id)
    user = cast(User, request.user)
    is_own = change.proposed_by_id == user.pk
    is_open = change.state == RequestState.OPEN
    may_decide = may(user, Capability.PUBLISH_SOURCE)
    context = {
        "page_title": change.label,
        "page_subtitle": capfirst(change.content_type.name),
        "header_icon": "tasks",
        "change": change,
        "values": _compare(change),
        "is_own": is_own,
        "is_open": is_open,
        "may_approve": is_open and may_decide and not is_own,
        "may_reject": is_open and (may_decide or is_own),
    }
    return render(request, "change_requests/review.html", context)


@require_POST
@requires(Capability.PUBLISH_SOURCE)
def approve(request: HttpRequest, request_id: int) -> HttpResponse:
    change = get_object_or_404(ChangeRequest, pk=request_id)
    try:
        rules.approve(change_request=change, by=cast(User, request.user), at=timezone.now())
    except rules.ChangeRefused as refused:
        messages.error(request, str(refused))
        return redirect("change_request_review", request_id=request_id)
    text = _("Approved. The public reads the new values of “%(row)s” from now on, in all languages.")
    messages.success(request, text % {"row": change.label})
    return redirect("change_requests")


@require_POST
@requires(Capability.WRITE_SOURCE, Capability.PUBLISH_SOURCE)
def reject(request: HttpRequest, request_id: int) -> HttpResponse:
    """Reject a change; the person who requested it may withdraw it in the same way."""
    change = get_object_or_404(ChangeRequest, pk=request_id)
    user = cast(User, request.user)
    if change.proposed_by_id != user.pk and not may(user, Capability.PUBLISH_SOURCE):
        messages.error(request, _("Only a publisher can reject another person's change."))
        return redirect("change_request_review", request_id=request_id)
    try:
        rules.reject(change_request=change, by=user, at=timezone.now())
    except rules.ChangeRefused as refused:
        messages.error(request, str(refused))
        return redirect("change_request_review", request_id=request_id)
    messages.success(request, _("The change is closed. What the public reads stays as it was."))
    return redirect("change_requests")


def _compare(change: ChangeRequest) -> list[ChangedValue]:
    model: Any = change.content_type.model_class()
    fields = [(model._meta.get_field(name), name) for name in change.after]
    return [
        ChangedValue(
            label=capfirst(field.verbose_name),
            before=_write(field, change.before.get(name)),
            after=_write(field, change.after[name]),
        )
        for field, name in fields
    ]


def _write(field: "Field[Any, Any]", value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(field, ForeignKey):
        model: Any = field.related_model
        return str(model._default_manager.filter(pk=value).first() or value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = dict(field.flatchoices)
    if isinstance(value, list):
        return ", ".join(map(_write_part, value))
    return str(choices.get(value, value))


def _write_part(part: Any) -> str:
    """Write a part of a list, such as a name with its source."""
    return ": ".join(map(str, part.values())) if isinstance(part, dict) else str(part)
