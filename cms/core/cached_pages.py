"""Whole public pages, answered from the cache before sessions, languages and routing.

A page is kept under the version of public content, once in the cache that processes share and once in the memory of
each process, compressed in advance. Its headers are those of the first answer, so that this middleware can be the
outermost. Pages differ by address and by the parameters in ``PARAMETERS`` only, never by cookie or by the reader.

A front server that caches under the version, too, sends the one that it knows as ``X-Public-Version``
(``deploy/nginx/cache.conf``). It may keep a page until that changes; other shared caches for a second; a browser asks
each time.
"""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from cms.core.page_cache import SECONDS, KnownVersion, forget_version, know_version
from translations.languages import CODES

CACHEABLE = "_page_cacheable"
"""The attribute with which ``BasePage.serve`` marks an answer that may be kept."""
VERSION_HEADER = "X-Public-Version"
PARAMETERS = ("page", "asked", "from")
"""The parameters that public pages read. Others don't make another page, so that they can't fill the cache."""
PUBLIC = "max-age=0, s-maxage=1"
FRONT_SECONDS = 3600
MEMORY_BYTES = 32 * 1024 * 1024
"""The most that each process keeps; a page with its compressed forms has about 50 kB."""
_OF_ONE_ANSWER = frozenset({"cache-control", "content-encoding", "content-length", "date", "etag", "vary"})


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page's headers and its body in each encoding, ``""`` being none; ``made_at`` is of the shared clock."""

    headers: Mapping[str, str]
    bodies: Mapping[str, bytes]
    digest: str
    made_at: float

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))


class _Pages:
    """The pages of the newest version in this process's memory; the oldest go first."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self.clear()

    def clear(self) -> None:
        # Replaced as a whole, so that no thread takes a page of one version for one of another.
        self._kept: tuple[int, dict[str, CachedPage]] = (-1, {})
        self._bytes = 0

    def get(self, address: str, version: int) -> CachedPage | None:
        kept_version, pages = self._kept
        return pages.get(address) if version == kept_version else None

    def put(self, address: str, version: int, page: CachedPage) -> None:
        with self._writing:
            if version > self._kept[0]:
                self._kept, self._bytes = (version, {}), 0
            kept_version, pages = self._kept
            if version < kept_version:
                return
            before = pages.pop(address, None)
            self._bytes += page.size - (before.size if before else 0)
            pages[address] = page
            while self._bytes > MEMORY_BYTES and len(pages) > 1:
                self._bytes -= pages.pop(next(iter(pages))).size


_pages = _Pages()


def forget_pages() -> None:
    """Empty this process's memory and the shared cache."""
    _pages.clear()
    cache.clear()
    forget_version()


class CachedPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_cacheable(request):
            return self.get_response(request)
        asked_version = request.META.get("HTTP_X_PUBLIC_VERSION", "")
        version = _know_version(asked_version)
        if version is None:
            return self.get_response(request)
        request.public_version = version.number  # type: ignore[attr-defined]  # a request has no such field; ``page_layout`` reads it
        address = _get_address(request)
        page = find_page(address, version)
        if page is None:
            response = self.get_response(request)
            if not getattr(response, CACHEABLE, False) or response.cookies or response.status_code != HTTPStatus.OK:
                return response
            page = keep_page(address, version, response)
        return _answer(request, page, version=version.number, asked_version=asked_version)


def is_cacheable(request: HttpRequest) -> bool:
    """Return whether the request reads a page as anyone would see it, without a session."""
    if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    parts = request.path_info.split("/", 3)
    return len(parts) > 2 and parts[1] in CODES and parts[2] != "portal"


def find_page(address: str, version: KnownVersion) -> CachedPage | None:
    """Return the page as it was kept under this version; an old one only while the database doesn't answer."""
    page = _pages.get(address, version.number)
    if page is None:
        page = cache.get(_key(address, version.number))
        if page is not None:
            _pages.put(address, version.number, page)
    if page is not None and version.is_fresh and time.time() - page.made_at > SECONDS:
        return None
    return page


def keep_page(address: str, version: KnownVersion, response: HttpResponse) -> CachedPage:
    """Keep the answer for the next reader, and return it as it was kept."""
    content = response.content
    page = CachedPage(
        headers={name: value for name, value in response.headers.items() if name.lower() not in _OF_ONE_ANSWER},
        bodies={"": content, "gzip": gzip.compress(content, 6, mtime=0), "br": brotli.compress(content, quality=5)},
        digest=hashlib.sha256(content).hexdigest()[:32],
        made_at=time.time(),
    )
    _pages.put(address, version.number, page)
    cache.set(_key(address, version.number), page, SECONDS)
    return page


def _know_version(asked: str) -> KnownVersion | None:
    """Return the version, read again if a front server has seen a newer one."""
    version = know_version()
    if version is not None and asked.isdecimal() and int(asked) > version.number:
        forget_version()
        return know_version()
    return version


def _answer(request: HttpRequest, page: CachedPage, *, version: int, asked_version: str) -> HttpResponse:
    encoding = choose_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    etag = f'"{page.digest}{encoding and "-"}{encoding}"'
    headers = {**page.headers, "ETag": etag, "Cache-Control": PUBLIC, "Vary": "Accept-Encoding"}
    headers[VERSION_HEADER] = str(version)
    if asked_version:
        # A front server must not keep a page of one version under another.
        headers["X-Accel-Expires"] = str(FRONT_SECONDS if asked_version == headers[VERSION_HEADER] else 0)
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        del headers["Content-Type"]
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = page.bodies[encoding]
    if encoding:
        headers["Content-Encoding"] = encoding
    headers["Content-Length"] = str(len(body))
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)


@lru_cache(maxsize=256)
def choose_encoding(accepted: str) -> str:
    """Return the smallest form of a page that the browser accepts: ``br``, ``gzip`` or ``""``."""
    weights = dict(_read_weight(part) for part in accepted.lower().split(","))
    return next((name for name in ("br", "gzip") if weights.get(name, weights.get("*", 0.0)) > 0), "")


def _read_weight(part: str) -> tuple[str, float]:
    name, _semicolon, parameter = part.partition(";")
    try:
        weight = float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        weight = 0.0
    return name.strip(), weight


def _get_address(request: HttpRequest) -> str:
    """Return what tells one page from another."""
    parameters = ""
    if request.META.get("QUERY_STRING"):
        read = [request.GET.get(name, "")[:40] for name in PARAMETERS]
        parameters = "&".join(read) if any(read) else ""
    return f"{request.scheme}://{request.get_host()}{request.path_info}?{parameters}"


def _key(address: str, version: int) -> str:
    return f"page:{version}:{hashlib.sha256(address.encode()).hexdigest()}"
