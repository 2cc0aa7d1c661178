"""The page cache: whole public pages, cached under a version number in the database.

Any change of public content raises the version in its transaction, and so does a moment scheduled for it, by passing.
So a page published by the worker is fresh in every web process at once, and no cache has to be cleared. Serving a
cached page costs one query, for the version.

``cache_invalidation`` says which writes raise the version, ``BasePage.serve`` which responses may be kept.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, models
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from cms.core.models import PublicVersion, ScheduledVersion

SECONDS = 600
"""An upper bound: the version keeps pages fresh, the time removes old ones."""
CACHEABLE = "_page_cacheable"


def get_version() -> int:
    """Return the version of all public content, with the scheduled moments that have passed (one query)."""
    return make_version_query().first() or 0


def make_version_query() -> models.QuerySet[PublicVersion, int]:
    """Return the query of the version, which may be part of another."""
    passed = ScheduledVersion.objects.filter(at__lte=timezone.now()).order_by().annotate(all=models.Value(1))
    count = passed.values("all").annotate(count=models.Count("pk")).values("count")
    number = models.F("number") + Coalesce(models.Subquery(count), 0)
    return PublicVersion.objects.filter(pk=1).values_list(number, flat=True)


def raise_version() -> None:
    """Invalidate every cached page once the running transaction is committed."""
    if not PublicVersion.objects.filter(pk=1).update(number=models.F("number") + 1):
        PublicVersion.objects.get_or_create(pk=1, defaults={"number": 1})


def schedule_version(*, at: datetime) -> None:
    """Invalidate every page cached before this moment as soon as it has come."""
    ScheduledVersion.objects.get_or_create(at=at)


def remember(name: str, compute: Callable[[], Any], *, version: int) -> Any:
    """Return a part that many pages share (menu, hotline), computed once for each version."""
    key = f"part:{version}:{name}"
    value = cache.get(key)
    if value is None:
        value = compute()
        cache.set(key, value, SECONDS)
    return value


def is_cacheable(request: HttpRequest) -> bool:
    """Return whether the request reads a page as anyone would see it, without a session."""
    return request.method in {"GET", "HEAD"} and settings.SESSION_COOKIE_NAME not in request.COOKIES


class PageCacheMiddleware:
    """Answers from the cache before sessions, languages and routing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_cacheable(request) or not _is_public_path(request.path_info):
            return self.get_response(request)
        try:
            version = get_version()
        except DatabaseError:
            return self.get_response(request)
        request.public_version = version  # type: ignore[attr-defined]  # read by ``page_layout``
        key = _key(request, version)
        cached = cache.get(key)
        if cached is not None:
            return _answer(request, *cached)
        response = self.get_response(request)
        if not getattr(response, CACHEABLE, False) or response.cookies or response.status_code != 200:
            return response
        cached = (response.content, _etag(response.content), response.headers.get("Content-Language", ""))
        cache.set(key, cached, SECONDS)
        return _answer(request, *cached)


def _answer(request: HttpRequest, content: bytes, etag: str, language: str) -> HttpResponse:
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Content-Language": language}
    if etag in request.headers.get("if-none-match", ""):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, headers=headers)


def _is_public_path(path: str) -> bool:
    parts = path.split("/", 3)
    return len(parts) > 2 and parts[1] in _LANGUAGES and parts[2] != "portal"


def _key(request: HttpRequest, version: int) -> str:
    address = hashlib.sha256(f"{request.get_host()}{request.get_full_path()}".encode()).hexdigest()
    return f"page:{version}:{address}"


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
