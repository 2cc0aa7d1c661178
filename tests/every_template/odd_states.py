"""Addresses of the site, and of its answers that no address leads to while everything works."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import get_language

from cms import urls
from cms.core import views
from cms.emergency.face import render_face
from cms.emergency.middleware import render_notice as render_emergency
from cms.emergency.withdrawal import EVERYTHING
from outreach.holdings.models import OutdatedWhy
from outreach.links.notices import EMERGENCY, WITHDRAWN, render_notice
from translations.languages import SOURCE, get_language_entry

if TYPE_CHECKING:
    from collections.abc import Callable

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


def _read_language() -> str:
    return get_language() or SOURCE


def _show(template: str, status: HTTPStatus) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: render(request, template, status=status)


def show_withheld(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/withheld.html", {"text": OutdatedWhy.WITHDRAWN.label}, status=410)


def show_withdrawn_portal(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"is_everything_withdrawn": True})


def show_face(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_face([_read_language()]), status=503)


def show_withdrawn_code(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_notice(notice=WITHDRAWN, language=_read_language(), is_beside_source=True), status=410)


def show_emergency_code(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_notice(notice=EMERGENCY, language=_read_language(), is_beside_source=True), status=410)


def show_everything_withdrawn(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_emergency(_read_language(), withdrawn=frozenset({EVERYTHING})), status=410)


def show_no_sign_in(request: HttpRequest) -> HttpResponse:
    context = {"language": get_language_entry(_read_language())}
    return HttpResponse(render_to_string("emergency/no_sign_in.html", context), status=503)


urlpatterns = [
    *i18n_patterns(
        path("odd/no-home/", views.no_home),
        path("odd/forbidden/", views.permission_denied),
        path("odd/form-expired/", views.csrf_failure),
        path("odd/server-error/", views.server_error),
        path("odd/face/", show_face),
        path("odd/everything-withdrawn/", show_everything_withdrawn),
        path("odd/no-sign-in/", show_no_sign_in),
        path("odd/withheld/", show_withheld),
        path("odd/withdrawn-portal/", show_withdrawn_portal),
        path("odd/withdrawn-code/", show_withdrawn_code),
        path("odd/emergency-code/", show_emergency_code),
        path("odd/too-many/", _show("429.html", HTTPStatus.TOO_MANY_REQUESTS)),
        path("odd/lockout/", _show("account/lockout.html", HTTPStatus.TOO_MANY_REQUESTS)),
        path("odd/wait/", _show("previews/wait.html", HTTPStatus.TOO_MANY_REQUESTS)),
    ),
    *urls.urlpatterns,
]
