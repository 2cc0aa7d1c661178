"""What comes back becomes a draft, segment by segment, and never takes another's place in silence.

An upload is taken whole or not at all. For each segment the file's text is compared with what went out and with what
stands at the desk now:

- empty, or marked as uncertain, or as it went out, or as it stands: nothing is taken;
- the source has changed since, or the segment is gone from it: a conflict;
- somebody changed the translation at the desk since: a conflict;
- otherwise it is taken.

An upload with a conflict changes nothing and shows both texts, unless the person asks for the rest to be taken; what is
in conflict stays as it stands at the desk then. A text of a conflict is brought over by hand, side by side.
"""

from dataclasses import dataclass, field
from functools import partial

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.approvals.status import find_source_pages
from cms.approvals.translation_drafts import (
    SourceText,
    find_translation,
    get_source_text,
    read_words,
    save_translation,
    start_translation,
)
from cms.core.models import BasePage
from cms.exchange import archive
from cms.exchange.documents import MOST_FAULTS, Document, ExchangeRefused, ImportFault, Unit, fingerprint
from cms.segments import inline_codes
from cms.segments.page_segments import Segment, get_max_length, get_texts
from cms.users.models import User
from cms.users.roles import Capability


class Reason(models.TextChoices):
    SOURCE_CHANGED = "source_changed", gettext_lazy("The source has changed since this was sent out.")
    SEGMENT_GONE = "segment_gone", gettext_lazy("The source no longer has this segment.")
    TRANSLATION_CHANGED = (
        "translation_changed",
        gettext_lazy("Somebody changed this translation at the desk meanwhile."),
    )


@dataclass(frozen=True)
class Conflict:
    """A text that isn't taken: what it was made from and what stands there now, its words and the desk's."""

    reason: Reason
    label: str
    source_then: str
    source_now: str
    text: str
    text_now: str
    line: int


@dataclass
class Plan:
    """What a document would change.

    ``left`` counts what is empty or uncertain in the file, ``same`` what is unchanged.
    """

    document: Document
    source: SourceText
    page: BasePage | None
    texts: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    left: int = 0
    same: int = 0


@dataclass(frozen=True)
class Outcome:
    """``taken`` is whether drafts were saved; if not, the plans say what stands against it, or that nothing is new."""

    plans: tuple[Plan, ...]
    taken: bool

    @property
    def has_conflicts(self) -> bool:
        return any(plan.conflicts for plan in self.plans)


@transaction.atomic
def take_back(*, name: str, data: bytes, by: User, leave_conflicts: bool = False) -> Outcome:
    """Save drafts of what has changed in the upload, or nothing.

    Raise ``ExchangeRefused`` with the faults, ``SavedMeanwhile`` if a draft is saved at this very moment, and
    ``PermissionDenied`` if the person may not translate into one of the languages.
    """
    documents = archive.read_upload(data, name=name)
    for document in documents:
        require(by, Capability.TRANSLATE, language=document.language)
    plans = tuple(make_plan(document) for document in documents)
    faults = [fault for plan in plans for fault in plan.faults]
    if faults:
        raise ExchangeRefused(faults[:MOST_FAULTS])
    outcome = Outcome(plans, taken=False)
    if outcome.has_conflicts and not leave_conflicts:
        return outcome
    changed = [plan for plan in plans if plan.texts]
    for plan in changed:
        _save(plan, by)
    return Outcome(plans, taken=bool(changed))


def make_plan(document: Document) -> Plan:
    """Compare the document with what stands at the desk now; raise ``ExchangeRefused`` if its item isn't here."""
    if not find_source_pages().filter(translation_key=document.item).exists():
        text = _(
            "This file belongs to an item that this desk doesn't have: to another campaign, or one that was deleted."
        )
        raise ExchangeRefused([ImportFault(document.file, text)])
    source = get_source_text(document.item)
    page = find_translation(document.item, document.language)
    plan = Plan(document, source, page)
    words = read_words(page, source) if page is not None else {}
    segments = {segment.path: segment for segment in get_texts(source.segments)}
    for unit in document.units:
        _judge(plan, unit, segments.get(unit.path), words.get(unit.path, ""))
    return plan


def _judge(plan: Plan, unit: Unit, segment: Segment | None, current: str) -> None:
    mark = partial(fingerprint, item=plan.document.item, language=plan.document.language, path=unit.path)
    brought, standing = mark(text=unit.target), mark(text=current)
    if not unit.target.strip():
        plan.left += 1
    elif brought in (standing, unit.target_print):
        plan.same += 1
    elif segment is None:
        plan.conflicts.append(_make_conflict(plan, Reason.SEGMENT_GONE, unit, segment, current))
    elif mark(text=segment.text) != unit.source_print:
        plan.conflicts.append(_make_conflict(plan, Reason.SOURCE_CHANGED, unit, segment, current))
    elif standing != unit.target_print:
        plan.conflicts.append(_make_conflict(plan, Reason.TRANSLATION_CHANGED, unit, segment, current))
    else:
        known = (segment.text, current)
        longest = get_max_length(plan.source.page, unit.path)
        text = inline_codes.find_fault(unit.target, kind=segment.kind, known=known, max_length=longest)
        if text is not None:
            plan.faults.append(ImportFault(plan.document.file, text, unit.line))
        plan.texts[unit.path] = unit.target.replace("\r\n", "\n")


def _make_conflict(plan: Plan, reason: Reason, unit: Unit, segment: Segment | None, current: str) -> Conflict:
    return Conflict(
        reason=reason,
        label=segment.label if segment is not None else unit.path,
        source_then=unit.source,
        source_now=segment.text if segment is not None else "",
        text=unit.target,
        text_now=current,
        line=unit.line,
    )


def _save(plan: Plan, by: User) -> None:
    document = plan.document
    try:
        page = plan.page or start_translation(translation_key=document.item, language=document.language, by=by)
    except DeskRefusal as refusal:
        raise ExchangeRefused([ImportFault(document.file, str(refusal))]) from refusal
    save_translation(page=page, texts=plan.texts, base_revision_id=page.latest_revision_id, by=by)
