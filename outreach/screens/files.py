"""Files that a player may download, and the record that it did."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from outreach.availability.reasons import Reason
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.posters.models import PosterFile
from outreach.posters.outgoing import get_item_ref
from outreach.screens.manifest import SCREEN_INACTIVE
from outreach.screens.models import ScreenAssignment
from outreach.screens.schedule import LEAD, Schedule


class FileNotOnScreen(LookupError):
    """The file was never scheduled on this screen."""


class FileNotYetValid(LookupError):
    """The file is scheduled on this screen, and may not be fetched yet."""


class FileWithdrawn(LookupError):
    """The file was scheduled on this screen and must no longer be shown there; ``reason`` is as in the manifest."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def get_file(schedule: Schedule, *, sha256: str) -> PosterFile:
    """Return the file that the screen shows now or next, by a schedule read for this moment.

    Raise ``FileNotOnScreen``, ``FileNotYetValid`` or ``FileWithdrawn``.
    """
    items = [item for item in schedule.items if item.sha256 == sha256]
    if not items:
        raise FileNotOnScreen(_("No file with this SHA-256 is on this screen."))
    available = [item for item in items if not item.withheld]
    if available and schedule.panel.is_active:
        return ScreenAssignment.objects.select_related("poster_file__poster").get(pk=available[0].id).poster_file
    if schedule.panel.is_active and any(item.withheld == Reason.NOT_YET_VALID for item in items):
        days = {"days": LEAD.days}
        raise FileNotYetValid(_("This file may be fetched from %(days)d days before it is to be shown.") % days)
    taken_down = _("This file must not be shown on this screen any more. Please take it down.")
    raise FileWithdrawn(taken_down, reason=items[-1].withheld or SCREEN_INACTIVE)


@transaction.atomic
def record_fetched(
    *, screen_id: int, poster_file: PosterFile, organisation_key: uuid.UUID, by_key: str, at: datetime
) -> None:
    """Record in the ledger that the operator holds the file, once an assignment."""
    unfetched = ScreenAssignment.objects.filter(
        screen_id=screen_id, poster_file=poster_file, fetched_at__isnull=True, removed_at__isnull=True
    )
    if unfetched.update(fetched_at=at):
        poster = poster_file.poster
        record(
            action=Action.DOWNLOADED,
            at=at,
            by_key=by_key,
            organisation_key=organisation_key,
            item=get_item_ref(poster),
            data={"screen": screen_id, "file": poster_file.sha256, "title": poster.title},
        )
