"""Schedule of a screen: adding and removing files, and building the manifest."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.render.formats import get_format
from outreach.availability.reasons import Reason
from outreach.availability.surroundings import find_reasons, find_recipient
from outreach.posters.models import PosterFile
from outreach.posters.outgoing import describe
from outreach.screens.manifest import Manifest, Panel, ScheduledItem, build_manifest
from outreach.screens.models import Screen, ScreenAssignment

REMOVED = "removed"
LEAD = timedelta(days=2)
"""How long before its time a player may fetch a file, for screens that are offline at times."""
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

    Raise ``SchedulingRefused`` if the poster may not leave, its size isn't the screen's, or the times are impossible.
    """
    _require_fitting(screen=screen, poster_file=poster_file, at=at)
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


def _require_fitting(*, screen: Screen, poster_file: PosterFile, at: datetime) -> None:
    operator = find_recipient(screen.organisation_key)
    (reason,) = find_reasons([describe(poster_file.poster)], recipient=operator, at=at)
    if reason is not None:
        raise SchedulingRefused(
            _("This poster can't be shown on a screen. Reason: %(reason)s") % {"reason": reason.label}
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
    """A screen with every file that was ever scheduled on it, and what may be shown of it at one moment."""

    screen_id: int
    panel: Panel
    items: tuple[ScheduledItem, ...]

    def get_manifest(self, *, base_url: str) -> Manifest:
        """Return the manifest of the screen; see ``build_manifest``."""
        return build_manifest(panel=self.panel, items=self.items, base_url=base_url)


def get_schedule(
    *, key: uuid.UUID, organisation_key: uuid.UUID, at: datetime, lead: timedelta = LEAD
) -> Schedule | None:
    """Return the operator's screen and its schedule; None if the operator has no such screen.

    ``lead`` is how long before its time a file may be fetched: none for players that don't know its time.
    """
    screens = Screen.objects.filter(key=key, organisation_key=organisation_key)
    return next(iter(_read(screens, organisation_key=organisation_key, at=at, lead=lead)), None)


def get_schedules(*, organisation_key: uuid.UUID, at: datetime) -> list[Schedule]:
    """Return the schedules of all screens of an operator, in as many queries as that of one."""
    screens = Screen.objects.filter(organisation_key=organisation_key)
    return _read(screens, organisation_key=organisation_key, at=at, lead=LEAD)


def _read(screens: QuerySet[Screen], *, organisation_key: uuid.UUID, at: datetime, lead: timedelta) -> list[Schedule]:
    found = list(screens.order_by("format", "name", "pk"))
    assigned = ScreenAssignment.objects.filter(screen__in=found).select_related("poster_file__poster")
    assignments = list(assigned.order_by("pk"))
    files = [
        describe(row.poster_file.poster, valid_from=row.starts_at - lead, valid_until=row.ends_at)
        for row in assignments
    ]
    reasons = find_reasons(files, recipient=find_recipient(organisation_key), at=at)
    items = [_make_item(row, reason=reason) for row, reason in zip(assignments, reasons, strict=True)]
    return [
        Schedule(
            screen_id=screen.pk,
            panel=Panel(key=str(screen.key), name=screen.name, format=screen.format, is_active=screen.is_active),
            items=tuple(item for row, item in zip(assignments, items, strict=True) if row.screen_id == screen.pk),
        )
        for screen in found
    ]


def _make_item(row: ScreenAssignment, *, reason: Reason | None) -> ScheduledItem:
    file = row.poster_file
    return ScheduledItem(
        id=row.pk,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        seconds=row.seconds,
        position=row.position,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        withheld=REMOVED if row.removed_at else reason.value if reason else "",
    )
