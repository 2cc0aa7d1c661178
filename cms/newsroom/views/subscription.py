"""Views of the calendar's address: a person makes, renews and ends it; a calendar program reads it."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.newsroom.models import CalendarAddress
from cms.newsroom.subscription_feed import write_feed
from cms.users.models import User
from cms.users.permissions import public, requires
from cms.users.roles import Capability


@requires(Capability.SEE_DESK)
@never_cache
def show_address(request: HttpRequest) -> HttpResponse:
    """Show whether this person has an address; a new one is shown this once."""
    user, secret = cast(User, request.user), ""
    if "issue" in request.POST:
        secret = CalendarAddress.issue(user=user, at=timezone.now())
    elif "revoke" in request.POST:
        CalendarAddress.revoke(user=user)
        messages.success(request, _("The address is gone: a program that still asks for it gets nothing."))
        return redirect("newsroom_address")
    context = {
        "header_title": _("Calendar on your telephone"),
        "page_title": _("Calendar on your telephone"),
        "header_icon": "calendar-alt",
        "address": CalendarAddress.find(user),
        "shown": f"{settings.SITE_ADDRESS}{reverse('calendar_feed', args=[secret])}" if secret else "",
    }
    return render(request, "newsroom/address.html", context)


@public
@require_safe
@never_cache
def read_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve the calendar of whose address this is, in their language; 404 for every other address."""
    now = timezone.now()
    user = CalendarAddress.find_user(secret, at=now)
    if user is None:
        raise Http404
    with translation.override(user.interface_language):
        written = write_feed(user=user, only_mine=bool(request.GET.get("mine")), at=now)
    headers = {
        "Content-Disposition": 'inline; filename="calendar.ics"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(written, content_type="text/calendar; charset=utf-8", headers=headers)
