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
    return make_receipt(KIND, download.edition.pk, by.pk)


def record_logged(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    """Record a whole edition, or a piece of it; single files are always sent by Django."""
    edition = KitEdition.objects.select_related("organisation", "kit").filter(pk=values[0]).first()
    user = User.objects.filter(pk=values[1]).first()
    if edition and user and sent.size == edition.size:
        download = Download(edition.storage_name, edition.filename, "application/zip", edition.sha256, edition)
        record_download(download=download, sent=sent, by=user, at=at, request_id=request_id)
