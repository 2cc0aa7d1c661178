"""Export of items for translation: files with the source text and the current translation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from cms.approvals.models import Approval
from cms.approvals.staleness import is_up_to_date, read_histories
from cms.approvals.translation_drafts import SourceText, find_translation, get_source_text, read_words
from cms.core.models import BasePage
from cms.exchange import archive
from cms.exchange.archive import WRITERS, Format
from cms.exchange.documents import Document, ExchangeRefused, ExchangeUnit, ImportFault, UnitState, make_unit
from cms.facts.live import get_live_values
from cms.facts.rendering import write_register_value
from cms.facts.tokens import find_tokens
from cms.files.xml_files import UNWRITABLE
from cms.segments.page_segments import get_labels
from cms.segments.segment import Segment, from_snapshot, get_texts

MAX_DOCUMENTS = 300
"""Limit of one export, because more would take too long for one request."""
CONTENT_TYPES = {
    Format.XLIFF: "application/x-xliff+xml",
    Format.XLIFF_2: "application/xliff+xml",
    Format.PO: "text/x-gettext-translation",
}


@dataclass(frozen=True)
class ExportFile:
    """A file for download."""

    name: str
    content_type: str
    data: bytes


def export(*, work: Iterable[tuple[UUID, str]], file_format: Format) -> ExportFile:
    """Return the items in their languages as one file or a ZIP of files; raise ``ExchangeRefused`` if impossible."""
    chosen = list(dict.fromkeys(work))
    if not chosen:
        raise ExchangeRefused([ImportFault("", _("Choose at least one item and one language."))])
    if len(chosen) > MAX_DOCUMENTS:
        text = _("You have chosen %(count)s texts. A file can have at most %(limit)s. Choose fewer items or languages.")
        raise ExchangeRefused([ImportFault("", text % {"count": len(chosen), "limit": MAX_DOCUMENTS})])
    sources = {key: get_source_text(key) for key in dict.fromkeys(key for key, _language in chosen)}
    files = []
    for key, language in chosen:
        document = make_document(source=sources[key], language=language)
        files.append((_name_file(document, file_format), WRITERS[file_format](document)))
    if len(files) == 1:
        return ExportFile(PurePosixPath(files[0][0]).name, CONTENT_TYPES[file_format], files[0][1])
    return ExportFile(f"translations-{file_format}.zip", "application/zip", archive.pack(files))


def make_document(*, source: SourceText, language: str) -> Document:
    """Return an item in one language as a document; raise ``ExchangeRefused`` if a text can't be exported."""
    item = source.page.translation_key
    page = find_translation(item, language)
    words = read_words(page, source) if page is not None else {}
    labels = get_labels(source.page)
    approved = _ApprovedText.read(page, source) if page is not None else _ApprovedText()
    units = tuple(
        make_unit(
            item=item,
            language=language,
            path=segment.path,
            source=segment.text,
            target=words.get(segment.path, ""),
            kind=str(segment.kind),
            label=labels.get(segment.path, segment.path),
            state=approved.get_state(segment, words.get(segment.path, "")),
            earlier_source=approved.sources.get(segment.path, ""),
        )
        for segment in get_texts(source.segments)
    )
    document = Document(
        item,
        language,
        units,
        segment_count=len(units),
        kind=source.page.kind,
        title=source.page.title,
        facts=_write_facts(units, language=language),
    )
    text = _(
        "“%(title)s” contains a control character in “%(segment)s” that can't be exported. Remove it at the desk first."
    )
    faults = [
        ImportFault("", text % {"title": document.title, "segment": unit.label})
        for unit in units
        if UNWRITABLE.search(unit.source + unit.target)
    ]
    if faults:
        raise ExchangeRefused(faults)
    return document


def _write_facts(units: Iterable[ExchangeUnit], *, language: str) -> dict[str, str]:
    values = get_live_values()
    keys = {key for unit in units for key in find_tokens(unit.source + unit.target)}
    return {f"[[{key}]]": write_register_value(values.get(key), language=language) for key in sorted(keys)}


@dataclass(frozen=True)
class _ApprovedText:
    """The approved translation that is in force, by path: its texts, and the texts of the source they belong to."""

    texts: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    is_up_to_date: bool = True

    @classmethod
    def read(cls, page: BasePage, source: SourceText) -> "_ApprovedText":
        approval = Approval.objects.of(page).in_force().order_by("-approved_at", "-pk").first()
        if approval is None:
            return cls()
        key = source.page.translation_key
        return cls(
            texts=_read_snapshot(approval.snapshot),
            sources=_read_snapshot(approval.source_snapshot),
            is_up_to_date=is_up_to_date(history=read_histories([key])[key], digest=approval.source_digest),
        )

    def get_state(self, segment: Segment, text: str) -> UnitState:
        """Return the state of a text in the newest draft; one that was rewritten since its approval is no old one."""
        if not text or self.texts.get(segment.path) != text:
            return UnitState.TRANSLATED
        earlier = self.sources.get(segment.path, "")
        if not self.is_up_to_date and earlier and earlier != segment.text:
            return UnitState.NEEDS_REVIEW
        return UnitState.APPROVED


def _read_snapshot(snapshot: list[dict[str, str]]) -> dict[str, str]:
    return {segment.path: segment.text for segment in get_texts(from_snapshot(snapshot))}


def _name_file(document: Document, file_format: Format) -> str:
    """Return a path with a folder for the language; the start of the key distinguishes items with the same title."""
    title = slugify(document.title)[:40].strip("-") or "text"
    return f"{document.language}/{document.kind}-{title}-{str(document.item)[:8]}.{document.language}.{file_format}"
