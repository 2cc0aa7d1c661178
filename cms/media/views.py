from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.files.serving import PRIVATE, REVALIDATE, serve_file
from cms.media.access import StoredFile, describe_document, find_stored_file, may_read
from cms.media.models import CampaignDocument
from cms.users.permissions import public


@public
def serve_media(request: HttpRequest, storage_name: str) -> HttpResponseBase:
    """Serve a rendition, an original image, a document or a film master; 404 to users who may not read it."""
    return _serve(request, find_stored_file(storage_name))


@public
def serve_document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Serve a document by the address that Wagtail gives it, with the same access rules."""
    document = get_object_or_404(CampaignDocument, pk=document_id)
    return _serve(request, describe_document(document))


def _serve(request: HttpRequest, file: StoredFile | None) -> HttpResponseBase:
    now = timezone.now()
    if file is None or not may_read(request.user, file, at=now):
        raise Http404
    return serve_file(
        request,
        storage_name=file.storage_name,
        filename=file.filename,
        content_type=file.media_type,
        sha256=file.sha256,
        as_attachment=not file.is_shown_in_page,
        cache_control=REVALIDATE if may_read(None, file, at=now) else PRIVATE,
    )
