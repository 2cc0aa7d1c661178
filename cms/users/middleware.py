"""Middleware: the client's address, no caching of private answers, and access to the admin."""

import re
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.users.addresses import set_client_address
from cms.users.roles import Capability, may

GetResponse = Callable[[HttpRequest], HttpResponse]

_PRIVATE = re.compile(r"^/(?:api|accounts|[a-z-]+/portal)(?:/|$)")


class ClientAddressMiddleware:
    """Lets everything that needs an address (axes, allauth, throttles) read the client's from ``REMOTE_ADDR``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_client_address(request)
        return self.get_response(request)


class PrivateAnswersMiddleware:
    """Forbids every cache to keep an answer of the portal, the API or the account pages, errors and files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _PRIVATE.match(request.path_info):
            response["Cache-Control"] = "private, no-store"
        return response


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
