"""Middleware: the client's address, no caching of private answers, the second factor, and access to the admin."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from cms.users.addresses import set_client_address
from cms.users.mfa import ENTER_CODE, SET_UP, find_missing_step
from cms.users.roles import Capability, may

GetResponse = Callable[[HttpRequest], HttpResponse]

_PRIVATE = re.compile(r"^/(?:api|accounts|[a-z-]+/(?:portal|preview))(?:/|$)")
_API = re.compile(r"^/api(?:/|$)")
_BEFORE_SECOND_FACTOR = frozenset(
    {SET_UP, ENTER_CODE, "account_reauthenticate", "account_logout", "keep_language", "session"}
)
"""Names of the views that are open to a person who lacks a second factor."""


class ClientAddressMiddleware:
    """Lets everything that needs an address (axes, allauth, throttles) read the client's from ``REMOTE_ADDR``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_client_address(request)
        return self.get_response(request)


class PrivateAnswersMiddleware:
    """Forbids caches to keep an answer of portal, previews, API or account pages, errors and files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _PRIVATE.match(request.path_info):
            response["Cache-Control"] = "private, no-store"
        return response


class SecondFactorMiddleware(MiddlewareMixin):
    """Leads a person whose role requires a second factor to it, and refuses everything else until they have used it."""

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        # Without a session nobody is signed in; asking for the user would make public answers vary by cookie.
        if not settings.TWO_FACTOR_ROLES or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if _is_open_before(request):
            return None
        step = find_missing_step(request)
        if not step:
            return None
        if request.method not in {"GET", "HEAD"} or not request.accepts("text/html") or _API.match(request.path_info):
            raise PermissionDenied
        return redirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")


def _is_open_before(request: HttpRequest) -> bool:
    """Return whether the page is one of those that setting up a second factor needs."""
    return request.resolver_match is not None and request.resolver_match.view_name in _BEFORE_SECOND_FACTOR


class AdminAccessMiddleware:
    """Returns 403 in the admin to users who are signed in but may not use it.

    Wagtail would redirect them to the sign-in page, which redirects signed-in users back: an endless loop.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.admin_path = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_in_admin = request.path.startswith(self.admin_path) and request.user.is_authenticated
        if is_in_admin and not may(request.user, Capability.USE_ADMIN):
            raise PermissionDenied
        return self.get_response(request)
