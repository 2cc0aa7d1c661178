"""Admin page of a screen: its schedule and the keys of its player."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.posters.loops import prefetch_parts
from outreach.screens import schedule
from outreach.screens.addresses import get_manifest_address
from outreach.screens.fitting import SchedulingRefused
from outreach.screens.forms import AssignmentForm, KeyForm
from outreach.screens.health import describe_screens
from outreach.screens.keys import issue_key, revoke_key
from outreach.screens.models import ApiKey, Screen, ScreenAssignment
from outreach.screens.scan_test import write_scan_test


@dataclass(frozen=True)
class ScreenPage:
    """Content of the page: the screen, two forms, and the token of a key that was just issued."""

    screen: Screen
    assignment_form: AssignmentForm
    key_form: KeyForm = field(default_factory=KeyForm)
    token: str = ""


@requires(Capability.MANAGE_SCREENS)
@never_cache
def show(request: HttpRequest, screen_id: int) -> HttpResponse:
    """Show the screen; by POST, add a file to its schedule."""
    screen = get_object_or_404(Screen, pk=screen_id)
    if request.method != "POST":
        start = {"starts_at": timezone.localtime(), "ends_at": timezone.localtime() + timedelta(days=30)}
        return _render(request, ScreenPage(screen, AssignmentForm(screen=screen, initial=start)))
    form = AssignmentForm(request.POST, screen=screen)
    if form.is_valid():
        try:
            _assign(form, screen=screen, by_key=cast("User", request.user).key)
        except SchedulingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The file was added to the screen's schedule."))
            return redirect("outreach_screen_schedule", screen_id)
    return _render(request, ScreenPage(screen, form))


def _assign(form: AssignmentForm, *, screen: Screen, by_key: str) -> None:
    how: Any = {"screen": screen, "showing": form.get_showing(), "by_key": by_key, "at": timezone.now()}
    if loop_file := form.cleaned_data["loop_file"]:
        schedule.assign_loop(loop_file=loop_file, **how)
    else:
        schedule.assign(poster_file=form.cleaned_data["poster_file"], **how)


@requires(Capability.MANAGE_SCREENS)
@require_POST
def remove(request: HttpRequest, screen_id: int, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(ScreenAssignment, pk=assignment_id, screen_id=screen_id)
    schedule.remove(assignment=assignment, at=timezone.now())
    messages.success(request, _("The file was removed from the schedule; the player is instructed to take it down."))
    return redirect("outreach_screen_schedule", screen_id)


@requires(Capability.MANAGE_SCREENS)
@require_POST
@never_cache
def issue(request: HttpRequest, screen_id: int) -> HttpResponse:
    """Issue a key and show it, once."""
    screen = get_object_or_404(Screen, pk=screen_id)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _render(request, ScreenPage(screen, AssignmentForm(screen=screen), form))
    issued = issue_key(
        organisation_key=screen.organisation_key,
        screen=None if form.cleaned_data["for_all"] else screen,
        name=form.cleaned_data["name"],
        by_key=cast("User", request.user).key,
        at=timezone.now(),
    )
    return _render(request, ScreenPage(screen, AssignmentForm(screen=screen), token=issued.token))


@requires(Capability.MANAGE_SCREENS)
@require_POST
def revoke(request: HttpRequest, screen_id: int, key_id: int) -> HttpResponse:
    screen = get_object_or_404(Screen, pk=screen_id)
    key = get_object_or_404(ApiKey, pk=key_id, organisation_key=screen.organisation_key)
    revoke_key(key=key, at=timezone.now())
    messages.success(request, _("The key was revoked. Players can no longer use it."))
    return redirect("outreach_screen_schedule", screen_id)


@requires(Capability.MANAGE_SCREENS)
@require_safe
@never_cache
def scan_test(request: HttpRequest, screen_id: int) -> HttpResponse:
    """Send the sheet for testing the screen on the spot."""
    screen = get_object_or_404(Screen, pk=screen_id)
    found = schedule.get_schedule(
        key=screen.key, organisation_key=screen.organisation_key, at=timezone.now(), lead=timedelta()
    )
    headers = {"Content-Disposition": 'inline; filename="scan-test.pdf"'}
    return HttpResponse(
        write_scan_test(cast("schedule.Schedule", found)), content_type="application/pdf", headers=headers
    )


def _render(request: HttpRequest, page: ScreenPage) -> HttpResponse:
    screen = page.screen
    keys = ApiKey.objects.filter(organisation_key=screen.organisation_key)
    (health,) = describe_screens([screen], at=timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "form": page.assignment_form,
        "health": health,
        "now": timezone.now(),
        "screen": screen,
        "assignments": screen.assignments.active()
        .select_related("poster_file__poster", "loop_file__loop", "playlist")
        .prefetch_related(prefetch_parts("loop_file__loop__"))
        .order_by("position", "starts_at", "pk"),
        "keys": (keys.filter(screen=screen) | keys.filter(screen=None)).order_by("pk"),
        "plays": screen.plays.count(),
        "manifest_address": get_manifest_address(screen.key),
    }
    return render(request, "screens/schedule.html", context)
