"""Requirements of a submission: each raises a refusal with a sentence for the person who submits the text."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.models import Approval
from cms.approvals.publishing import WHEN_DUE
from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.core.correction_kinds import CorrectionKind
from cms.core.corrections import find_removed, find_rewritten, has_new
from cms.core.models import OF_THE_ROW, BasePage
from cms.core.publication import PublicationRefused, find_refusals
from cms.facts.verification import find_newly_used_lapsed
from cms.media.models import FileUse
from cms.media.rights import find_unrecorded, find_unusable
from cms.media.usage import FileRef, find_files
from cms.quality_checks.contact_check import list_contact_findings
from cms.quality_checks.registry import check_translation
from cms.segments.segment import Segment, from_snapshot, get_texts
from translations.languages import SOURCE

PLACEHOLDERS = frozenset({"contact.placeholder", "fact.malformed"})
"""Codes of refusals that only a change of the text or of its contacts can mend."""


def require_valid(draft: BasePage) -> None:
    """Raise ``DeskRefusal`` unless the draft could be published; an unfinished draft can be saved, not submitted."""
    try:
        draft.full_clean(exclude=OF_THE_ROW)
    except ValidationError as error:
        raise DeskRefusal(
            "invalid", _("The text isn't complete: %(errors)s") % {"errors": " ".join(error.messages)}
        ) from error


def require_licensed(draft: BasePage, *, at: datetime) -> None:
    """Raise ``DeskRefusal`` for a picture or film that may not be shown, or whose rights aren't recorded.

    Not for one that the live page used already: there it isn't shown any more, and must not prevent a correction.
    """
    used = FileUse.objects.filter(page_id=draft.pk).values_list("kind", "object_id")
    added = find_files(draft) - {FileRef(kind, key) for kind, key in used}
    if titles := find_unusable(added, on=timezone.localdate(at)):
        text = _(
            "These pictures or films may not be shown, because the right has ended, is for some countries only, or "
            "those shown don't agree: %(titles)s. Choose others, or have the record of their rights corrected."
        )
        raise DeskRefusal("rights", text % {"titles": ", ".join(f"“{title}”" for title in titles)})
    if records := find_unrecorded(added):
        text = _(
            "The rights to these pictures or films aren't recorded yet: %(records)s. Open each in the library of "
            "pictures or under “Film files”, record what is missing, and submit again."
        )
        raise DeskRefusal("rights_record", text % {"records": ", ".join(map(str, records))})


def require_corrections(draft: BasePage, language: str) -> None:
    """Raise ``DeskRefusal`` if a correction that was public is gone or rewritten.

    A translation has the corrections of its source. Its words can be mended: they may be wrong where the source's are
    right.
    """
    if language != SOURCE:
        return
    if removed := find_removed(draft):
        text = _("The correction of %(day)s was removed. What was corrected stays in the list: put it back.")
        raise DeskRefusal("correction", text % {"day": f"{timezone.localtime(removed[0]):%d/%m/%Y}"})
    if rewritten := find_rewritten(draft, public=_read_public_corrections(draft)):
        text = _(
            "The correction of %(day)s reads otherwise than it did in public. What was corrected stays in the list as "
            "it was: put its words back, and add a new correction below it."
        )
        raise DeskRefusal("correction", text % {"day": f"{timezone.localtime(rewritten[0]):%d/%m/%Y}"})
    _require_kind(draft)


def _require_kind(draft: BasePage) -> None:
    """Refuse a draft of which the editor says something else than its list of corrections does."""
    kind = getattr(draft, "correction_kind", CorrectionKind.NONE)
    if kind == CorrectionKind.PUBLIC and not has_new(draft):
        text = _(
            "You called this a public correction. Add an entry under “Corrections” that says what was wrong and what "
            "is right now; or call the change a minor correction."
        )
        raise DeskRefusal("correction", text)
    if kind == CorrectionKind.MINOR and has_new(draft):
        text = _(
            "You called this a minor correction, but there is a new entry under “Corrections”. Call it a public one; "
            "or remove the entry."
        )
        raise DeskRefusal("correction", text)


def _read_public_corrections(draft: BasePage) -> dict[str, str]:
    """Return the corrections by their identities as they were public last, even if that was withdrawn."""
    published = Approval.objects.of(draft).filter(published_at__isnull=False).order_by("-pk")
    snapshot = published.values_list("snapshot", flat=True).first() or []
    found = ((*segment.path.partition("."), segment.text) for segment in from_snapshot(snapshot))
    return {key: text for field, _dot, key, text in found if field == "corrections"}


def require_no_placeholder(draft: BasePage) -> None:
    """Raise ``PublicationRefused`` for each placeholder: no approver could approve the text."""
    refusals = [found for found in find_refusals(draft, without=WHEN_DUE) if found.code in PLACEHOLDERS]
    if refusals:
        raise PublicationRefused(refusals)


def require_complete(segments: tuple[Segment, ...], source: Approval | None) -> None:
    written = {segment.path for segment in segments if segment.text.strip()}
    missing = [text for text in get_texts(from_snapshot(source.snapshot if source else [])) if text.path not in written]
    if missing:
        text = _("%(count)s texts aren't translated yet, the first of them: “%(text)s”.")
        raise DeskRefusal("incomplete", text % {"count": len(missing), "text": missing[0].text[:80]})


def require_acceptable(segments: tuple[Segment, ...], source: Approval | None, language: str) -> None:
    """Raise ``FindingsRefused`` for errors that no reviewer may accept: a lost link, a typed telephone number."""
    if source is not None:
        found = check_translation(source=from_snapshot(source.snapshot), target=segments, language=language)
    else:
        found = list_contact_findings(segments, language=language)
    if broken := [finding for finding in found if finding.is_error and not finding.excusable]:
        raise FindingsRefused(broken)


def require_proven_contacts(draft: BasePage, page: BasePage) -> None:
    """Raise ``DeskRefusal`` if the draft uses a contact anew whose verification has lapsed."""
    today = timezone.localdate()
    lapsed = find_newly_used_lapsed(draft, public=page if page.live else None, today=today)
    if lapsed:
        text = _(
            "The verification of “%(name)s” has lapsed. Have it renewed in the register before you use the contact."
        )
        raise DeskRefusal("contact.lapsed", text % {"name": lapsed[0].name})
