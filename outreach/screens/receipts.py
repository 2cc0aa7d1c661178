"""Files of screens that the front server has sent, as its log tells them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from cms.files.serving import SentBytes
from outreach.holdings.sent_log import make_receipt
from outreach.posters.models import LoopFile, PosterFile
from outreach.screens.files import HandedOut, record_fetched

KIND, LOOP_KIND = "screen", "screen_loop"


def make_screen_receipt(handed: HandedOut) -> str:
    names = (handed.screen_id, handed.file.pk, str(handed.organisation_key), handed.by_key)
    kind = KIND if isinstance(handed.file, PosterFile) else LOOP_KIND
    return make_receipt(kind, *names, *handed.assignments)


def record_logged(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    """Record that the front server has sent a poster's file."""
    file = PosterFile.objects.select_related("poster").get(pk=values[1])
    _record(file, values, sent=sent, at=at, request_id=request_id)


def record_logged_loop(values: list[Any], sent: SentBytes, at: datetime, request_id: str) -> None:
    """Record that the front server has sent a film of a loop."""
    file = LoopFile.objects.select_related("loop").get(pk=values[1])
    _record(file, values, sent=sent, at=at, request_id=request_id)


def _record(file: PosterFile | LoopFile, values: list[Any], *, sent: SentBytes, at: datetime, request_id: str) -> None:
    screen_id, _file_id, organisation_key, by_key, *assignments = values
    handed = HandedOut(file, screen_id, tuple(assignments), UUID(organisation_key), by_key)
    record_fetched(handed, sent=sent, at=at, request_id=request_id)
