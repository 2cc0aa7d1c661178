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
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_UNITS = 20_000
MAX_FAULTS = 20
FINGERPRINT = re.compile(r"\b(source|target):([0-9a-f]{64})\b")
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 can't represent (section 2.2)."""


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


@dataclass(frozen=True)
class ExchangeUnit:
    """A segment in a file. ``label`` and ``kind`` are for the translator; ``line`` is its line in an imported file."""

    path: str
    source: str
    target: str
    source_fingerprint: str
    target_fingerprint: str
    kind: str = ""
    label: str = ""
    line: int = 0


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


def make_unit(*, item: UUID, language: str, path: str, source: str, target: str, kind: str, label: str) -> ExchangeUnit:
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
