"""HTTP responses for stored files: resumable, verifiable by ETag, without content sniffing."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from cms.files.ranges import ByteRange, RangeNotSatisfiable, parse_range
from cms.files.storage import RangeStorage
from cms.monitoring.machine_failures import StorageHangs, find_failure

PRIVATE = "private, no-store"
REVALIDATE = "no-cache"
"""Browsers must ask again each time, because a withdrawn file must be gone with the next request."""


RECEIPT = "X-Receipt"
"""Header that the front server writes into its log when it sends a file, and not to the client."""

WAITING_AT_ONCE = 2
"""Requests of a process that wait for the storage: half of its threads, so that pages go on while the storage hangs."""
TURN_SECONDS = 1.0
_turns = BoundedSemaphore(WAITING_AT_ONCE)


@dataclass(frozen=True)
class SentBytes:
    """Bytes of a file that were sent, with both ends included, and the size of the whole file."""

    start: int
    end: int
    size: int

    @property
    def has_last(self) -> bool:
        return self.end == self.size - 1


def serve_file(
    request: HttpRequest,
    *,
    storage_name: str,
    filename: str,
    content_type: str,
    sha256: str = "",
    as_attachment: bool = True,
    cache_control: str = PRIVATE,
    storage: Storage | None = None,
    offload: bool = True,
    on_sent: Callable[[SentBytes], None] | None = None,
    receipt: str = "",
) -> HttpResponseBase:
    """Return the response to GET or HEAD for a file; the caller has checked that the user may read it.

    Supports ``Range`` (206, 416, ``If-Range``) and returns 304 for a known ETag (the SHA-256 if it is given). If
    ``MEDIA_OFFLOAD_PREFIX`` is set, the front server sends the file, unless ``offload`` is false. Raises ``Http404``
    if the storage has no such file, and ``StorageHangs`` if others wait for it already.

    ``on_sent`` is called after the last byte of the response, and not for HEAD, a refused range or a connection that
    broke. The front server can't call it: it logs the ``receipt`` with the bytes that it sent.
    """
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    files = storage or default_storage
    with _take_turn():
        size = _find_size(files, storage_name)
    etag = f'"{sha256 or hashlib.sha256(f"{storage_name}:{size}".encode()).hexdigest()}"'
    headers = _make_headers(etag=etag, filename=filename, as_attachment=as_attachment, cache_control=cache_control)
    if _is_known(request, etag):
        return HttpResponse(status=304, headers=headers)
    headers["Content-Type"] = content_type
    if offload and settings.MEDIA_OFFLOAD_PREFIX and request.method == "GET":  # nginx heeds Range for HEAD too
        headers["X-Accel-Redirect"] = settings.MEDIA_OFFLOAD_PREFIX + quote(storage_name)
        return HttpResponse(headers={**headers, RECEIPT: receipt} if receipt else headers)
    try:
        part = _get_part(request, size=size, etag=etag)
    except RangeNotSatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(part.length if part else size)
    if part:
        headers["Content-Range"] = f"bytes {part.start}-{part.end}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    chunks = _read(cast("RangeStorage", files), name=storage_name, size=size, part=part, on_sent=on_sent)
    return StreamingHttpResponse(_start(chunks) if size else chunks, status=status, headers=headers)


@contextmanager
def _take_turn() -> Iterator[None]:
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise StorageHangs("Other requests wait for the storage already.")
    try:
        yield
    finally:
        _turns.release()


def _start(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Return the chunks once the first is there: until then a failure is an answer, and not a broken download."""
    try:
        with _take_turn():
            first = next(chunks, b"")
    except FileNotFoundError as error:
        raise Http404 from error
    return _go_on(first, chunks)


def _go_on(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _find_size(files: Storage, name: str) -> int:
    try:
        return files.size(name)
    except OSError as error:
        if find_failure(error):  # a storage that doesn't answer says nothing of the file
            raise
        raise Http404 from error


def _make_headers(*, etag: str, filename: str, as_attachment: bool, cache_control: str) -> dict[str, str]:
    return {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Content-Disposition": content_disposition_header(as_attachment=as_attachment, filename=filename) or "inline",
    }


def _is_known(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}


def _get_part(request: HttpRequest, *, size: int, etag: str) -> ByteRange | None:
    header = request.headers.get("Range") if request.method == "GET" else None  # RFC 9110: Range is for GET only
    if not header or request.headers.get("If-Range", etag) != etag:
        return None
    return parse_range(header, size=size)


def _read(
    storage: RangeStorage, *, name: str, size: int, part: ByteRange | None, on_sent: Callable[[SentBytes], None] | None
) -> Iterator[bytes]:
    """Yield the bytes. The server asks for more after the last ones only once it has written these."""
    whole = part or ByteRange(0, size - 1)
    sent = 0
    for chunk in storage.read_range(name, start=whole.start, end=whole.end) if size else ():
        sent += len(chunk)
        yield chunk
    if on_sent and sent == whole.length:
        on_sent(SentBytes(whole.start, whole.end, size))
