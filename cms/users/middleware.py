from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.users.roles import Capability, may


class AdminAccessMiddleware:
    """Returns 403 in the admin to users who are signed in but may not use it.

    Wagtail would redirect them to the sign-in page, which redirects signed-in users back: an endless loop.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin_path = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_in_admin = request.path.startswith(self.admin_path) and request.user.is_authenticated
        if is_in_admin and not may(request.user, Capability.USE_ADMIN):
            raise PermissionDenied
        return self.get_response(request)
