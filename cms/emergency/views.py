"""The admin page on which everything is withdrawn, confirmed and restored."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cms.emergency import withdrawal as rules
from cms.emergency.models import EmergencyWithdrawal
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability

LATEST = 20


@requires(Capability.WITHDRAW_EVERYTHING)
def index(request: HttpRequest) -> HttpResponse:
    """Say what is withdrawn and what a withdrawal does, with the one button that is due."""
    earlier = EmergencyWithdrawal.objects.filter(is_in_force=False).order_by("-declared_at")
    context = {
        "page_title": _("Withdraw everything"),
        "header_icon": "warning",
        "current": rules.get_current(),
        "earlier": earlier.select_related("declared_by", "confirmed_by", "restored_by")[:LATEST],
    }
    return render(request, "emergency/index.html", context)


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def withdraw(request: HttpRequest) -> HttpResponse:
    rule = partial(rules.withdraw_everything, reason=request.POST.get("reason", ""))
    return _take_step(request, rule, gettext_lazy("Everything is withdrawn. A second person has to confirm it."))


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def confirm(request: HttpRequest) -> HttpResponse:
    return _take_step(request, rules.confirm, gettext_lazy("The withdrawal is confirmed. Everything stays withdrawn."))


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def propose_restoring(request: HttpRequest) -> HttpResponse:
    rule = partial(rules.propose_restoring, reason=request.POST.get("reason", ""))
    done = gettext_lazy("Your proposal is recorded. Everything becomes public again when a second person approves it.")
    return _take_step(request, rule, done)


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def reject_restoring(request: HttpRequest) -> HttpResponse:
    return _take_step(
        request, rules.reject_restoring, gettext_lazy("The proposal is closed. Everything stays withdrawn.")
    )


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def restore(request: HttpRequest) -> HttpResponse:
    done = gettext_lazy("Everything is public again, except what was withdrawn or recalled by itself.")
    return _take_step(request, rules.restore, done)


def _take_step(request: HttpRequest, rule: Callable[..., object], done: Promise) -> HttpResponse:
    try:
        rule(by=cast(User, request.user), at=timezone.now())
    except rules.EmergencyRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(done))
    return redirect("emergency")
