"""Security headers of every response, with one policy for the public site and one for the admin."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_EVERYWHERE = "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
PUBLIC_POLICY = f"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; {_EVERYWHERE}"
"""Scripts only from our own files; styles also inline, because a few pages are also used as single files."""
ADMIN_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    f"script-src 'self' 'unsafe-inline'; {_EVERYWHERE}"
)
"""Wagtail's editor writes inline scripts and styles."""
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith("/admin/") else PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response
