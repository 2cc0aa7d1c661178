"""Import of translated files as drafts, without overwriting changes made at the desk.

An upload is imported as a whole or not at all. For each segment, the file's text is compared with the exported one and
with the current one:

- empty, marked as unfinished, the same as the exported or as the current one: it is skipped;
- the source has changed since the export, or no longer has the segment: a conflict;
- the translation was changed at the desk since the export: a conflict;
- otherwise it is imported.

An upload with a conflict changes nothing, and both texts are shown, unless the user asks to skip conflicts and import
the rest. A text in conflict is then copied by hand, side by side.

Notes that somebody wrote in a file are returned with the outcome, for the desk to keep as comments.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

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
from cms.exchange.documents import (
    MAX_FAULTS,
    Document,
    ExchangeRefused,
    ExchangeUnit,
    ImportFault,
    UnitState,
    fingerprint,
)
from cms.exchange.imported_text import find_fault
from cms.facts.tokens import find_tokens
from cms.segments.page_segments import get_labels, get_max_length
from cms.segments.segment import Segment, get_texts
from cms.users.models import User
from cms.users.roles import Capability


class ConflictReason(models.TextChoices):
    SOURCE_CHANGED = "source_changed", gettext_lazy("The source has changed since this was exported.")
    SEGMENT_GONE = "segment_gone", gettext_lazy("The source no longer has this segment.")
    TRANSLATION_CHANGED = (
        "translation_changed",
        gettext_lazy("This translation was changed at the desk in the meantime."),
    )


@dataclass(frozen=True)
class Conflict:
    """A text that can't be imported, with the source at the time of the export and now, and both translations."""

    reason: ConflictReason
    label: str
    source_exported: str
    source_current: str
    text: str
    text_current: str
    line: int


@dataclass(frozen=True)
class ImportedNote:
    """A note on a segment; ``path`` is one that the source has."""

    path: str
    label: str
    text: str


@dataclass(frozen=True)
class MissingFact:
    """A fact that the source has as a token, and an imported text doesn't."""

    label: str
    token: str


@dataclass
class ImportPlan:
    """The changes that importing a document would make.

    ``skipped`` counts the texts that are empty or unfinished in the file, ``unchanged`` those without a change.
    ``unfinished`` and ``unreviewed`` are the labels of texts that the file marks so; only the latter are imported.
    """

    document: Document
    source: SourceText
    page: BasePage | None
    texts: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    notes: list[ImportedNote] = field(default_factory=list)
    missing_facts: list[MissingFact] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    unreviewed: list[str] = field(default_factory=list)
    skipped: int = 0
    unchanged: int = 0

    @cached_property
    def labels(self) -> dict[str, str]:
        """The names of the source's segments by path."""
        return get_labels(self.source.page)


@dataclass(frozen=True)
class ImportOutcome:
    """Result of an import. If no drafts were saved, there are conflicts in the plans, or there was nothing new."""

    plans: tuple[ImportPlan, ...]
    is_saved: bool

    @property
    def has_conflicts(self) -> bool:
        return any(plan.conflicts for plan in self.plans)


@transaction.atomic
def import_file(*, name: str, data: bytes, by: User, skip_conflicts: bool = False) -> ImportOutcome:
    """Save drafts with the changes in an upload; save nothing if there is a conflict, unless conflicts are skipped.

    Raise ``ExchangeRefused`` with the faults, ``SavedMeanwhile`` if a draft is being saved at the same time, and
    ``PermissionDenied`` if the user may not translate into one of the languages.
    """
    documents = archive.read_upload(data, name=name)
    for document in documents:
        require(by, Capability.TRANSLATE, language=document.language)
    plans = tuple(make_plan(document) for document in documents)
    faults = [fault for plan in plans for fault in plan.faults]
    if faults:
        raise ExchangeRefused(faults[:MAX_FAULTS])
    outcome = ImportOutcome(plans, is_saved=False)
    if outcome.has_conflicts and not skip_conflicts:
        return outcome
    changed = [plan for plan in plans if plan.texts]
    for plan in changed:
        _save(plan, by)
    return ImportOutcome(plans, is_saved=bool(changed))


def make_plan(document: Document) -> ImportPlan:
    """Compare a document with the current texts; raise ``ExchangeRefused`` if its item doesn't exist."""
    if not find_source_pages().filter(translation_key=document.item).exists():
        text = _("This file belongs to an item that this desk doesn't have: one of another campaign, or a deleted one.")
        raise ExchangeRefused([ImportFault(document.file, text)])
    source = get_source_text(document.item)
    page = find_translation(document.item, document.language)
    plan = ImportPlan(document, source, page)
    words = read_words(page, source) if page is not None else {}
    segments = {segment.path: segment for segment in get_texts(source.segments)}
    for unit in document.units:
        _compare(plan, unit, segments.get(unit.path), words.get(unit.path, ""))
        _take_notes(plan, unit, segments)
    return plan


def _take_notes(plan: ImportPlan, unit: ExchangeUnit, segments: Mapping[str, Segment]) -> None:
    """Keep the unit's notes; those on a segment that the source no longer has go to the first one."""
    label = plan.labels.get(unit.path, unit.path)
    path = unit.path if unit.path in segments else next(iter(segments), "title")
    plan.notes += [ImportedNote(path, label, text) for text in unit.notes if text != label]


def _compare(plan: ImportPlan, unit: ExchangeUnit, segment: Segment | None, current: str) -> None:
    make_fingerprint = partial(fingerprint, item=plan.document.item, language=plan.document.language, path=unit.path)
    imported_fingerprint, current_fingerprint = make_fingerprint(text=unit.target), make_fingerprint(text=current)
    if unit.state == UnitState.UNFINISHED:
        plan.unfinished.append(plan.labels.get(unit.path, unit.path))
    if not unit.target.strip():
        plan.skipped += 1
    elif imported_fingerprint in (current_fingerprint, unit.target_fingerprint):
        plan.unchanged += 1
    elif segment is None:
        plan.conflicts.append(_make_conflict(plan, ConflictReason.SEGMENT_GONE, unit, segment, current))
    elif make_fingerprint(text=segment.text) != unit.source_fingerprint:
        plan.conflicts.append(_make_conflict(plan, ConflictReason.SOURCE_CHANGED, unit, segment, current))
    elif current_fingerprint != unit.target_fingerprint:
        plan.conflicts.append(_make_conflict(plan, ConflictReason.TRANSLATION_CHANGED, unit, segment, current))
    else:
        _take_text(plan, unit, segment, current)


def _take_text(plan: ImportPlan, unit: ExchangeUnit, segment: Segment, current: str) -> None:
    """Put a text of the file among those that will be saved, with what is at fault with it or has to be said."""
    label = plan.labels.get(unit.path, unit.path)
    max_length = get_max_length(plan.source.page, unit.path)
    known = (segment.text, current)
    fault = find_fault(unit.target, kind=segment.kind, known=known, max_length=max_length)
    if fault is not None:
        plan.faults.append(ImportFault(plan.document.file, fault, unit.line))
    if unit.state == UnitState.NEEDS_REVIEW:
        plan.unreviewed.append(label)
    missing = Counter(find_tokens(segment.text)) - Counter(find_tokens(unit.target))
    plan.missing_facts += [MissingFact(label, f"[[{key}]]") for key in missing]
    plan.texts[unit.path] = unit.target.replace("\r\n", "\n")


def _make_conflict(
    plan: ImportPlan, reason: ConflictReason, unit: ExchangeUnit, segment: Segment | None, current: str
) -> Conflict:
    return Conflict(
        reason=reason,
        label=plan.labels.get(unit.path, unit.path),
        source_exported=unit.source,
        source_current=segment.text if segment is not None else "",
        text=unit.target,
        text_current=current,
        line=unit.line,
    )


def _save(plan: ImportPlan, by: User) -> None:
    document = plan.document
    try:
        page = plan.page or start_translation(translation_key=document.item, language=document.language, by=by)
    except DeskRefusal as refusal:
        raise ExchangeRefused([ImportFault(document.file, str(refusal))]) from refusal
    save_translation(page=page, texts=plan.texts, base_revision_id=page.latest_revision_id, by=by)
