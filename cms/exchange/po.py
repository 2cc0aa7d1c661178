"""PO files (GNU gettext): one file per document, one message per segment, with its path as the context.

The header names the item and the language; the extracted comments (``#.``) have the segment's label and fingerprints.
Texts are written unchanged, including HTML. A message marked fuzzy is read as empty, as gettext does; one whose source
has changed since it was translated is written as fuzzy, with the previous source. Comments (``#``) are notes.
"""

import io
import re
from email import message_from_string
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, normalize, write_po
from django.utils.translation import gettext as _

from cms.exchange import documents
from cms.exchange.documents import Document, ExchangeRefused, ExchangeUnit, ImportFault, UnitState
from translations.languages import SOURCE, get_language_entry

LINE = re.compile(r'(?:#.*|(?:#~ )?(?:(?:msgctxt|msgid|msgstr) )?"(?:[^"\\]|\\["\\nrt])*")?[ \t\r]*')
END = "end-of-file"
"""Context of the last message. Without it, a file cut off within its last text would look like an edited one."""


class _Messages(Catalog):
    """Catalogue that keeps duplicate messages, which Babel's would merge."""

    def __init__(self) -> None:
        super().__init__(charset="utf-8")
        self.found: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002  # the name in Babel's signature
        self.found.append(message)


def write(document: Document) -> bytes:
    """Return the document as a file in UTF-8."""
    catalog = Catalog(charset="utf-8")
    for unit in document.units:
        comments = [f"{unit.label} ({unit.kind})", *documents.write_fingerprints(unit)]
        comments += documents.describe_facts(unit, document.facts)
        is_changed = unit.state == UnitState.NEEDS_REVIEW
        previous = (unit.earlier_source,) if is_changed else ()
        message = catalog.add(unit.source, unit.target, context=unit.path, auto_comments=comments, previous_id=previous)
        message.flags.clear()
        message.flags |= {"fuzzy"} if is_changed else set()
    catalog.add(END, END, context=END)
    header = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": get_language_entry(document.language).locale,
        "X-Source-Language": SOURCE,
        "X-Item": str(document.item),
        "X-Item-Kind": document.kind,
        "X-Segments": str(document.segment_count),
    }
    written = io.BytesIO()
    lines = "".join(f"{name}: {value}\n" for name, value in header.items())
    written.write(f'msgid ""\nmsgstr {normalize(lines)}\n\n'.encode())
    write_po(written, catalog, omit_header=True, include_previous=True)
    return written.getvalue()


def read(data: bytes, *, file: str) -> Document:
    """Return the document; raise ``ExchangeRefused`` by line if anything but translations was changed."""
    header, *found, end = _parse(documents.decode(data, file=file), file)
    if end.context != END or not end.string:
        raise ExchangeRefused([ImportFault(file, _("The file is damaged here."), end.lineno or 0)])
    names = message_from_string(str(header.string))
    document = Document(
        item=documents.read_item(names.get("X-Item", ""), file=file, line=1),
        language=documents.read_language(
            source=names.get("X-Source-Language", ""), target=names.get("Language", ""), file=file, line=1
        ),
        units=tuple(_read_unit(message) for message in found),
        segment_count=documents.read_segment_count(names.get("X-Segments", ""), file=file, line=1),
        file=file,
    )
    return documents.require_complete(document)


def _parse(text: str, file: str) -> list[Message]:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not LINE.fullmatch(line):
            raise ExchangeRefused([ImportFault(file, _("This line isn't valid PO, or it is cut off."), number)])
    catalog = _Messages()
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise ExchangeRefused([ImportFault(file, _("The file is damaged here."), error.lineno + 1)]) from error
    if len(catalog.found) < 2 or catalog.found[0].id:
        raise ExchangeRefused([ImportFault(file, _("The header of the file is missing."), 1)])
    if len(catalog.found) > documents.MAX_UNITS:
        raise ExchangeRefused([ImportFault(file, _("The file contains more segments than any text at the desk."))])
    return catalog.found


def _read_unit(message: Message) -> ExchangeUnit:
    source_fingerprint, target_fingerprint = documents.read_fingerprints(message.auto_comments)
    return ExchangeUnit(
        path=message.context or "",
        source=str(message.id),
        target="" if message.fuzzy else str(message.string),
        source_fingerprint=source_fingerprint,
        target_fingerprint=target_fingerprint,
        line=message.lineno or 0,
        state=UnitState.UNFINISHED if message.fuzzy else UnitState.TRANSLATED,
        notes=tuple(filter(None, ("\n".join(message.user_comments).strip(),))),
    )
