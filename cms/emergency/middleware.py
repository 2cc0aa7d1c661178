"""While everything is withdrawn, every public address answers with a notice."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, override

from cms.core import page_cache
from cms.emergency.withdrawal import is_in_force
from translations.languages import LANGUAGES, get_language_entry
from translations.negotiation import ANY, choose_notice_language

_STILL_OPEN = re.compile(
    r"^/(?:admin|accounts|api|documents|language|media|static|[qQ]|[a-z-]+/portal)(?:/|$)"
    r"|^/(?:healthz|readyz|metrics|public-version|robots\.txt)$"
)
"""Work goes on, and these ask by themselves whether a file may leave. Every other address is closed, new ones too."""


class EmergencyMiddleware:
    """Returns 410 and the notice, which no cache may keep. It comes after the page cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _STILL_OPEN.match(request.path_info) or not _is_withdrawn(request):
            return self.get_response(request)
        asked = get_language_from_path(request.path_info) or ANY
        accept_language = request.headers.get("accept-language", "")
        language = choose_notice_language(asked=asked, accept_language=accept_language)
        headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language"}
        return HttpResponse(render_notice(language), status=HTTPStatus.GONE, headers=headers)


def render_notice(language: str) -> str:
    """Return the notice as a whole page in this language, with the hotline if one is verified."""
    with override(language):
        context = {"language": get_language_entry(language), "languages": LANGUAGES}
        return render_to_string("emergency/notice.html", context)


def _is_withdrawn(request: HttpRequest) -> bool:
    version = getattr(request, "public_version", None)
    if version is None:
        return is_in_force()
    return bool(page_cache.remember("emergency", is_in_force, version=version))
