"""Pages of the portal with an organisation's own figures and its calendar, and that calendar for other programs."""

from typing import cast

from babel.units import format_unit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.users.models import User
from cms.users.permissions import public, requires
from cms.users.roles import Capability
from outreach.organisations.members import organisations_of
from outreach.portal.calendar import list_entries, write_calendar
from outreach.portal.figures import PERIODS, get_own_figures, read_period
from outreach.portal.models import PartnerCalendar
from translations.languages import SOURCE, get_language_entry


@requires(Capability.USE_PORTAL)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the scans of the organisation's own codes and its reported uses in a period."""
    language = get_language() or SOURCE
    locale = get_language_entry(language).locale
    context = {
        "figures": get_own_figures(
            list(organisations_of(request.user)),
            days=read_period(request.GET.get("days", "")),
            language=language,
            at=timezone.localtime(),
        ),
        "periods": [(days, format_unit(days, "duration-day", locale=locale)) for days in PERIODS],
    }
    return render(request, "portal/figures.html", context)


@requires(Capability.USE_PORTAL)
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """Show deadlines, ends of rights and days of remembrance, and the address for a calendar program."""
    user, secret, now = cast(User, request.user), "", timezone.now()
    if "issue" in request.POST:
        secret = PartnerCalendar.issue(user=user, at=now)
    elif "revoke" in request.POST:
        PartnerCalendar.revoke(user=user)
        return redirect("portal:calendar")
    context = {
        "entries": list_entries(user=user, language=get_language() or SOURCE, at=now),
        "address": PartnerCalendar.find(user),
        "shown": f"{settings.SITE_ADDRESS}{reverse('portal_calendar_feed', args=[secret])}" if secret else "",
    }
    return render(request, "portal/calendar.html", context)


@public
@require_safe
@never_cache
def read_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Serve the calendar of whose address this is, in their language; 404 for every other address."""
    now = timezone.now()
    user = PartnerCalendar.find_user(secret, at=now)
    if user is None:
        raise Http404
    with translation.override(user.interface_language):
        entries = list_entries(user=user, language=user.interface_language, at=now)
        written = write_calendar(entries, language=user.interface_language, at=now)
    headers = {
        "Content-Disposition": 'inline; filename="calendar.ics"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(written, content_type="text/calendar; charset=utf-8", headers=headers)
