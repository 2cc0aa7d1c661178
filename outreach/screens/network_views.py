"""Admin pages of several screens at once: their health, playlists, and emergency replacement."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.screens.contact import find_expiring
from outreach.screens.fitting import SchedulingRefused
from outreach.screens.forms import PlaylistForm, ReplacementForm
from outreach.screens.health import describe_screens
from outreach.screens.models import Playlist, Screen, ScreenAssignment
from outreach.screens.playlists import end_playlist, get_coverage, make_playlist
from outreach.screens.replacement import end_replacements, find_replacements, replace_everything

PAGE_SIZE = 100
USUAL_DAYS = 30


@requires(Capability.MANAGE_SCREENS)
def health(request: HttpRequest) -> HttpResponse:
    """Show when each screen was last heard of, what it showed and what it should."""
    now = timezone.now()
    page = Paginator(Screen.objects.order_by("-is_active", "last_contact_at", "pk"), PAGE_SIZE).get_page(
        request.GET.get("p")
    )
    context = {
        "page": page,
        "rows": describe_screens(page, at=now),
        "expiring": find_expiring(at=now),
        "replacements": find_replacements(at=now).count(),
    }
    return render(request, "screens/health.html", context)


@requires(Capability.MANAGE_SCREENS)
def playlists(request: HttpRequest) -> HttpResponse:
    """List the playlists; by POST, make one."""
    now = timezone.localtime()
    initial = {"starts_at": now, "ends_at": now + timedelta(days=USUAL_DAYS)}
    form = PlaylistForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_playlist(
                group=form.cleaned_data["group"],
                item=form.get_item(),
                showing=form.get_showing(),
                by_key=cast("User", request.user).key,
                at=timezone.now(),
            )
        except SchedulingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The playlist was made. Players have it within a minute."))
            return redirect("outreach_playlist", made.pk)
    found = Playlist.objects.select_related("group").order_by("ended_at", "-ends_at", "pk")
    return render(request, "screens/playlists.html", {"form": form, "playlists": found, "now": now})


@requires(Capability.MANAGE_SCREENS)
def playlist(request: HttpRequest, playlist_id: int) -> HttpResponse:
    """Show a playlist, and for which of its screens a poster is missing."""
    found = get_object_or_404(Playlist.objects.select_related("group"), pk=playlist_id)
    return render(request, "screens/playlist.html", {"playlist": found, "coverage": get_coverage(found)})


@requires(Capability.MANAGE_SCREENS)
@require_POST
def end(request: HttpRequest, playlist_id: int) -> HttpResponse:
    """End a playlist."""
    end_playlist(get_object_or_404(Playlist, pk=playlist_id), at=timezone.now())
    messages.success(request, _("The playlist was ended. Its files leave the screens with their next contact."))
    return redirect("outreach_playlists")


@requires(Capability.MANAGE_SCREENS)
def replacement(request: HttpRequest) -> HttpResponse:
    """Show the replacements in force; by POST, replace everything on the screens that were chosen."""
    now = timezone.now()
    form = ReplacementForm(request.POST or None, initial={"until": timezone.localtime(now) + timedelta(days=1)})
    if request.method == "POST" and form.is_valid():
        try:
            done = replace_everything(
                screens=form.list_screens(),
                item=form.get_item_key(),
                language=form.cleaned_data["language"],
                until=form.cleaned_data["until"],
                by_key=cast("User", request.user).key,
                at=now,
            )
        except SchedulingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _report(request, made=len(done.made), without=[screen.name for screen in done.without])
            return redirect("outreach_screen_replacement")
    return render(request, "screens/replacement.html", {"form": form, "replacements": find_replacements(at=now)})


def _report(request: HttpRequest, *, made: int, without: list[str]) -> None:
    text = ngettext(
        "Everything on %(count)d screen is replaced with its next contact.",
        "Everything on %(count)d screens is replaced with their next contact.",
        made,
    )
    messages.success(request, text % {"count": made})
    if without:
        text = _("These screens have no poster of this item in this language and show their schedule: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(without)})


@requires(Capability.MANAGE_SCREENS)
@require_POST
def end_replacement(request: HttpRequest, assignment_id: int | None = None) -> HttpResponse:
    """End the replacement on one screen, or on all."""
    rows = ScreenAssignment.objects.active()
    chosen = rows if assignment_id is None else rows.filter(pk=assignment_id)
    count = end_replacements(replacements=chosen, by_key=cast("User", request.user).key, at=timezone.now())
    if count:
        messages.success(request, _("The replacement was ended. The screens show their schedule again."))
    else:
        messages.warning(request, _("Nothing was ended: that replacement is no longer in force."))
    return redirect("outreach_screen_replacement")
