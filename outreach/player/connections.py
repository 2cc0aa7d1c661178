"""Entering a code, with a limit on tries, and the players that are connected to screens."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms.users.models import User
from outreach.player.models import Pairing
from outreach.player.pairings import PairingRefused, confirm
from outreach.player.throttles import TypedCodeThrottle
from outreach.screens.models import Screen


def enter_code(request: HttpRequest, *, typed: str, screen: Screen, at: datetime) -> Pairing:
    """Give the browser that shows the code the screen, in the name of the request's user. Raise ``PairingRefused``."""
    if not TypedCodeThrottle().allow_request(cast("object", request), view=None):  # type: ignore[arg-type]  # it reads the user only
        raise PairingRefused(_("You have entered too many codes. Please wait an hour, or ask the desk."))
    return confirm(typed=typed, screen=screen, by_key=cast("User", request.user).key, at=at)


def list_connected(screens: Iterable[Screen], *, at: datetime) -> QuerySet[Pairing]:
    """Return the pairings of these screens whose player has a key that holds, the newest first."""
    return Pairing.objects.connected_at(at).filter(screen__in=screens).select_related("screen", "key").order_by("-pk")
