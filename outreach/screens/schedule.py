"""Schedule of a screen: adding and removing files, and building the manifest."""

import math
import uuid
from dataclasses import dataclass, replace
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
from outreach.posters.models import LoopFile, PosterFile
from outreach.posters.outgoing import describe
from outreach.screens.fitting import SchedulingRefused, require_fitting
from outreach.screens.hours import Hours
from outreach.screens.keys import has_token, read_prefix
from outreach.screens.manifest import Manifest, Panel, ScheduledItem, build_manifest
from outreach.screens.models import ApiKey, Screen, ScreenAssignment
from outreach.screens.scheduled_rows import COLUMNS, ORDER, ScheduledRow, read_scheduled

REMOVED = "removed"
LEAD = timedelta(days=2)
"""How long before its time a player may fetch a file, for screens that are offline at times."""
LONGEST_SECONDS = 600
LARGEST_SHARE = 20


@dataclass(frozen=True)
class Showing:
    """The way in which a file is shown: its time, hours of the day, weight, priority, and place in the order."""

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
    require_fitting(screen=screen, file=poster_file, at=at)
    require_possible(showing, at=at)
    made = {"assigned_at": at, "assigned_by_key": by_key}
    return _create(screen=screen, poster_file=poster_file, is_emergency=is_emergency, **made, **vars(showing))


def assign_loop(
    *, screen: Screen, loop_file: LoopFile, showing: Showing, by_key: str, at: datetime
) -> ScreenAssignment:
    """Schedule a released film of a loop on the screen, and return the assignment.

    It is shown to its end each time, so that every code in it is seen long enough: for more seconds than were asked
    for, if need be. Raise ``SchedulingRefused`` as ``assign`` does.
    """
    require_fitting(screen=screen, file=loop_file, at=at)
    whole = replace(showing, seconds=math.ceil(max(showing.seconds, 1) / loop_file.seconds) * loop_file.seconds)
    require_possible(whole, at=at)
    return _create(screen=screen, loop_file=loop_file, assigned_at=at, assigned_by_key=by_key, **vars(whole))


def _create(**fields: Any) -> ScreenAssignment:
    try:
        with transaction.atomic():
            return ScreenAssignment.objects.create(**fields)
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


def get_schedule_for_token(*, key: uuid.UUID, token: str, at: datetime) -> tuple[ApiKey, Schedule] | None:
    """Return the player's key and the schedule of its screen, in the one query of ``get_schedule``.

    None if the token isn't that of a key for this screen. The key may be revoked or expired.
    """
    found = ApiKey.objects.filter(prefix=read_prefix(token))
    columns = {f"player_{name}": Subquery(found.values(name)[:1]) for name in _KEY}
    screens = Screen.objects.filter(key=key, organisation_key=Subquery(found.values("organisation_key")[:1]))
    rows = _read_rows(screens.annotate(**columns), extra=tuple(columns))
    if not rows:
        return None
    names = {name: rows[0][f"player_{name}"] for name in _KEY}
    player = ApiKey(**names)
    if player.screen_id not in {None, rows[0]["pk"]} or not has_token(player, token):
        return None
    if player.screen_id:
        player.screen = Screen(pk=rows[0]["pk"], key=rows[0]["key"])
    (schedule,) = _make_schedules(rows, at=at, lead=LEAD)
    return player, schedule


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


_KEY = ("pk", "organisation_key", "screen_id", "name", "prefix", "digest", "expires_at", "revoked_at")


def _read(screens: QuerySet[Screen], *, at: datetime, lead: timedelta) -> list[Schedule]:
    return _make_schedules(_read_rows(screens), at=at, lead=lead)


def _read_rows(screens: QuerySet[Screen], *, extra: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    operator = Organisation.objects.filter(key=OuterRef("organisation_key"))
    known = screens.annotate(
        is_open=Exists(operator.filter(is_active=True)),
        own_zone=Subquery(operator.values("time_zone")[:1]),
        own_country=Subquery(operator.values("country")[:1]),
        version=make_version_expression(),
    )
    return list(known.order_by("format", "name", "pk", *ORDER).values(*_SCREEN, *COLUMNS, *extra))


def _make_schedules(rows: list[dict[str, Any]], *, at: datetime, lead: timedelta) -> list[Schedule]:
    if not rows:
        return []
    scheduled = read_scheduled(rows)
    to, version = Recipient(is_active=rows[0]["is_open"]), rows[0]["version"]
    files = [file for row in scheduled for file in _describe_files(row, lead=lead)]
    reasons = iter(find_reasons(files, recipient=to, at=at, version=version))
    items: dict[int, list[ScheduledItem]] = {row["pk"]: [] for row in rows}
    for row in scheduled:
        # A loop may be shown for as long as each of its posters may.
        withheld = [reason for _poster in row.posters if (reason := next(reasons))]
        items[row.screen_id].append(_make_item(row, reason=next(iter(withheld), None), lead=lead))
    screen_rows = {row["pk"]: row for row in rows}
    return [_make_schedule(row, items=items[pk], at=at) for pk, row in screen_rows.items()]


def _make_schedule(row: dict[str, Any], *, items: list[ScheduledItem], at: datetime) -> Schedule:
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


def _describe_files(row: ScheduledRow, *, lead: timedelta) -> list[OutgoingFile]:
    times = row.assignment
    return [
        describe(poster, valid_from=times["starts_at"] - lead, valid_until=times["ends_at"]) for poster in row.posters
    ]


def _make_item(row: ScheduledRow, *, reason: Reason | None, lead: timedelta) -> ScheduledItem:
    assignment = dict(row.assignment)
    removed = assignment.pop("removed_at") is not None
    hours = tuple((begin, end) for begin, end in assignment.pop("hours"))
    ends = [poster.valid_until for poster in row.posters if poster.valid_until]
    assignment["ends_at"] = min([assignment["ends_at"], *ends])
    return ScheduledItem(
        id=assignment.pop("pk"),
        title=row.posters[0].title,
        languages=tuple(poster.language for poster in row.posters),
        hours=hours,
        fetchable_at=assignment["starts_at"] - lead,
        withheld=REMOVED if removed else reason.value if reason else "",
        **assignment,
        **row.file,
    )
