"""Files that a player may download, and the record that it did."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.files.serving import SentBytes
from outreach.availability.reasons import Reason
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.posters.loops import list_parts
from outreach.posters.models import LoopFile, Poster, PosterFile
from outreach.posters.outgoing import get_item_ref
from outreach.screens.manifest import SCREEN_INACTIVE, ScheduledItem
from outreach.screens.models import ScreenAssignment
from outreach.screens.playing import list_valid
from outreach.screens.schedule import LEAD, REMOVED, Schedule


class FileNotOnScreen(LookupError):
    """The file was never scheduled on this screen."""


class FileNotYetValid(LookupError):
    """The file is scheduled on this screen, and may not be fetched yet."""


class FileWithdrawn(LookupError):
    """The file was scheduled on this screen and must no longer be shown there; ``reason`` is as in the manifest."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class HandedOut:
    """A file as it was handed out: to whom, for which screen, and for which places in its schedule."""

    file: PosterFile | LoopFile
    screen_id: int
    assignments: tuple[int, ...]
    organisation_key: uuid.UUID
    by_key: str


def hand_out(schedule: Schedule, *, sha256: str, organisation_key: uuid.UUID, by_key: str) -> HandedOut:
    """Return the file that the screen shows now or next, by a schedule read for this moment.

    Raise ``FileNotOnScreen``, ``FileNotYetValid`` or ``FileWithdrawn``.
    """
    items = [item for item in schedule.items if item.sha256 == sha256]
    if not items:
        raise FileNotOnScreen(_("No file with this SHA-256 is on this screen."))
    available = [item for item in items if not item.withheld]
    if available and schedule.panel.is_active:
        rows = ScreenAssignment.objects.select_related("poster_file__poster", "loop_file__loop")
        file = rows.get(pk=available[0].id).file
        scheduled = tuple(item.id for item in items if item.withheld != REMOVED)
        return HandedOut(file, schedule.screen_id, scheduled, organisation_key, by_key)
    raise _refuse(schedule, items)


def _refuse(schedule: Schedule, items: Sequence[ScheduledItem]) -> FileNotYetValid | FileWithdrawn:
    if schedule.panel.is_active and any(item.withheld == Reason.NOT_YET_VALID for item in items):
        days = {"days": LEAD.days}
        return FileNotYetValid(_("This file may be fetched from %(days)d days before it is to be shown.") % days)
    taken_down = _("This file must not be shown on this screen any more. Please take it down.")
    return FileWithdrawn(taken_down, reason=items[-1].withheld or SCREEN_INACTIVE)


@dataclass(frozen=True)
class HandedOutFiles:
    """The items that are shown at one time, and their files, each once, as they were handed out."""

    items: tuple[ScheduledItem, ...]
    files: tuple[HandedOut, ...]


def hand_out_all(schedule: Schedule, *, organisation_key: uuid.UUID, by_key: str) -> HandedOutFiles:
    """Return the files that may be shown at this time, at any hour of the day, of the highest priority.

    Raise ``FileNotOnScreen``, ``FileNotYetValid`` or ``FileWithdrawn`` if there are none.
    """
    valid = list_valid(schedule.items, panel=schedule.panel, at=schedule.at)
    if not schedule.items:
        raise FileNotOnScreen(_("Nothing is on this screen yet."))
    if not valid:
        raise _refuse(schedule, schedule.items)
    highest = max(item.priority for item in valid)
    items = tuple(item for item in valid if item.priority == highest)
    handed = (
        hand_out(schedule, sha256=sha256, organisation_key=organisation_key, by_key=by_key)
        for sha256 in sorted({item.sha256 for item in items})
    )
    return HandedOutFiles(items, tuple(handed))


@transaction.atomic
def record_fetched(handed: HandedOut, *, sent: SentBytes, at: datetime, request_id: str = "") -> None:
    """Record in the ledger that the operator holds the file, once an assignment, after its last byte was sent.

    Of a loop, that is an event for each of its texts.

    What became of the assignments since doesn't matter: the front server's log is read up to a minute later.
    """
    if not sent.has_last:
        return
    unfetched = ScreenAssignment.objects.filter(pk__in=handed.assignments, fetched_at__isnull=True).order_by("pk")
    fetched = list(unfetched.select_for_update().values_list("pk", flat=True))
    if not fetched:
        return
    ScreenAssignment.objects.filter(pk__in=fetched).update(fetched_at=at)
    for poster in list_posters(handed.file):
        record(
            action=Action.DOWNLOADED,
            at=at,
            by_key=handed.by_key,
            organisation_key=handed.organisation_key,
            item=get_item_ref(poster),
            data={
                "screen": handed.screen_id,
                "assignments": fetched,
                "file": handed.file.sha256,
                "title": poster.title,
                "bytes": [sent.start, sent.end, sent.size],
                **({"request": request_id} if request_id else {}),
            },
        )


def list_posters(file: PosterFile | LoopFile) -> list[Poster]:
    """Return the posters that the file shows: its own, or those of its loop in turn."""
    return [file.poster] if isinstance(file, PosterFile) else list_parts(file.loop)
