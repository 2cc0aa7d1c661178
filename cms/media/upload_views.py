"""Addresses of the tus protocol 1.0.0 (https://tus.io) for films, with creation, checksum and termination; their page.

A part is read into memory, so it has ``PART`` bytes at most; a larger one is refused with 413.
"""

import base64
import binascii
import re
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.files.parts import PART
from cms.files.refusal import MEGABYTE, UploadRefused
from cms.files.uploads import LARGEST_MASTER
from cms.media.models import MasterUpload, UploadState
from cms.media.tasks import request_import
from cms.media.uploads import (
    ALGORITHMS,
    ChecksumMismatch,
    PartConflict,
    PartRefused,
    add_part,
    begin_upload,
    drop_upload,
)
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460
LATEST = 30
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@requires(Capability.WRITE_SOURCE)
@require_safe
def upload_page(request: HttpRequest) -> HttpResponse:
    """Show the form from which a script sends a film in parts, and the person's uploads."""
    own = MasterUpload.objects.filter(created_by=cast(User, request.user)).select_related("master")
    context = {
        "header_title": _("Upload a film in parts"),
        "page_title": _("Upload a film in parts"),
        "header_icon": "upload",
        "uploads": own.order_by("-created_at")[:LATEST],
        "part": PART,
        "most": LARGEST_MASTER // MEGABYTE // 1024,
    }
    return render(request, "media/admin/upload.html", context)


@requires(Capability.WRITE_SOURCE)
@require_http_methods(["POST", "OPTIONS"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an upload (Creation), or tell what this server can do (OPTIONS)."""
    if request.method == "OPTIONS":
        return _answer(HTTPStatus.NO_CONTENT, **_describe_server())
    if refusal := _refuse_version(request):
        return refusal
    size, metadata = request.headers.get("Upload-Length", ""), _read_metadata(request)
    if not size.isdecimal() or metadata is None or not _SHA256.fullmatch(metadata.get("sha256", "0" * 64)):
        return _answer(HTTPStatus.BAD_REQUEST, text="Upload-Length and Upload-Metadata are needed.")
    if int(size) > LARGEST_MASTER:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        upload = begin_upload(
            filename=metadata.get("filename", ""),
            title=metadata.get("title", ""),
            size=int(size),
            sha256=metadata.get("sha256", ""),
            by=cast(User, request.user),
            at=timezone.now(),
        )
    except UploadRefused as refused:
        return _answer(HTTPStatus.BAD_REQUEST, text=str(refused))
    return _answer(HTTPStatus.CREATED, location=reverse("film_upload_parts", args=[upload.key]))


@requires(Capability.WRITE_SOURCE)
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def parts(request: HttpRequest, key: UUID) -> HttpResponse:
    """Tell how much has arrived (HEAD), take the next part (PATCH), or drop the upload (DELETE); 404 for others'."""
    upload = get_object_or_404(MasterUpload, key=key, created_by=cast(User, request.user))
    if refusal := _refuse_version(request):
        return refusal
    if request.method == "PATCH":
        return _take_part(request, upload)
    if request.method == "HEAD":
        sizes = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size)}
        return _answer(HTTPStatus.OK, **sizes)
    if upload.state != UploadState.RECEIVING:
        return _answer(HTTPStatus.CONFLICT)
    drop_upload(upload)
    return _answer(HTTPStatus.NO_CONTENT)


def _take_part(request: HttpRequest, upload: MasterUpload) -> HttpResponse:
    if request.content_type != PART_TYPE:
        return _answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        offset, data = _read_part(request)
        checksum = request.headers.get("Upload-Checksum", "")
        arrived = add_part(upload=upload, offset=offset, data=data, checksum=checksum, at=timezone.now())
    except PartConflict:
        return _answer(HTTPStatus.CONFLICT)
    except ChecksumMismatch:
        return _answer(CHECKSUM_MISMATCH)
    except PartRefused as refused:
        return _answer(HTTPStatus.BAD_REQUEST, text=str(refused))
    if upload.state == UploadState.RECEIVED:
        request_import(upload)
    return _answer(HTTPStatus.NO_CONTENT, **{"Upload-Offset": str(arrived)})


def _read_part(request: HttpRequest) -> tuple[int, bytes]:
    """Return offset and bytes of the part; raise ``PartRefused`` if the headers lack or the connection broke."""
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "")
    if not offset.isdecimal() or not length.isdecimal() or int(length) > PART:
        raise PartRefused(f"Upload-Offset and Content-Length are needed, and at most {PART} bytes.")
    data = request.read(int(length))
    if len(data) != int(length):
        raise PartRefused("The connection broke. Send this part again.")
    return int(offset), data


def _describe_server() -> dict[str, str]:
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,checksum,termination",
        "Tus-Max-Size": str(LARGEST_MASTER),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def _refuse_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _answer(HTTPStatus.PRECONDITION_FAILED, **{"Tus-Version": VERSION})


def _read_metadata(request: HttpRequest) -> dict[str, str] | None:
    """Return the pairs of ``Upload-Metadata``; None if one can't be read."""
    found = {}
    for pair in filter(None, map(str.strip, request.headers.get("Upload-Metadata", "").split(","))):
        name, _space, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
    return found


def _answer(status: int, *, text: str = "", location: str = "", **headers: str) -> HttpResponse:
    sent = {**headers, "Tus-Resumable": VERSION, "Cache-Control": "no-store"}
    if location:
        sent["Location"] = location
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=sent)
