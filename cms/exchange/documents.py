"""Documents of the exchange, independent of the file format: one item in one language, segment by segment.

A unit has two fingerprints from the time of its export, of its source and of its translation. They cover the item, the
language and the segment's path. On import they show if the source or the translation has changed at the desk since, and
if the file is still the exported one.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _
from lxml import etree

from cms.files.xml_files import UNWRITABLE, XmlRefused, parse_xml
from translations.languages import SOURCE, find_by_tag

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_UNITS = 20_000
MAX_FAULTS = 20
FINGERPRINT = re.compile(r"\b(source|target):([0-9a-f]{64})\b")


@dataclass(frozen=True)
class ImportFault:
    """A reason for which a file can't be imported. ``line`` counts from 1; 0 means no particular line."""

    file: str
    text: str
    line: int = 0


class ExchangeRefused(Exception):
    """A file can't be exported or imported; nothing was written. ``faults`` has the reasons, in the user's language."""

    def __init__(self, faults: Iterable[ImportFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.text for fault in self.faults))


class UnitState(StrEnum):
    """State of a translation in a file, whatever the format calls it."""

    UNFINISHED = "unfinished"
    """Not to be used: needs translation, or is marked as uncertain."""
    NEEDS_REVIEW = "needs_review"
    """To be read again: the source has changed since (in an export), or the file says so."""
    TRANSLATED = "translated"
    APPROVED = "approved"


@dataclass(frozen=True)
class ExchangeUnit:
    """A segment in a file. ``label`` and ``kind`` are for the translator; ``line`` is its line in an imported file.

    ``earlier_source`` is the source that the translation was approved against, if it has changed since. ``notes`` are
    those that somebody wrote in an imported file.
    """

    path: str
    source: str
    target: str
    source_fingerprint: str
    target_fingerprint: str
    kind: str = ""
    label: str = ""
    line: int = 0
    state: UnitState = UnitState.TRANSLATED
    earlier_source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One item in one language. ``segment_count`` is the number of segments at the time of the export."""

    item: UUID
    language: str
    units: tuple[ExchangeUnit, ...]
    segment_count: int
    kind: str = ""
    title: str = ""
    file: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Values of the facts in the sources, by token, as readers of the language will see them."""


def make_comparable(text: str) -> str:
    """Return the text in the form in which it is compared: in NFC, with line feeds only."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fingerprint(*, item: UUID, language: str, path: str, text: str) -> str:
    """Return the SHA-256 of a text and its place. The separator NUL can't be in any of the parts."""
    return hashlib.sha256("\0".join((str(item), language, path, make_comparable(text))).encode()).hexdigest()


def make_unit(
    *,
    item: UUID,
    language: str,
    path: str,
    source: str,
    target: str,
    kind: str,
    label: str,
    state: UnitState = UnitState.TRANSLATED,
    earlier_source: str = "",
) -> ExchangeUnit:
    """Return the unit with fingerprints of its current texts."""
    make_fingerprint = partial(fingerprint, item=item, language=language, path=path)
    return ExchangeUnit(
        path=path,
        source=source,
        target=target,
        source_fingerprint=make_fingerprint(text=source),
        target_fingerprint=make_fingerprint(text=target),
        kind=kind,
        label=label,
        state=state,
        earlier_source=earlier_source,
    )


def describe_facts(unit: ExchangeUnit, facts: Mapping[str, str]) -> list[str]:
    """Return a line for each fact in the unit's source with its value, for the translator."""
    return [f"{token} = {value}" for token, value in facts.items() if value and token in unit.source]


def write_fingerprints(unit: ExchangeUnit) -> tuple[str, str]:
    return f"source:{unit.source_fingerprint}", f"target:{unit.target_fingerprint}"


def read_fingerprints(texts: Iterable[str]) -> tuple[str, str]:
    """Return the fingerprints of source and target; an empty string for one that is missing."""
    found = dict(match for text in texts for match in FINGERPRINT.findall(text))
    return found.get("source", ""), found.get("target", "")


def decode(data: bytes, *, file: str) -> str:
    """Return a file's text; refuse a file that is too large, isn't UTF-8, or contains control characters."""
    if len(data) > MAX_FILE_BYTES:
        text = _("The file is larger than %(limit)s megabytes. Export fewer items at a time.")
        raise ExchangeRefused([ImportFault(file, text % {"limit": MAX_FILE_BYTES // 1024**2})])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ExchangeRefused(
            [ImportFault(file, _("The file isn't encoded in UTF-8. Save it as UTF-8 and try again."), line)]
        ) from error
    if match := UNWRITABLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise ExchangeRefused(
            [ImportFault(file, _("The file contains a control character, which texts can't have."), line)]
        )
    return text


def decode_xml(data: bytes, *, file: str) -> etree._Element:
    """Return the root element of an XML file; refuse what ``decode`` and ``parse_xml`` refuse."""
    try:
        return parse_xml(decode(data, file=file))
    except XmlRefused as refused:
        raise ExchangeRefused([ImportFault(file, str(refused), refused.line)]) from refused


def read_item(value: str, *, file: str, line: int) -> UUID:
    """Return the item that a file names."""
    try:
        return UUID(value.strip())
    except ValueError as error:
        raise ExchangeRefused([ImportFault(file, _("The file doesn't name an item of the desk."), line)]) from error


def read_language(*, source: str, target: str, file: str, line: int) -> str:
    """Return the code of a file's target language, however a tool writes it; its source must be ours."""
    known_source, known_target = find_by_tag(source), find_by_tag(target)
    is_from_source = known_source is not None and known_source.code == SOURCE
    if known_target is None or known_target.code == SOURCE or not is_from_source:
        text = _("The file isn't a translation from the source language into a language of the desk.")
        raise ExchangeRefused([ImportFault(file, text, line)])
    return known_target.code


def read_segment_count(value: str, *, file: str, line: int) -> int:
    """Return how many segments were exported, as the file says."""
    if not value.strip().isdecimal():
        text = _("The file doesn't say how many segments were exported.")
        raise ExchangeRefused([ImportFault(file, text, line)])
    return int(value)


def refuse_lost_code(*, file: str, line: int) -> ExchangeRefused:
    """Return the refusal of a segment in which an inline code no longer has the original as content."""
    text = _("A tool has replaced an inline code of this segment by one without content, so the code is lost.")
    return ExchangeRefused([ImportFault(file, text, line)])


def describe_change(unit: ExchangeUnit) -> str:
    """Return the desk's note on a unit whose source has changed since it was translated; else an empty text."""
    if unit.state != UnitState.NEEDS_REVIEW:
        return ""
    return _("The source has changed since this was translated. Before, it was: %(text)s") % {
        "text": unit.earlier_source
    }


def require_complete(document: Document) -> Document:
    """Return the document if it has all exported segments with unchanged sources; else refuse it by line."""
    faults, seen = [], set[str]()
    for unit in document.units:
        if unit.path in seen:
            faults.append(ImportFault(document.file, _("This segment is in the file twice."), unit.line))
        elif unit.source_fingerprint != fingerprint(
            item=document.item, language=document.language, path=unit.path, text=unit.source
        ):
            text = _("The source, the position or the language of this segment isn't the exported one.")
            faults.append(ImportFault(document.file, text, unit.line))
        elif not unit.target_fingerprint:
            faults.append(
                ImportFault(document.file, _("The desk's fingerprint of this segment is missing."), unit.line)
            )
        seen.add(unit.path)
    if not faults and len(document.units) != document.segment_count:
        text = _("The file contains %(found)s of the %(promised)s segments that were exported.")
        numbers = {"found": len(document.units), "promised": document.segment_count}
        faults.append(ImportFault(document.file, text % numbers))
    if faults:
        raise ExchangeRefused(faults[:MAX_FAULTS])
    return document
