"""Files of screens that the front server has sent, as its log tells them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cms.files.serving import SentBytes
from outreach.holdings.sent_log import make_receipt
from outreach.posters.models import PosterFile
from outreach.screens.files import record_fetched

KIND = "screen"


def make_screen_receipt(*, screen_id: int, poster_file: PosterFile, organisation_key: UUID, by_key: str) -> str:
    return make_receipt(KIND, screen_id, poster_file.pk, str(organisation_key), by_key)


def record_logged(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    screen_id, file_id, organisation_key, by_key = values
    poster_file = PosterFile.objects.select_related("poster").filter(pk=file_id).first()
    if poster_file is not None:
        record_fetched(
            screen_id=screen_id,
            poster_file=poster_file,
            organisation_key=UUID(organisation_key),
            by_key=by_key,
            sent=sent,
            at=at,
            request_id=request_id,
        )
