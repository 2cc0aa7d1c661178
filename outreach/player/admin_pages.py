"""Page of the admin on which the desk connects a player to a screen. Its key is revoked on the screen's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.player.connections import enter_code
from outreach.player.forms import CodeForm
from outreach.player.pairings import PairingRefused
from outreach.screens.models import Screen


@requires(Capability.MANAGE_SCREENS)
@never_cache
def connect(request: HttpRequest, screen_id: int) -> HttpResponse:
    """Show the form; by POST, connect the player that shows the code."""
    screen = get_object_or_404(Screen, pk=screen_id)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter_code(request, typed=form.cleaned_data["code"], screen=screen, at=timezone.now())
        except PairingRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The player is connected. It shows the screen's schedule within a minute."))
            return redirect("outreach_screen_schedule", screen_id)
    return render(request, "player/admin/connect.html", {"screen": screen, "form": form})
