"""How much a change of a source weighs, and what may not be declared a change of wording only."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cms.approvals.models import Approval, ChangeLevel, Submission
from cms.core.publication import PublicationRefused, Refusal
from cms.quality_checks.fact_check import check_facts
from cms.segments.page_links import list_links
from cms.segments.segment import Segment, SegmentKind, from_snapshot
from translations.languages import SOURCE


class ChangeLevelRefused(PublicationRefused):
    """The change can't be declared so; nothing was written."""

    def __init__(self, text: str) -> None:
        super().__init__([Refusal("change_level", text)])


def get_earlier(submission: Submission) -> Approval | None:
    """Return what was approved last before this text, whatever became of it: a weight is measured from it."""
    same = Approval.objects.filter(translation_key=submission.translation_key, language=submission.language)
    return same.exclude(submission=submission).order_by("-approved_at", "-pk").first()


def require_change_level(*, submission: Submission, change_level: ChangeLevel) -> None:
    """Raise ``ChangeLevelRefused`` unless the submitted text may be declared a change of this weight.

    Only wording that stays in its place, with every number, date and name, is a change of wording: a translation
    that lacks a new paragraph, or shows an old telephone number, must not pass for up to date.
    """
    if change_level == ChangeLevel.SUBSTANTIVE:
        return
    earlier = get_earlier(submission)
    if submission.language != SOURCE or earlier is None:
        raise ChangeLevelRefused(_("Only a change of a Vietnamese text that was approved before has a weight."))
    if change_level == ChangeLevel.EDITORIAL:
        _require_same_content(from_snapshot(earlier.snapshot), from_snapshot(submission.snapshot))


def _require_same_content(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> None:
    if _get_frame(before) != _get_frame(after):
        raise ChangeLevelRefused(
            _("A paragraph, image, file, link or contact came or went, so this is not a change of wording only.")
        )
    lost = check_facts(source=before, target=after, language=SOURCE)
    new = check_facts(source=after, target=before, language=SOURCE)
    if findings := (*lost, *new):
        text = _("“%(fact)s” differs from the text approved before, so this is not a change of wording only.")
        raise ChangeLevelRefused(text % {"fact": findings[0].fact})


def _get_frame(segments: Iterable[Segment]) -> list[tuple[str, list[str]]]:
    """Return the order of the texts, each with where its links lead, and the choices with what was chosen."""
    return [
        (segment.path, [segment.text] if segment.kind == SegmentKind.CHOICE else list_links(segment.text))
        for segment in segments
    ]
