"""Screens in the portal: their files, one or all, and the sheet for testing a screen. Others' screens are 404."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.files.serving import PRIVATE, serve_file
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.members import organisations_of
from outreach.screens.archive import serve_archive
from outreach.screens.files import (
    FileNotOnScreen,
    FileNotYetValid,
    FileWithdrawn,
    hand_out,
    hand_out_all,
    record_fetched,
)
from outreach.screens.models import Screen
from outreach.screens.receipts import make_screen_receipt
from outreach.screens.scan_test import write_scan_test
from outreach.screens.schedule import LEAD, Schedule, get_schedule


def _get_screen(request: HttpRequest, key: UUID, *, lead: timedelta = LEAD) -> tuple[Screen, Schedule]:
    """Return a screen of the user's organisations and its schedule now; raise ``Http404`` for any other."""
    keys = organisations_of(request.user).values("key")
    screen = get_object_or_404(Screen.objects.filter(organisation_key__in=keys), key=key)
    schedule = get_schedule(key=key, organisation_key=screen.organisation_key, at=timezone.now(), lead=lead)
    return screen, cast(Schedule, schedule)


@requires(Capability.USE_PORTAL)
@require_safe
def screen_file(request: HttpRequest, key: UUID, sha256: str) -> HttpResponseBase:
    """Send a file scheduled on one of the user's screens; refuse one that must be taken down."""
    screen, schedule = _get_screen(request, key)
    by_key = cast(User, request.user).key
    try:
        handed = hand_out(schedule, sha256=sha256, organisation_key=screen.organisation_key, by_key=by_key)
    except FileNotOnScreen as error:
        raise Http404 from error
    except (FileNotYetValid, FileWithdrawn) as error:
        return render(request, "portal/withheld.html", {"text": str(error)}, status=410)
    file = handed.file
    return serve_file(
        request,
        storage_name=file.storage_name,
        filename=f"{screen.format}-{file.sha256[:12]}.{file.extension}",
        content_type=file.media_type,
        sha256=file.sha256,
        on_sent=lambda sent: record_fetched(handed, sent=sent, at=timezone.now()),
        receipt=make_screen_receipt(handed),
    )


@requires(Capability.USE_PORTAL)
@require_safe
def screen_archive(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send the files that one of the user's screens may show now as one ZIP."""
    screen, schedule = _get_screen(request, key, lead=timedelta())
    by_key = cast(User, request.user).key
    try:
        handed = hand_out_all(schedule, organisation_key=screen.organisation_key, by_key=by_key)
    except FileNotOnScreen as error:
        raise Http404 from error
    except (FileNotYetValid, FileWithdrawn) as error:
        return render(request, "portal/withheld.html", {"text": str(error)}, status=410)
    return serve_archive(
        request,
        panel=schedule.panel,
        items=handed.items,
        handed=handed.files,
        on_sent=lambda each, sent: record_fetched(each, sent=sent, at=timezone.now()),
    )


@requires(Capability.USE_PORTAL)
@require_safe
def scan_test(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the sheet for testing one of the user's screens on the spot."""
    _screen, schedule = _get_screen(request, key, lead=timedelta())
    headers = {"Cache-Control": PRIVATE, "Content-Disposition": 'inline; filename="scan-test.pdf"'}
    return HttpResponse(write_scan_test(schedule), content_type="application/pdf", headers=headers)
