"""The level of a source's change, and which changes are more than editorial."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cms.approvals.models import Approval, ChangeLevel, Submission
from cms.core.correction_kinds import CORRECTION_KIND, CorrectionKind
from cms.core.publication import PublicationRefused, Refusal
from cms.quality_checks.fact_check import check_facts
from cms.segments.page_links import list_links
from cms.segments.segment import Segment, SegmentKind, from_snapshot
from translations.languages import SOURCE


class ChangeLevelRefused(PublicationRefused):
    """The change can't have the chosen level; nothing was written."""

    def __init__(self, text: str) -> None:
        super().__init__([Refusal("change_level", text)])


def get_last_approval(submission: Submission) -> Approval | None:
    """Return the newest other approval in this language, even if withdrawn since; the change is measured from it."""
    same = Approval.objects.filter(translation_key=submission.translation_key, language=submission.language)
    return same.exclude(submission=submission).order_by("-approved_at", "-pk").first()


def suggest_change_level(submission: Submission) -> ChangeLevel:
    """Return the level that fits what the editor called the change; the approver decides."""
    suggested = {CorrectionKind.MINOR: ChangeLevel.EDITORIAL, CorrectionKind.PUBLIC: ChangeLevel.MAJOR}
    return suggested.get(_read_kind(submission), ChangeLevel.SUBSTANTIVE)


def describe_correction(submission: Submission) -> str:
    """Return what the editor called the change, in words; nothing if they called it no correction."""
    kind = _read_kind(submission)
    return "" if kind == CorrectionKind.NONE else str(kind.label)


def require_change_level(*, submission: Submission, change_level: ChangeLevel) -> None:
    """Raise ``ChangeLevelRefused`` unless the change of the submitted text may have this level.

    An editorial change keeps every text in its place, with every number, date and name. Otherwise a translation that
    lacks a new paragraph, or shows an old telephone number, would count as up to date.
    """
    if change_level == ChangeLevel.SUBSTANTIVE:
        return
    earlier = get_last_approval(submission)
    if submission.language != SOURCE or earlier is None:
        raise ChangeLevelRefused(
            _("Only a source that was approved before can have this level. Choose “a change of meaning”.")
        )
    if change_level == ChangeLevel.EDITORIAL:
        _require_same_content(from_snapshot(earlier.snapshot), from_snapshot(submission.snapshot))


def _require_same_content(before: tuple[Segment, ...], after: tuple[Segment, ...]) -> None:
    if _get_structure(before) != _get_structure(after):
        raise ChangeLevelRefused(
            _(
                "A paragraph, image, file, link, contact or choice was added, removed, moved or changed, "
                "so this isn't only a change of wording. Choose another level."
            )
        )
    lost = check_facts(source=before, target=after, language=SOURCE)
    new = check_facts(source=after, target=before, language=SOURCE)
    if findings := (*lost, *new):
        text = _(
            "“%(fact)s” differs from the text approved before, "
            "so this isn't only a change of wording. Choose another level."
        )
        raise ChangeLevelRefused(text % {"fact": findings[0].fact})


def _read_kind(submission: Submission) -> CorrectionKind:
    content = submission.revision.content if submission.revision else {}
    return CorrectionKind(content.get(CORRECTION_KIND, CorrectionKind.NONE))


def _get_structure(segments: Iterable[Segment]) -> list[tuple[str, list[str]]]:
    """Return the paths in order, each with the links of its text, or with the value of a choice."""
    return [
        (segment.path, [segment.text] if segment.kind == SegmentKind.CHOICE else list_links(segment.text))
        for segment in segments
    ]
