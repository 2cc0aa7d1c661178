"""The admin page on which everything is withdrawn, confirmed and restored."""

import logging
import re
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_from_path, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.core import views as core_views
from cms.emergency import withdrawal as rules
from cms.emergency.face import read_face, read_hotline
from cms.emergency.models import EmergencyWithdrawal
from cms.monitoring.machine_failures import find_failure
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import LANGUAGES, SOURCE, get_autonym, get_language_entry
from translations.negotiation import ANY, choose_notice_language

logger = logging.getLogger(__name__)

LATEST = 20
_DATABASE_AWAY = (OperationalError, InterfaceError)
_NEEDS_SIGN_IN = re.compile(r"^/(?:admin|accounts|api|[a-z-]+/portal)(?:/|$)")
_RETRY_SECONDS = "60"


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 503 with the hotline, or with what is wrong for who would sign in, if the database is away; else 500.

    If the page of the 500 can't be shown either, because static files are missing for instance, it is the hotline's.
    """
    error = sys.exc_info()[1]
    needs_sign_in = _NEEDS_SIGN_IN.match(request.path_info)
    # SQLite says in the same way that the disk is full; who saves something is told so, a reader gets the hotline.
    if not isinstance(error, _DATABASE_AWAY) or (needs_sign_in and find_failure(error)):
        try:
            hotline = "" if needs_sign_in else read_hotline(get_language() or SOURCE)
            return core_views.server_error(request, hotline=hotline)
        except Exception:
            logger.exception("The page that says that something failed can't be shown.")
            return _show_face(request, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    if not needs_sign_in:
        return _show_face(request, status=HTTPStatus.SERVICE_UNAVAILABLE)
    language = _choose_language(request)
    with override(language):
        text = render_to_string("emergency/no_sign_in.html", {"language": get_language_entry(language)})
    return _answer(text, language=language, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _choose_language(request: HttpRequest) -> str:
    asked = get_language_from_path(request.path_info) or ANY
    return choose_notice_language(asked=asked, accept_language=request.headers.get("accept-language", ""))


def _show_face(request: HttpRequest, *, status: HTTPStatus) -> HttpResponse:
    language = _choose_language(request)
    return _answer(read_face(language), language=language, status=status)


def _answer(text: str, *, language: str, status: HTTPStatus) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "Retry-After": _RETRY_SECONDS, "Content-Language": language}
    return HttpResponse(text, status=status, headers=headers)


@requires(Capability.WITHDRAW_EVERYTHING)
def index(request: HttpRequest) -> HttpResponse:
    """Say what is withdrawn and what a withdrawal does, with the one button that is due."""
    people = ("declared_by", "confirmed_by", "restoration_proposed_by", "restored_by")
    earlier = EmergencyWithdrawal.objects.filter(is_in_force=False).order_by("-declared_at")
    current = rules.list_current()
    withdrawn = {each.language for each in current}
    is_everything = rules.EVERYTHING in withdrawn
    context = {
        "page_title": _("Withdraw everything"),
        "header_icon": "warning",
        "current": current[0] if is_everything else None,
        "languages": [each for each in current if each.language],
        "choices": [] if is_everything else [entry for entry in LANGUAGES if entry.code not in withdrawn],
        "earlier": earlier.select_related(*people)[:LATEST],
    }
    return render(request, "emergency/index.html", context)


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw everything, or a language; a form for a language in which none was chosen withdraws nothing."""
    if request.POST.get("scope") == "language" and not request.POST.get("language"):
        messages.error(request, _("Choose one of the campaign's languages. Nothing was changed."))
        return redirect("emergency")
    rule = partial(rules.withdraw_everything, reason=request.POST.get("reason", ""))
    return _take_step(
        request,
        rule,
        gettext_lazy("Everything is withdrawn. A second person has to confirm it."),
        gettext_lazy("All material in %(language)s is withdrawn. A second person has to confirm it."),
    )


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def confirm(request: HttpRequest) -> HttpResponse:
    return _take_step(
        request,
        rules.confirm,
        gettext_lazy("The withdrawal is confirmed. Everything stays withdrawn."),
        gettext_lazy("The withdrawal is confirmed. All material in %(language)s stays withdrawn."),
    )


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def propose_restoring(request: HttpRequest) -> HttpResponse:
    rule = partial(rules.propose_restoring, reason=request.POST.get("reason", ""))
    return _take_step(
        request,
        rule,
        gettext_lazy("Your proposal is recorded. Everything becomes public again when a second person approves it."),
        gettext_lazy(
            "Your proposal is recorded. Material in %(language)s becomes public again when a second person approves it."
        ),
    )


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def reject_restoring(request: HttpRequest) -> HttpResponse:
    return _take_step(
        request,
        rules.reject_restoring,
        gettext_lazy("The proposal is closed. Everything stays withdrawn."),
        gettext_lazy("The proposal is closed. All material in %(language)s stays withdrawn."),
    )


@require_POST
@requires(Capability.WITHDRAW_EVERYTHING)
def restore(request: HttpRequest) -> HttpResponse:
    return _take_step(
        request,
        rules.restore,
        gettext_lazy("Everything is public again, except what was withdrawn or recalled by itself."),
        gettext_lazy("Material in %(language)s is public again, except what was withdrawn or recalled by itself."),
    )


def _take_step(
    request: HttpRequest, rule: Callable[..., object], done: Promise, done_in_language: Promise
) -> HttpResponse:
    """Take the step of the withdrawal of the language in the form, or of everything, and say what was done."""
    language = request.POST.get("language", rules.EVERYTHING)
    try:
        rule(by=cast(User, request.user), at=timezone.now(), language=language)
    except rules.EmergencyRefused as refused:
        messages.error(request, str(refused))
    else:
        text = str(done_in_language) % {"language": get_autonym(language)} if language else str(done)
        messages.success(request, text)
    return redirect("emergency")
