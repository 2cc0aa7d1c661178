"""Files that a player may download, and the record that it did."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.published import ItemRef
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.screens.models import ScreenAssignment


class FileNotOnScreen(LookupError):
    """The file was never scheduled on this screen."""


class FileWithdrawn(LookupError):
    """The file was scheduled on this screen and must no longer be shown there."""


def get_file(*, screen_id: int, sha256: str, at: datetime) -> PosterFile:
    """Return the file that the screen shows now or later; raise ``FileNotOnScreen`` or ``FileWithdrawn``."""
    assignments = list(
        ScreenAssignment.objects.filter(screen_id=screen_id, poster_file__sha256=sha256).select_related(
            "poster_file__poster"
        )
    )
    if not assignments:
        raise FileNotOnScreen(_("No file with this SHA-256 is on this screen."))
    for assignment in assignments:
        is_released = assignment.poster_file.poster.state == PosterState.RELEASED
        if is_released and assignment.removed_at is None and assignment.ends_at > at:
            return assignment.poster_file
    raise FileWithdrawn(_("This file must not be shown on this screen any more. Please take it down."))


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
            item=_get_ref(poster),
            data={"screen": screen_id, "file": poster_file.sha256, "title": poster.title},
        )


def _get_ref(poster: Poster) -> ItemRef:
    return ItemRef(
        kind=poster.item_kind,
        key=poster.item_key,
        language=poster.language,
        revision=poster.item_revision,
        sha256=poster.item_sha256,
    )
