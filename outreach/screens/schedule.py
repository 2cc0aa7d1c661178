"""Schedule of a screen: adding and removing files, and building the manifest."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from outreach.availability.reasons import Reason
from outreach.availability.rule import OutgoingFile, Recipient
from outreach.availability.surroundings import find_reasons, make_version_expression
from outreach.organisations.local_time import find_zone
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster, PosterFile
from outreach.posters.outgoing import describe
from outreach.screens.fitting import SchedulingRefused, require_fitting
from outreach.screens.hours import Hours
from outreach.screens.manifest import Manifest, Panel, ScheduledItem, build_manifest
from outreach.screens.models import Screen, ScreenAssignment

REMOVED = "removed"
LEAD = timedelta(days=2)
"""How long before its time a player may fetch a file, for screens that are offline at times."""
LONGEST_SECONDS = 600
LARGEST_SHARE = 20


Row = dict[str, Any]


@dataclass(frozen=True)
class Showing:
    """How a file is shown: its time, hours of the screen's day, weight, priority, and place in the order."""

    starts_at: datetime
    ends_at: datetime
    seconds: int = 15
    position: int = 1
    hours: Hours = ()
    share: int = 1
    priority: int = 0


def assign(
    *, screen: Screen, poster_file: PosterFile, showing: Showing, is_emergency: bool = False, by_key: str, at: datetime
) -> ScreenAssignment:
    """Schedule a released file on the screen, and return the assignment.

    Raise ``SchedulingRefused`` if the poster may not leave, wasn't made for this screen, or the times are impossible.
    """
    require_fitting(screen=screen, poster_file=poster_file, at=at)
    require_possible(showing, at=at)
    try:
        with transaction.atomic():
            return ScreenAssignment.objects.create(
                screen=screen,
                poster_file=poster_file,
                is_emergency=is_emergency,
                assigned_at=at,
                assigned_by_key=by_key,
                **vars(showing),
            )
    except IntegrityError as error:
        raise SchedulingRefused(_("This file is already scheduled on this screen from that time.")) from error


def require_possible(showing: Showing, *, at: datetime) -> None:
    """Raise ``SchedulingRefused`` for times that are past or the wrong way round, and for numbers out of bounds."""
    if showing.ends_at <= showing.starts_at or showing.ends_at <= at:
        raise SchedulingRefused(_("The end must be in the future and after the start."))
    if not 1 <= showing.seconds <= LONGEST_SECONDS:
        raise SchedulingRefused(_("A file is shown for 1 to %(most)d seconds each time.") % {"most": LONGEST_SECONDS})
    if not 1 <= showing.share <= LARGEST_SHARE:
        raise SchedulingRefused(_("The share of time is a number from 1 to %(most)d.") % {"most": LARGEST_SHARE})


def remove(*, assignment: ScreenAssignment, at: datetime) -> None:
    """Remove the file from its screen; the manifest lists it as withdrawn. Removing it again keeps the first time."""
    ScreenAssignment.objects.active().filter(pk=assignment.pk).update(removed_at=at)


@dataclass(frozen=True)
class Schedule:
    """A screen with every file that was ever scheduled on it, and what may be shown of it at one moment."""

    screen_id: int
    panel: Panel
    items: tuple[ScheduledItem, ...]
    at: datetime
    last_contact_at: datetime | None = None
    held_etag: str = ""

    def get_manifest(self, *, base_url: str) -> Manifest:
        """Return the manifest of the screen; see ``build_manifest``."""
        return build_manifest(panel=self.panel, items=self.items, base_url=base_url, at=self.at)


def get_schedule(
    *, key: uuid.UUID, organisation_key: uuid.UUID, at: datetime, lead: timedelta = LEAD
) -> Schedule | None:
    """Return the operator's screen and its schedule; None if the operator has no such screen.

    One query, as long as neither the schedule nor anything public has changed. ``lead`` is how long before its time a
    file may be fetched: none for players that don't know its time.
    """
    screens = Screen.objects.filter(key=key, organisation_key=organisation_key)
    return next(iter(_read(screens, at=at, lead=lead)), None)


def get_schedules(*, organisation_key: uuid.UUID, at: datetime) -> list[Schedule]:
    """Return the schedules of all screens of an operator, in as many queries as that of one."""
    return _read(Screen.objects.filter(organisation_key=organisation_key), at=at, lead=LEAD)


_SCREEN = (
    "pk",
    "key",
    "name",
    "format",
    "is_active",
    "time_zone",
    "last_contact_at",
    "held_etag",
    "own_zone",
    "own_country",
    "is_open",
    "version",
)
_ASSIGNMENT = (
    "pk",
    "seconds",
    "position",
    "starts_at",
    "ends_at",
    "hours",
    "share",
    "priority",
    "is_emergency",
    "removed_at",
)
_FILE = ("sha256", "size", "media_type", "width", "height")
_POSTER = (
    "key",
    "title",
    "item_kind",
    "item_key",
    "language",
    "item_revision",
    "item_sha256",
    "approved_at",
    "requested_at",
    "facts",
    "state",
)
_COLUMNS = (
    *_SCREEN,
    *(f"assignments__{name}" for name in _ASSIGNMENT),
    *(f"assignments__poster_file__{name}" for name in _FILE),
    *(f"assignments__poster_file__poster__{name}" for name in _POSTER),
)


def _read(screens: QuerySet[Screen], *, at: datetime, lead: timedelta) -> list[Schedule]:
    operator = Organisation.objects.filter(key=OuterRef("organisation_key"))
    known = screens.annotate(
        is_open=Exists(operator.filter(is_active=True)),
        own_zone=Subquery(operator.values("time_zone")[:1]),
        own_country=Subquery(operator.values("country")[:1]),
        version=make_version_expression(),
    )
    rows = list(known.order_by("format", "name", "pk", "assignments__pk").values(*_COLUMNS))
    if not rows:
        return []
    scheduled = [row for row in rows if row["assignments__pk"] is not None]
    to, version = Recipient(is_active=rows[0]["is_open"]), rows[0]["version"]
    files = [_describe_file(row, lead=lead) for row in scheduled]
    reasons = find_reasons(files, recipient=to, at=at, version=version)
    items: dict[int, list[ScheduledItem]] = {row["pk"]: [] for row in rows}
    for row, reason in zip(scheduled, reasons, strict=True):
        items[row["pk"]].append(_make_item(row, reason=reason, lead=lead))
    screen_rows = {row["pk"]: row for row in rows}
    return [_make_schedule(row, items=items[pk], at=at) for pk, row in screen_rows.items()]


def _make_schedule(row: Row, *, items: list[ScheduledItem], at: datetime) -> Schedule:
    zone = find_zone(name=row["time_zone"] or row["own_zone"] or "", country=row["own_country"] or "")
    panel = Panel(
        key=str(row["key"]),
        name=row["name"],
        format=row["format"],
        is_active=row["is_active"],
        time_zone=zone.key if zone else settings.TIME_ZONE,
    )
    return Schedule(
        screen_id=row["pk"],
        panel=panel,
        items=tuple(items),
        at=at,
        last_contact_at=row["last_contact_at"],
        held_etag=row["held_etag"],
    )


def _describe_file(row: Row, *, lead: timedelta) -> OutgoingFile:
    poster = Poster(**{name: row[f"assignments__poster_file__poster__{name}"] for name in _POSTER})
    times = {name: row[f"assignments__{name}"] for name in ("starts_at", "ends_at")}
    return describe(poster, valid_from=times["starts_at"] - lead, valid_until=times["ends_at"])


def _make_item(row: Row, *, reason: Reason | None, lead: timedelta) -> ScheduledItem:
    assignment = {name: row[f"assignments__{name}"] for name in _ASSIGNMENT}
    removed = assignment.pop("removed_at") is not None
    hours = tuple((begin, end) for begin, end in assignment.pop("hours"))
    return ScheduledItem(
        id=assignment.pop("pk"),
        title=row["assignments__poster_file__poster__title"],
        language=row["assignments__poster_file__poster__language"],
        hours=hours,
        fetchable_at=assignment["starts_at"] - lead,
        withheld=REMOVED if removed else reason.value if reason else "",
        **assignment,
        **{name: row[f"assignments__poster_file__{name}"] for name in _FILE},
    )
