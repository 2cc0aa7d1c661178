"""Proof of play: batches reported by players. A play reported late or twice is counted once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from outreach.screens.models import Play, ScreenAssignment

LARGEST_BATCH = 1_000
CLOCK_MAY_BE_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class PlayReport:
    """One play as reported by the player."""

    play_id: uuid.UUID
    sha256: str
    started_at: datetime
    seconds: int


@dataclass(frozen=True)
class RecordedPlays:
    """Number of new plays (``counted``) and of plays reported before, in this batch or another (``known``)."""

    counted: int
    known: int


class PlaysRefused(Exception):
    """The batch was refused and nothing was written; ``reasons`` says why, by the index of the play."""

    def __init__(self, reasons: dict[int, str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{index}: {reason}" for index, reason in reasons.items()))


def record_plays(*, screen_id: int, reports: Sequence[PlayReport], at: datetime) -> RecordedPlays:
    """Write the whole batch, or raise ``PlaysRefused`` and write nothing. Repeating it changes nothing."""
    files = dict(
        ScreenAssignment.objects.filter(screen_id=screen_id).values_list("poster_file__sha256", "poster_file_id")
    )
    reasons = {
        index: reason for index, report in enumerate(reports) if (reason := _find_fault(report, files=files, at=at))
    }
    if reasons:
        raise PlaysRefused(reasons)
    wanted = {report.play_id: report for report in reversed(reports)}
    known = set(Play.objects.filter(screen_id=screen_id, play_id__in=wanted).values_list("play_id", flat=True))
    new = [report for report in wanted.values() if report.play_id not in known]
    Play.objects.bulk_create(
        [
            Play(
                screen_id=screen_id,
                play_id=report.play_id,
                poster_file_id=files[report.sha256],
                started_at=report.started_at,
                seconds=report.seconds,
                received_at=at,
            )
            for report in new
        ],
        # The same plays may be reported at the same time.
        ignore_conflicts=True,
    )
    return RecordedPlays(counted=len(new), known=len(reports) - len(new))


def _find_fault(report: PlayReport, *, files: dict[str, int], at: datetime) -> str:
    if report.sha256 not in files:
        return _("No file with this SHA-256 was ever on this screen.")
    if report.started_at > at + CLOCK_MAY_BE_AHEAD:
        return _("This play is in the future; the player's clock is wrong.")
    return ""
