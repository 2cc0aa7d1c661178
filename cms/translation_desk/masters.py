"""Whether a film still shows the picture that its subtitles were approved beside.

The picture isn't part of the text: its digest is written down beside the approval, so that another master makes no live
page differ from what was approved. It makes the subtitles out of date until they are approved again.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.models import BasePage
from cms.films.originals import Original, choose_original, get_original
from cms.media.models import FilmMaster
from cms.translation_desk.drafts import get_language
from cms.translation_desk.models import Approval
from cms.translation_desk.segments import Segment, SegmentKind


def find_master(*, page: BasePage, segments: Iterable[Segment]) -> str:
    """Return the digest of the picture that the page's subtitles stand beside; empty without subtitles or picture."""
    if not any(segment.kind == SegmentKind.CUE for segment in segments):
        return ""
    original = get_original(page.translation_key, language=get_language(page))
    return original.sha256 if original else ""


def find_change(*, originals: Iterable[Original], language: str, approved_beside: str) -> Original | None:
    """Return the picture that the film shows instead of the one the text was approved beside, or None.

    Where none is on record there is nothing to compare; nor is there once the film has no picture any more.
    """
    current = choose_original(originals, language=language) if approved_beside else None
    return current if current is not None and current.sha256 != approved_beside else None


def find_reason(*, page: BasePage, approval: Approval | None) -> str:
    """Say why the page's subtitles are out of date by their picture; empty if they aren't."""
    if approval is None or not approval.master_sha256:
        return ""
    original = get_original(page.translation_key, language=approval.language)
    change = find_change(
        originals=[original] if original else [], language=approval.language, approved_beside=approval.master_sha256
    )
    return explain(change.since) if change else ""


def explain(since: datetime | None) -> str:
    """Say to the desk's people why the subtitles are out of date."""
    if since is None:
        return _("The film's master was changed. The subtitles were approved beside the one before.")
    text = _("The film's master was changed on %(day)s. The subtitles were approved beside the one before.")
    return text % {"day": f"{timezone.localtime(since):%d/%m/%Y}"}


def get_shots(translation_key: UUID, *, language: str) -> tuple[float, ...]:
    """Return the seconds at which the picture beside the subtitles cuts; none where nobody has looked yet."""
    original = get_original(translation_key, language=language)
    master = FilmMaster.objects.filter(pk=original.master_id).first() if original else None
    return tuple(master.shots or ()) if master else ()
