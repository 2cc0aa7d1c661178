"""Proof of play: batches reported by players. A play reported late or twice is counted once.

Each play has its own fate. One that can't be true, or of a file that was to be taken down by then, isn't counted: it is
kept beside the plays with the reason, and told to the operator and the desk (``alarms``).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outreach.posters.models import LoopFile, PosterFile
from outreach.screens.models import Play, RefusedPlay, ScreenAssignment
from outreach.screens.play_faults import PlayFault

LARGEST_BATCH = 1_000
CLOCK_MAY_DIFFER = timedelta(minutes=10)
"""Of a player's clock; also the time that a player has to notice that a file must come down."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""Clocks that aren't set begin in 1, 1970, 1980 or 2000."""


@dataclass(frozen=True)
class PlayReport:
    """One play as reported by the player."""

    play_id: uuid.UUID
    sha256: str
    started_at: datetime
    seconds: int


@dataclass(frozen=True)
class RecordedPlays:
    """Number of new plays (``counted``), of plays reported before (``known``), and the faults of others by index."""

    counted: int
    known: int
    refused: dict[int, PlayFault]


@dataclass(frozen=True)
class ScheduledTimes:
    """The times of a file on a screen: since when it exists, when it might be shown, when it had to be taken down."""

    poster_file_id: int | None
    loop_file_id: int | None
    made_at: datetime
    spans: tuple[tuple[datetime, datetime], ...]
    taken_down_at: datetime | None

    def find_fault(self, moment: datetime) -> PlayFault | None:
        if moment < self.made_at - CLOCK_MAY_DIFFER:
            return PlayFault.BEFORE_FILE
        if self.taken_down_at is not None and moment > self.taken_down_at + CLOCK_MAY_DIFFER:
            return PlayFault.WITHDRAWN
        near = (begin - CLOCK_MAY_DIFFER <= moment < end + CLOCK_MAY_DIFFER for begin, end in self.spans)
        return None if any(near) else PlayFault.NOT_SCHEDULED


def record_plays(*, screen_id: int, reports: Sequence[PlayReport], at: datetime) -> RecordedPlays:
    """Write the plays, and apart from them those that aren't counted. Repeating a batch changes nothing."""
    scheduled = _read_schedule(screen_id)
    faults = {index: _find_fault(report, scheduled=scheduled, at=at) for index, report in enumerate(reports)}
    refused = {index: fault for index, fault in faults.items() if fault}
    _write_refused({reports[index]: fault for index, fault in refused.items()}, scheduled, screen_id=screen_id, at=at)
    good = [report for index, report in enumerate(reports) if index not in refused]
    wanted = {report.play_id: report for report in reversed(good)}
    known = set(Play.objects.filter(screen_id=screen_id, play_id__in=wanted).values_list("play_id", flat=True))
    new = [report for report in wanted.values() if report.play_id not in known]
    Play.objects.bulk_create(
        [
            Play(
                screen_id=screen_id,
                play_id=report.play_id,
                poster_file_id=scheduled[report.sha256].poster_file_id,
                loop_file_id=scheduled[report.sha256].loop_file_id,
                started_at=report.started_at,
                seconds=report.seconds,
                received_at=at,
            )
            for report in new
        ],
        # The same plays may be reported at the same time.
        ignore_conflicts=True,
    )
    return RecordedPlays(counted=len(new), known=len(good) - len(new), refused=refused)


def _read_schedule(screen_id: int) -> dict[str, ScheduledTimes]:
    rows = ScreenAssignment.objects.filter(screen_id=screen_id).order_by("pk")
    files = rows.select_related("poster_file__poster", "loop_file__loop")
    by_file: dict[str, list[ScreenAssignment]] = {}
    for row in files.prefetch_related("loop_file__loop__parts__poster"):
        by_file.setdefault(row.file.sha256, []).append(row)
    return {sha256: _get_times(found) for sha256, found in by_file.items()}


def _get_times(rows: list[ScreenAssignment]) -> ScheduledTimes:
    last = rows[-1]
    removed = [row.removed_at for row in rows]
    last_removed = None if None in removed else max(moment for moment in removed if moment is not None)
    made_at, ended_at = _get_life(last.file)
    ends = [moment for moment in (last_removed, ended_at) if moment is not None]
    spans = tuple((row.starts_at, min(row.ends_at, row.removed_at or row.ends_at)) for row in rows)
    return ScheduledTimes(last.poster_file_id, last.loop_file_id, made_at, spans, min(ends, default=None))


def _get_life(file: PosterFile | LoopFile) -> tuple[datetime, datetime | None]:
    """Return when the file was made, and when it ended: a loop ends with the first of its posters."""
    made = file.poster if isinstance(file, PosterFile) else file.loop
    shown = [file.poster] if isinstance(file, PosterFile) else [part.poster for part in file.loop.parts.all()]
    ends = [poster.ended_at for poster in shown if poster.ended_at is not None]
    return made.released_at or made.requested_at, min(ends, default=None)


def _find_fault(report: PlayReport, *, scheduled: dict[str, ScheduledTimes], at: datetime) -> PlayFault | None:
    if report.sha256 not in scheduled:
        return PlayFault.UNKNOWN_FILE
    if report.started_at < EARLIEST:
        return PlayFault.CLOCK_UNSET
    if report.started_at > at + CLOCK_MAY_DIFFER:
        return PlayFault.FUTURE
    return scheduled[report.sha256].find_fault(report.started_at)


def _write_refused(
    refused: dict[PlayReport, PlayFault], scheduled: dict[str, ScheduledTimes], *, screen_id: int, at: datetime
) -> None:
    if not refused:
        return
    rows = [
        RefusedPlay(
            screen_id=screen_id,
            play_id=report.play_id,
            sha256=report.sha256,
            **_name_file(scheduled.get(report.sha256)),
            started_at=report.started_at,
            seconds=report.seconds,
            fault=fault,
            received_at=at,
        )
        for report, fault in refused.items()
    ]
    RefusedPlay.objects.bulk_create(rows, ignore_conflicts=True)


def _name_file(times: ScheduledTimes | None) -> dict[str, int | None]:
    return {"poster_file_id": times.poster_file_id, "loop_file_id": times.loop_file_id} if times else {}
