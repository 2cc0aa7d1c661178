"""Schedule of a screen: adding and removing files, and building the manifest."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.render.formats import get_format
from outreach.posters.models import PosterFile, PosterState
from outreach.screens.manifest import Manifest, Panel, ScheduledItem, build_manifest
from outreach.screens.models import Screen, ScreenAssignment

REMOVED = "removed"
SHOWABLE = ("image/", "video/")
LONGEST_SECONDS = 600


class SchedulingRefused(Exception):
    """The file can't be scheduled on this screen; the text says why."""


def assign(
    *,
    screen: Screen,
    poster_file: PosterFile,
    starts_at: datetime,
    ends_at: datetime,
    seconds: int,
    position: int,
    by_key: str,
    at: datetime,
) -> ScreenAssignment:
    """Schedule a released file on the screen from ``starts_at`` until ``ends_at``, and return the assignment.

    Raise ``SchedulingRefused`` if the poster isn't released, its size isn't the screen's, or the times are impossible.
    """
    _require_fitting(screen=screen, poster_file=poster_file)
    if ends_at <= starts_at or ends_at <= at:
        raise SchedulingRefused(_("The end must be in the future and after the start."))
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise SchedulingRefused(_("A file is shown for 1 to %(most)d seconds each time.") % {"most": LONGEST_SECONDS})
    try:
        with transaction.atomic():
            return ScreenAssignment.objects.create(
                screen=screen,
                poster_file=poster_file,
                starts_at=starts_at,
                ends_at=ends_at,
                seconds=seconds,
                position=position,
                assigned_at=at,
                assigned_by_key=by_key,
            )
    except IntegrityError as error:
        raise SchedulingRefused(_("This file is already scheduled on this screen from that time.")) from error


def _require_fitting(*, screen: Screen, poster_file: PosterFile) -> None:
    if poster_file.poster.state != PosterState.RELEASED:
        raise SchedulingRefused(
            _("This poster is not released, or no longer released, so it can't be shown on a screen.")
        )
    if not poster_file.media_type.startswith(SHOWABLE):
        raise SchedulingRefused(
            _("A screen shows pictures and videos, not %(type)s.") % {"type": poster_file.media_type}
        )
    wanted = get_format(screen.format)
    if (poster_file.width, poster_file.height) != (wanted.width_px, wanted.height_px):
        raise SchedulingRefused(
            _("The file has %(width)d × %(height)d pixels, the screen %(wanted_width)d × %(wanted_height)d.")
            % {
                "width": poster_file.width,
                "height": poster_file.height,
                "wanted_width": wanted.width_px,
                "wanted_height": wanted.height_px,
            }
        )


def remove(*, assignment: ScreenAssignment, at: datetime) -> None:
    """Remove the file from its screen; the manifest lists it as withdrawn. Removing it again keeps the first time."""
    ScreenAssignment.objects.active().filter(pk=assignment.pk).update(removed_at=at)


@dataclass(frozen=True)
class Schedule:
    """A screen with every file that was ever scheduled on it."""

    screen_id: int
    panel: Panel
    items: tuple[ScheduledItem, ...]

    def get_manifest(self, *, at: datetime, base_url: str) -> Manifest:
        """Return the manifest of the screen as of ``at``; see ``build_manifest``."""
        return build_manifest(panel=self.panel, items=self.items, at=at, base_url=base_url)


_FILE = "assignments__poster_file"
_COLUMNS = (
    "pk",
    "name",
    "format",
    "is_active",
    "assignments__pk",
    f"{_FILE}__sha256",
    f"{_FILE}__size",
    f"{_FILE}__media_type",
    f"{_FILE}__width",
    f"{_FILE}__height",
    "assignments__seconds",
    "assignments__position",
    "assignments__starts_at",
    "assignments__ends_at",
    "assignments__removed_at",
    f"{_FILE}__poster__state",
)


def get_schedule(*, key: uuid.UUID, organisation_key: uuid.UUID) -> Schedule | None:
    """Return the operator's screen and its schedule in one query; None if the operator has no such screen."""
    rows = list(Screen.objects.filter(key=key, organisation_key=organisation_key).values_list(*_COLUMNS))
    if not rows:
        return None
    screen_id, name, format_code, is_active = rows[0][:4]
    return Schedule(
        screen_id=screen_id,
        panel=Panel(key=str(key), name=name, format=format_code, is_active=is_active),
        items=tuple(_make_item(*row[4:]) for row in rows if row[4] is not None),
    )


def _make_item(*row: Any) -> ScheduledItem:
    *values, removed_at, state = row
    withdrawal_reason = REMOVED if removed_at else "" if state == PosterState.RELEASED else state
    columns: Any = (*values, withdrawal_reason)
    return ScheduledItem(*columns)
