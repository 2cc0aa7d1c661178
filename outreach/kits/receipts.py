"""Downloads of editions that the front server has sent, as its log tells them."""

from datetime import datetime
from typing import Any

from cms.files.serving import SentBytes
from cms.users.models import User
from outreach.holdings.sent_log import make_receipt
from outreach.kits.downloads import Download, record_download
from outreach.kits.models import KitEdition

KIND = "edition"


def make_edition_receipt(download: Download, *, by: User) -> str:
    file = [download.file.pk] if download.file else []
    return make_receipt(KIND, download.edition.pk, by.key, *file)


def record_logged(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    """Record a whole edition, a film that is fetched apart, or a piece of it; what is inside is sent by Django."""
    edition_id, by_key, *file_id = values
    edition = KitEdition.objects.select_related("organisation", "kit").get(pk=edition_id)
    download = Download(edition.storage_name, edition.filename, "application/zip", edition.sha256, edition)
    size = edition.size
    if file_id:
        file = edition.files.get(pk=file_id[0])
        name = file.path.rsplit("/", 1)[-1]
        download = Download(file.storage_name, name, file.media_type, file.sha256, edition, file)
        size = file.size
    if sent.size == size:
        record_download(download=download, sent=sent, by_key=by_key, at=at, request_id=request_id)
