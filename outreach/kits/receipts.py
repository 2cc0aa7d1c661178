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
    return make_receipt(KIND, download.edition.pk, by.key)


def record_logged(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    """Record a whole edition, or a piece of it; single files are always sent by Django."""
    edition_id, by_key = values
    edition = KitEdition.objects.select_related("organisation", "kit").get(pk=edition_id)
    if sent.size == edition.size:
        download = Download(edition.storage_name, edition.filename, "application/zip", edition.sha256, edition)
        record_download(download=download, sent=sent, by_key=by_key, at=at, request_id=request_id)
