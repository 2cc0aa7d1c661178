from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.users.roles import Capability, may


class AdminIsForTheDeskMiddleware:
    """Answer 403 to who is signed in and has no part in the desk.

    Wagtail would send them to the sign-in page, which sends on who is signed in already: round and round.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = request.path.startswith(self.admin) and request.user.is_authenticated
        if inside and not may(request.user, Capability.USE_ADMIN):
            raise PermissionDenied
        return self.get_response(request)
