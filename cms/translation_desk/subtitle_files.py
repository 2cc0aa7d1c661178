"""Subtitles out as a WebVTT or SRT file, and a file taken in: as a draft, never live.

A file of a translation is matched with the source's cues by time. The source's times stay; a cue of the source that has
several in the file is divided at theirs. What doesn't match changes nothing, and is named by its line.
"""

from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.approvals.drafts import get_draft
from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.approvals.translation_drafts import SourceText, save_translation
from cms.films.models import FilmPage
from cms.segments.page_segments import follow
from cms.subtitles.cues import CueTiming, read_cues, read_timings
from cms.subtitles.tracks import Cue, TrackFault, TrackRefused, decode, read_track, to_webvtt, write_srt, write_time
from cms.users.models import User
from cms.users.roles import Capability

FIELD = "subtitles"
LEEWAY = 500
"""Milliseconds by which a file's cue may begin or end apart from the source's."""


class TrackFormat(models.TextChoices):
    WEBVTT = "vtt", "WebVTT"
    SRT = "srt", "SRT"


def write_file(*, track: str, file_format: str) -> bytes:
    """Return the track as a file, facts as tokens; raise ``TrackRefused`` for an SRT of what can't be read."""
    if file_format == TrackFormat.SRT:
        return write_srt(read_track(track)).encode()
    return track.encode()


def get_track(*, source: SourceText, page: FilmPage | None) -> str:
    """Return the source's track, or the translation's as it is saved, with the source's cues."""
    if page is None:
        return source.page.subtitles
    return follow(source=source.page, target=get_draft(page)).subtitles


def take_in(
    *, page: FilmPage, source: SourceText, data: bytes, base_revision_id: int, base_moment: str = "", by: User
) -> Revision:
    """Save a file's words as a new draft of the translation; raise ``TrackRefused`` or ``SavedMeanwhile``."""
    texts = match_track(source=source.page.subtitles, data=data)
    known = dict(read_cues(get_track(source=source, page=page), FIELD))
    changed = {path: text for path, text in texts.items() if unescape(text) != unescape(known.get(path, ""))}
    return save_translation(page=page, texts=changed, base_revision_id=base_revision_id, base_moment=base_moment, by=by)


@transaction.atomic
def take_in_source(*, page: FilmPage, data: bytes, base_revision_id: int, by: User) -> Revision:
    """Save a file as the source's track, in a new draft; raise ``TrackRefused`` or ``DeskRefusal``."""
    require(by, Capability.WRITE_SOURCE)
    track = to_webvtt(decode(data))
    locked = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if locked.latest_revision_id != base_revision_id:
        text = _("Another person saved this film while you had it open. Nothing was changed: look at it and try again.")
        raise DeskRefusal("saved_meanwhile", text)
    if locked.locked_by_id not in (None, by.pk):
        raise PermissionDenied
    draft = get_draft(page)
    setattr(draft, FIELD, track)
    return draft.save_revision(user=by, clean=False, log_action=True)


def match_track(*, source: str, data: bytes) -> dict[str, str]:
    """Return the file's words by the paths of the source's cues; raise ``TrackRefused``."""
    cues = read_track(decode(data))
    timings = {path: _join(parts) for path, parts in read_timings(source, FIELD).items()}
    found: dict[str, list[Cue]] = defaultdict(list)
    faults = []
    for cue in cues:
        path = max(timings, key=lambda path: _overlap(cue, timings[path]), default="")
        if path and 2 * _overlap(cue, timings[path]) >= cue.end - cue.start:
            found[path].append(cue)
        else:
            faults.append(TrackFault(cue.line, _("The source has no subtitle at this time code.")))
    for path, whole in timings.items():
        faults += _find_faults(found.get(path, []), whole)
    if faults:
        raise TrackRefused(faults)
    return {path: _write_text(parts) for path, parts in found.items()}


def _join(parts: tuple[CueTiming, ...]) -> tuple[int, int]:
    return round(parts[0].start * 1000), round(parts[-1].end * 1000)


def _overlap(cue: Cue, whole: tuple[int, int]) -> int:
    return min(cue.end, whole[1]) - max(cue.start, whole[0])


def _find_faults(parts: list[Cue], whole: tuple[int, int]) -> Iterator[TrackFault]:
    start, end = whole
    if not parts:
        text = _("The file has no subtitle for the source's from %(start)s to %(end)s.")
        yield TrackFault(0, text % {"start": write_time(start), "end": write_time(end)})
    elif abs(parts[0].start - start) > LEEWAY or abs(parts[-1].end - end) > LEEWAY:
        text = _("The source's subtitle stands from %(start)s to %(end)s: its time is divided here, not moved.")
        yield TrackFault(parts[0].line, text % {"start": write_time(start), "end": write_time(end)})
    for earlier, later in pairwise(parts):
        if later.start < earlier.end:
            yield TrackFault(later.line, _("The subtitle begins before the one above it has ended."))


def _write_text(parts: list[Cue]) -> str:
    lines = [parts[0].text]
    for earlier, later in pairwise(parts):
        times = dict.fromkeys([write_time(earlier.end), write_time(later.start)])
        lines += [" ".join(["//", *times]), later.text]
    return "\n".join(lines)
