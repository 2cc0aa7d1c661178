"""Views of preview links for those who have one: the page before its time, and its files."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from cms.core.models import BasePage
from cms.core.page_layout import source_or
from cms.facts.contacts import get_press_contacts
from cms.files.serving import PRIVATE, serve_file
from cms.previews.attempts import count_attempt, has_too_many
from cms.previews.links import NothingShared, count_use, open_preview
from cms.previews.notice import DUE
from cms.previews.private_files import find_file, lead_through
from cms.users.permissions import public

HEADERS = {
    "Cache-Control": PRIVATE,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
LOGGED = "_has_been_logged"
"""Django's own mark: without it the address would be logged, with its token."""
IS_PREVIEW = "is_preview"
"""Wagtail's own mark of a request: templates show nothing to share."""
View = Callable[..., HttpResponseBase]


def kept_nowhere(view: View) -> View:
    """Answer so that no cache, search engine or other site learns of the address; the same for every wrong token."""

    @wraps(view)
    def guarded(request: HttpRequest, **names: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:  # Django's decorator would log the address
            response: HttpResponseBase = HttpResponseNotAllowed(["GET", "HEAD"])
        elif has_too_many(request):
            response = render(request, "previews/wait.html", status=429)
        else:
            try:
                response = view(request, **names)
            except NothingShared:
                count_attempt(request)
                response = _answer_nothing(request)
            except Http404:  # an address with a country that doesn't exist
                response = _answer_nothing(request)
        for name, value in HEADERS.items():
            response[name] = value
        setattr(response, LOGGED, True)
        return response

    return guarded


@public
@kept_nowhere
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show exactly the approved text; lead to the page once it is public."""
    now = timezone.now()
    preview = open_preview(token=token, language=_get_language(), at=now)
    if request.method == "GET":
        count_use(preview.link, at=now)
    if preview.page is None:
        return HttpResponseRedirect(preview.public_path)
    base = reverse("preview_file", args=[token, ""])
    return _render(request, preview.page, due_at=preview.due_at, base=base)


@public
@kept_nowhere
def show_file(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """Serve a file of the page that the link shows. Once the page is public its files have their own addresses."""
    now = timezone.now()
    preview = open_preview(token=token, language=_get_language(), at=now)
    file = find_file(preview.page, path, at=now) if preview.page is not None else None
    if file is None:
        return _answer_nothing(request)
    return serve_file(
        request,
        storage_name=file.storage_name,
        filename=file.filename,
        content_type=file.media_type,
        sha256=file.sha256,
        as_attachment=not file.is_shown_in_page,
        cache_control=PRIVATE,
    )


def _answer_nothing(request: HttpRequest) -> HttpResponse:
    contacts = get_press_contacts(language=_get_language())
    return render(request, "previews/nothing.html", {"press_contacts": contacts}, status=404)


def _render(request: HttpRequest, page: BasePage, *, due_at: datetime | None, base: str) -> HttpResponse:
    setattr(page, DUE, due_at)
    setattr(request, IS_PREVIEW, True)
    response = page.serve_preview(request, "")
    response.content = lead_through(response.content.decode(), base=base).encode()
    return response


def _get_language() -> str:
    return source_or(get_language() or "")
