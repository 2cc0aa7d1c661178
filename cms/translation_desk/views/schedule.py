"""View of a text's schedule: what will happen to it, with buttons to postpone, bring forward or cancel."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.models import Approval
from cms.approvals.outlook import write_outlook
from cms.approvals.schedule import cancel, reschedule
from cms.approvals.translation_drafts import get_source_page
from cms.core.language_names import name_language
from cms.core.publication import PublicationRefused
from cms.translation_desk.forms import CancellationForm, ScheduleForm
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, get_language_entry


@requires(Capability.SEE_DESK)
def show_schedule(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    if language not in CODES:
        raise Http404
    page = get_source_page(key)
    awaiting = Approval.objects.awaiting().filter(translation_key=key, language=language).first()
    is_cancelled = "cancel" in request.POST
    moved = ScheduleForm(
        request.POST if request.method == "POST" and not is_cancelled else None,
        initial={"due_at": awaiting.due_at if awaiting else None},
    )
    cancelled = CancellationForm(request.POST if is_cancelled else None)
    form = cancelled if is_cancelled else moved
    if form.is_valid():
        try:
            _decide(request, form.cleaned_data, key=key, language=language)
        except PublicationRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk_schedule", key=key, language=language)
    context: dict[str, Any] = {
        "header_title": _("Schedule: %(title)s") % {"title": page.title},
        "page_title": _("Schedule: %(title)s") % {"title": page.title},
        "page_subtitle": name_language(get_language_entry(language)),
        "header_icon": "calendar-check",
        "key": key,
        "language": get_language_entry(language),
        "awaiting": awaiting,
        "forms": {"move": moved, "cancel": cancelled},
        "outlook": write_outlook(translation_key=key, language=language, at=timezone.now()),
    }
    return render(request, "translation_desk/schedule.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, asked: dict[str, Any], *, key: UUID, language: str) -> None:
    by, at = cast(User, request.user), timezone.now()
    if "reason" in asked:
        cancel(translation_key=key, language=language, by=by, at=at, reason=asked["reason"])
        messages.success(request, _("Cancelled: the text doesn't go live. To publish it, submit it again."))
        return
    approval = reschedule(translation_key=key, language=language, due_at=asked["due_at"], by=by, at=at)
    local = timezone.localtime(approval.due_at)
    text = _("“%(title)s” now goes live on %(day)s at %(time)s.")
    messages.success(request, text % {"title": approval.title, "day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"})
