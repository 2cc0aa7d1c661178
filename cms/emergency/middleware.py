"""While everything is withdrawn, every public address answers with a notice; of one language, those in it."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, override

from cms.core import page_cache
from cms.emergency.withdrawal import EVERYTHING, WITHDRAWALS, get_withdrawn_languages
from translations.languages import LANGUAGES, get_language_entry
from translations.negotiation import ANY, choose_notice_language

_STILL_OPEN = re.compile(
    r"^/(?:admin|accounts|api|documents|language|media|static|[qQ]|[a-z-]+/portal)(?:/|$)"
    r"|^/(?:healthz|readyz|metrics|public-version|robots\.txt)$"
)
"""Work goes on, and these ask by themselves whether a file may leave. Every other address is closed, new ones too."""


_SITEMAP = re.compile(r"^/sitemap-([a-z-]+)\.xml$")


class EmergencyMiddleware:
    """Returns 410 and the notice, which no cache may keep. It comes after the page cache.

    Other views find the languages that are withdrawn in ``request.withdrawn_languages``: they list no page in them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _STILL_OPEN.match(request.path_info):
            return self.get_response(request)
        withdrawn = _read_withdrawn(request)
        if not withdrawn & {EVERYTHING, _find_language(request.path_info)}:
            request.withdrawn_languages = withdrawn  # type: ignore[attr-defined]  # a request has no such field; ``page_layout`` and sitemaps read it
            return self.get_response(request)
        accept_language = request.headers.get("accept-language", "")
        language = choose_notice_language(
            asked=get_language_from_path(request.path_info) or ANY, accept_language=accept_language
        )
        headers = {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language"}
        notice = render_notice(language, withdrawn=withdrawn)
        return HttpResponse(notice, status=HTTPStatus.GONE, headers=headers)


def render_notice(language: str, *, withdrawn: frozenset[str]) -> str:
    """Return the notice as a whole page in this language, with the hotline if one is verified."""
    others = [entry for entry in LANGUAGES if entry.code not in withdrawn]
    with override(language):
        context = {
            "language": get_language_entry(language),
            "languages": others,
            "is_everything": EVERYTHING in withdrawn,
        }
        return render_to_string("emergency/notice.html", context)


def _find_language(path: str) -> str:
    """Return the language of what is at the address, such as its sitemap; ``ANY`` if it is in none."""
    sitemap = _SITEMAP.match(path)
    return sitemap[1] if sitemap else get_language_from_path(path) or ANY


def _read_withdrawn(request: HttpRequest) -> frozenset[str]:
    version = getattr(request, "public_version", None)
    if version is None:
        return get_withdrawn_languages()
    if page_cache.is_absent(WITHDRAWALS, version=version):
        return frozenset()
    found: frozenset[str] = page_cache.remember("withdrawn_languages", get_withdrawn_languages, version=version)
    return found
