"""Files of screens that the front server has sent, as its log tells them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cms.files.serving import SentBytes
from outreach.holdings.sent_log import make_receipt
from outreach.posters.models import PosterFile
from outreach.screens.files import HandedOut, record_fetched

KIND = "screen"


def make_screen_receipt(handed: HandedOut) -> str:
    names = (handed.screen_id, handed.poster_file.pk, str(handed.organisation_key), handed.by_key)
    return make_receipt(KIND, *names, *handed.assignments)


def record_logged(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    screen_id, file_id, organisation_key, by_key, *assignments = values
    poster_file = PosterFile.objects.select_related("poster").get(pk=file_id)
    handed = HandedOut(poster_file, screen_id, tuple(assignments), UUID(organisation_key), by_key)
    record_fetched(handed, sent=sent, at=at, request_id=request_id)
