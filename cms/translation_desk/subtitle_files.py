"""Subtitles as WebVTT or SRT files: exported, and imported as a draft.

The file of a translation is matched with the source's cues by time. One fault in it, and nothing is imported.
"""

from html import unescape

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
from cms.subtitles.foreign_markup import TrackNotice, drop_positions
from cms.subtitles.matching import match_cues
from cms.subtitles.srt import write_srt
from cms.subtitles.track_texts import read_texts
from cms.subtitles.tracks import convert_track, decode, read_track, take_track
from cms.users.models import User
from cms.users.roles import Capability

FIELD = "subtitles"


class TrackFormat(models.TextChoices):
    WEBVTT = "vtt", "WebVTT"
    SRT = "srt", "SRT"


def write_file(*, track: str, file_format: str) -> bytes:
    """Return the track as a file, with facts as tokens; raise ``TrackRefused`` if SRT can't be written."""
    if file_format == TrackFormat.SRT:
        return write_srt(read_track(track)).encode()
    return track.encode()


def get_track(*, source: SourceText, page: FilmPage | None) -> str:
    """Return the source's track, or the latest draft of the translation's with the source's cues."""
    if page is None:
        return source.page.subtitles
    return follow(source=source.page, target=get_draft(page)).subtitles


def import_translation(
    *, page: FilmPage, source: SourceText, data: bytes, base_revision_id: int, base_moment: str = "", by: User
) -> list[TrackNotice]:
    """Save a file's texts as a new draft of the translation, and return what became of its markup.

    Raise ``TrackRefused`` or ``SavedMeanwhile``.
    """
    taken = take_track(decode(data))
    texts = match_cues(taken.cues, source=source.page.subtitles, name=FIELD)
    known = dict(read_texts(get_track(source=source, page=page), FIELD))
    changed = {path: text for path, text in texts.items() if unescape(text) != unescape(known.get(path, ""))}
    save_translation(page=page, texts=changed, base_revision_id=base_revision_id, base_moment=base_moment, by=by)
    return drop_positions(taken.notices)


@transaction.atomic
def import_source(
    *, page: FilmPage, data: bytes, base_revision_id: int, base_moment: str = "", by: User
) -> list[TrackNotice]:
    """Save a file as the source's track, in a new draft, and return what became of its markup.

    ``base_moment`` tells an autosave, which rewrites a revision in place, from the revision that was seen. Raise
    ``TrackRefused`` or ``DeskRefusal``.
    """
    require(by, Capability.WRITE_SOURCE)
    track, notices = convert_track(decode(data))
    locked = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if not _is_newest(locked.latest_revision, base_revision_id, base_moment):
        text = _("Another person saved this film while you had it open. Nothing was changed: look at it and try again.")
        raise DeskRefusal("saved_meanwhile", text)
    if locked.locked_by_id not in (None, by.pk):
        raise PermissionDenied
    draft = get_draft(page)
    setattr(draft, FIELD, track)
    draft.save_revision(user=by, clean=False, log_action=True)
    return notices


def _is_newest(latest: Revision | None, base_revision_id: int, base_moment: str) -> bool:
    if latest is None or latest.pk != base_revision_id:
        return False
    return not base_moment or latest.created_at.isoformat() == base_moment
