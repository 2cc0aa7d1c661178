"""Page of the portal on which an operator's member connects players to the operator's screens."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.members import organisations_of
from outreach.player.connections import enter_code, list_connected
from outreach.player.forms import ScreenCodeForm
from outreach.player.pairings import PairingRefused, disconnect
from outreach.screens.models import Screen


def _list_own_screens(request: HttpRequest) -> QuerySet[Screen]:
    keys = organisations_of(request.user).values("key")
    return Screen.objects.filter(organisation_key__in=keys, is_active=True).order_by("name", "pk")


@requires(Capability.USE_PORTAL)
@never_cache
def connect(request: HttpRequest) -> HttpResponse:
    """Show the connected players and the form; by POST, connect one."""
    screens = _list_own_screens(request)
    form = ScreenCodeForm(request.POST or None, screens=screens)
    if request.method == "POST" and form.is_valid():
        typed, screen = form.cleaned_data["code"], form.cleaned_data["screen"]
        try:
            enter_code(request, typed=typed, screen=screen, at=timezone.now())
        except PairingRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The player is connected. It shows the screen's schedule within a minute."))
            return redirect("player_connect")
    context = {"form": form, "has_screens": screens.exists(), "connected": list_connected(screens, at=timezone.now())}
    return render(request, "player/connect.html", context)


@requires(Capability.USE_PORTAL)
@require_POST
def disconnect_player(request: HttpRequest, pairing_id: int) -> HttpResponse:
    pairing = get_object_or_404(list_connected(_list_own_screens(request), at=timezone.now()), pk=pairing_id)
    assert pairing.key is not None  # noqa: S101  # connected players have one; tells mypy
    disconnect(key=pairing.key, at=timezone.now())
    messages.success(request, _("The player is disconnected. At its next contact it removes all files."))
    return redirect("player_connect")
