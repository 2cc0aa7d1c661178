"""Admin pages with copies of posters: small pictures, marked copies of those no longer valid, two versions compared."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from cms.files.serving import PRIVATE, serve_file
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.availability.reasons import Reason
from outreach.posters.marked import can_be_marked, make_marked
from outreach.posters.models import PosterFile
from outreach.posters.names import name_poster_file
from outreach.posters.outgoing import find_poster_reason
from outreach.posters.thumbnails import DamagedPoster, get_thumbnail
from outreach.posters.versions import compare_versions, find_versions


def _get_file(key: Any) -> PosterFile:
    stored = get_object_or_404(PosterFile.objects.select_related("poster"), poster__key=key)
    if not default_storage.exists(stored.storage_name):
        raise Http404
    return stored


def _refuse(request: HttpRequest, stored: PosterFile, reason: Reason | None) -> HttpResponse:
    context = {"poster": stored.poster, "withheld": reason}
    return render(request, "posters/admin/withheld.html", context, status=410)


@requires(Capability.MAKE_POSTERS)
def thumbnail(request: HttpRequest, key: Any) -> HttpResponseBase:
    """Send a poster's small picture, of one no longer valid with a mark across it; respond 410 if it has none."""
    stored = _get_file(key)
    reason = find_poster_reason(stored.poster, at=timezone.now())
    if reason is not None and not can_be_marked(reason):
        return _refuse(request, stored, reason)
    try:
        name = get_thumbnail(stored, is_marked=reason is not None, at=timezone.now())
    except DamagedPoster:
        return _refuse(request, stored, Reason.UNREADABLE)
    return serve_file(
        request,
        storage_name=name,
        filename=f"{stored.sha256[:12]}.webp",
        content_type="image/webp",
        as_attachment=False,
    )


@requires(Capability.MAKE_POSTERS)
def marked(request: HttpRequest, key: Any) -> HttpResponse:
    """Send a copy of a poster no longer valid with a mark across it; respond 410 if there is none."""
    stored = _get_file(key)
    reason = find_poster_reason(stored.poster, at=timezone.now())
    if reason is None or not can_be_marked(reason):
        return _refuse(request, stored, reason)
    name = name_poster_file(stored.poster, extension=stored.extension, mark=reason.value)
    response = HttpResponse(make_marked(stored, at=timezone.now()), content_type=stored.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = PRIVATE
    return response


@requires(Capability.MAKE_POSTERS)
def compare(request: HttpRequest, key: Any) -> HttpResponse:
    """Show a poster beside another version of the same place: the one that is named, else the one before it."""
    poster = _get_file(key).poster
    others = find_versions(poster)
    other = others.filter(pk=pk).first() if (pk := request.GET.get("with", "")).isdigit() else others.first()
    if other is None:
        raise Http404
    older, newer = sorted((poster, other), key=lambda row: row.pk)
    context = {"poster": poster, "versions": (older, newer), "rows": compare_versions(older, newer)}
    return render(request, "posters/admin/compare.html", context)
