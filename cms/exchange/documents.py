"""What goes out and comes back, whatever the format: one item in one language, segment by segment.

A unit carries two fingerprints from the moment it went out, of its source and of its translation. When it comes back
they tell whether the source has changed since, whether somebody changed the translation at the desk, and whether the
file is still the one that was sent: they cover the item, the language and the segment's path.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_UNITS = 20_000
MOST_FAULTS = 20
PRINT = re.compile(r"\b(source|target):([0-9a-f]{64})\b")
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (section 2.2), and no text needs."""


@dataclass(frozen=True)
class ImportFault:
    """Why a file isn't taken. ``line`` counts from 1; 0 where the fault has no line."""

    file: str
    text: str
    line: int = 0


class ExchangeRefused(Exception):
    """Nothing was written: ``faults`` say why, in the person's language."""

    def __init__(self, faults: Iterable[ImportFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.text for fault in self.faults))


@dataclass(frozen=True)
class Unit:
    """A segment as it travels. ``label`` and ``kind`` are for the translator; ``line`` is where it stands in a file."""

    path: str
    source: str
    target: str
    source_print: str
    target_print: str
    kind: str = ""
    label: str = ""
    line: int = 0


@dataclass(frozen=True)
class Document:
    """One item in one language. ``promised`` is the number of segments that were sent out."""

    item: UUID
    language: str
    units: tuple[Unit, ...]
    promised: int
    kind: str = ""
    title: str = ""
    file: str = ""


def plain(text: str) -> str:
    """Return the text as it is compared: composed, with one kind of line end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fingerprint(*, item: UUID, language: str, path: str, text: str) -> str:
    """Return the SHA-256 that ties a text to its place; none of the parts can hold the NUL between them."""
    return hashlib.sha256("\0".join((str(item), language, path, plain(text))).encode()).hexdigest()


def make_unit(*, item: UUID, language: str, path: str, source: str, target: str, kind: str, label: str) -> Unit:
    """Return the unit with the fingerprints of now."""
    mark = partial(fingerprint, item=item, language=language, path=path)
    return Unit(
        path=path,
        source=source,
        target=target,
        source_print=mark(text=source),
        target_print=mark(text=target),
        kind=kind,
        label=label,
    )


def write_prints(unit: Unit) -> tuple[str, str]:
    return f"source:{unit.source_print}", f"target:{unit.target_print}"


def read_prints(texts: Iterable[str]) -> tuple[str, str]:
    """Return the two fingerprints, empty where they are missing."""
    found = dict(match for text in texts for match in PRINT.findall(text))
    return found.get("source", ""), found.get("target", "")


def decode(data: bytes, *, file: str) -> str:
    """Return the text of a file; refuse one that is too large, not UTF-8, or holds characters no text has."""
    if len(data) > MAX_FILE_BYTES:
        text = _("The file is larger than %(limit)s megabytes. Send out fewer items at a time.")
        raise ExchangeRefused([ImportFault(file, text % {"limit": MAX_FILE_BYTES // 1024**2})])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ExchangeRefused(
            [ImportFault(file, _("The file isn't written in UTF-8. Save it in UTF-8 and try again."), line)]
        ) from error
    if match := UNWRITABLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise ExchangeRefused([ImportFault(file, _("The file holds a control character that no text has."), line)])
    return text


def require_whole(document: Document) -> Document:
    """Return the document if it is all that was sent out, with its sources untouched; else refuse it by line."""
    faults, seen = [], set[str]()
    for unit in document.units:
        if unit.path in seen:
            faults.append(ImportFault(document.file, _("This segment stands in the file twice."), unit.line))
        elif unit.source_print != fingerprint(
            item=document.item, language=document.language, path=unit.path, text=unit.source
        ):
            text = _("The source, the place or the language of this segment isn't the one that was sent out.")
            faults.append(ImportFault(document.file, text, unit.line))
        elif not unit.target_print:
            faults.append(ImportFault(document.file, _("The desk's mark on this segment is missing."), unit.line))
        seen.add(unit.path)
    if not faults and len(document.units) != document.promised:
        text = _("The file holds %(found)s of the %(promised)s segments that were sent out.")
        numbers = {"found": len(document.units), "promised": document.promised}
        faults.append(ImportFault(document.file, text % numbers))
    if faults:
        raise ExchangeRefused(faults[:MOST_FAULTS])
    return document
