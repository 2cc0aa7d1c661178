"""PO (GNU gettext): one file a document, one message a segment, its path as the context.

The header tells item and language, the extracted comments (``#.``) name the segment and carry its fingerprints. Texts
are written as they are, HTML and all. A message marked fuzzy is read as empty: gettext doesn't use it, and neither does
the desk.
"""

import io
import re
from email import message_from_string
from typing import Any
from uuid import UUID

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, normalize, write_po
from django.utils.translation import gettext as _

from cms.exchange import documents
from cms.exchange.documents import Document, ExchangeRefused, ImportFault, Unit
from translations.languages import LANGUAGES, SOURCE, get_language_entry

LINE = re.compile(r'(?:#.*|(?:#~ )?(?:(?:msgctxt|msgid|msgstr) )?"(?:[^"\\]|\\["\\nrt])*")?[ \t\r]*')


END = "end-of-file"
"""The context of the last message: without it, a file cut off within its last text would pass for an edited one."""


class _Messages(Catalog):
    """Keeps every message as it stands, where a catalogue would put those of one name together."""

    def __init__(self) -> None:
        super().__init__(charset="utf-8")
        self.found: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002  # Babel names it so
        self.found.append(message)


def write(document: Document) -> bytes:
    """Return the document as a file in UTF-8."""
    catalog = Catalog(charset="utf-8")
    for unit in document.units:
        comments = [f"{unit.label} ({unit.kind})", *documents.write_prints(unit)]
        message = catalog.add(unit.source, unit.target, context=unit.path, auto_comments=comments)
        message.flags.clear()
    catalog.add(END, END, context=END)
    header = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": get_language_entry(document.language).locale,
        "X-Source-Language": SOURCE,
        "X-Item": str(document.item),
        "X-Item-Kind": document.kind,
        "X-Segments": str(document.promised),
    }
    written = io.BytesIO()
    lines = "".join(f"{name}: {value}\n" for name, value in header.items())
    written.write(f'msgid ""\nmsgstr {normalize(lines)}\n\n'.encode())
    write_po(written, catalog, omit_header=True)
    return written.getvalue()


def read(data: bytes, *, file: str) -> Document:
    """Return the document, whole and untouched but for its translations; raise ``ExchangeRefused`` by line."""
    header, *found, end = _parse(documents.decode(data, file=file), file)
    if end.context != END or not end.string:
        raise ExchangeRefused([ImportFault(file, _("The file is damaged here."), end.lineno or 0)])
    names = message_from_string(str(header.string))
    document = Document(
        item=_read_item(names.get("X-Item", ""), file),
        language=_read_language(names.get("Language", ""), names.get("X-Source-Language", ""), file),
        units=tuple(_read_unit(message) for message in found),
        promised=_read_promise(names.get("X-Segments", ""), file),
        file=file,
    )
    return documents.require_whole(document)


def _parse(text: str, file: str) -> list[Message]:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not LINE.fullmatch(line):
            raise ExchangeRefused([ImportFault(file, _("This line isn't PO, or is cut off."), number)])
    catalog = _Messages()
    try:
        PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise ExchangeRefused([ImportFault(file, _("The file is damaged here."), error.lineno + 1)]) from error
    if len(catalog.found) < 2 or catalog.found[0].id:
        raise ExchangeRefused([ImportFault(file, _("The header of the file is missing."), 1)])
    if len(catalog.found) > documents.MAX_UNITS:
        raise ExchangeRefused([ImportFault(file, _("The file holds more segments than any text of the desk."))])
    return catalog.found


def _read_unit(message: Message) -> Unit:
    source_print, target_print = documents.read_prints(message.auto_comments)
    return Unit(
        path=message.context or "",
        source=str(message.id),
        target="" if message.fuzzy else str(message.string),
        source_print=source_print,
        target_print=target_print,
        line=message.lineno or 0,
    )


def _read_item(value: str, file: str) -> UUID:
    try:
        return UUID(value.strip())
    except ValueError as error:
        raise ExchangeRefused([ImportFault(file, _("The file doesn't name an item of the desk."), 1)]) from error


def _read_language(value: str, source: str, file: str) -> str:
    name = value.strip().replace("-", "_").lower()
    code = next((entry.code for entry in LANGUAGES if entry.locale.lower() == name), None)
    if code in (None, SOURCE) or source.strip().lower() != SOURCE:
        text = _("The file isn't a translation from Vietnamese into a language of the desk.")
        raise ExchangeRefused([ImportFault(file, text, 1)])
    return str(code)


def _read_promise(value: str, file: str) -> int:
    if not value.strip().isdecimal():
        raise ExchangeRefused([ImportFault(file, _("The file doesn't say how many segments were sent out."), 1)])
    return int(value)
