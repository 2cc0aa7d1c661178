"""XLIFF 1.2 files (OASIS, 1 February 2008): one ``<file>`` per document, one ``<trans-unit>`` per segment.

The segment's path is the unit's id. Tags of rich text and tokens of facts are native codes (``bpt``, ``ept``, ``ph``,
section 2.3), which tools show as protected codes that can be moved. Each code contains the original, so a text is the
text content of its element, and survives a tool that makes plain text of it unchanged. Notes of the unit have the
values of its facts, as readers will see them. White space is preserved.
"""

import re
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from lxml import etree

from cms.exchange import documents
from cms.exchange.documents import Document, ExchangeRefused, ExchangeUnit, ImportFault
from cms.segments import inline_codes
from cms.segments.markup import TAG
from translations.languages import LANGUAGES, SOURCE, get_language_entry

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ELEMENTS = {"open": "bpt", "close": "ept", "alone": "ph"}
EMPTY_CODES = frozenset({"g", "x", "bx", "ex"})
"""Codes without the original as content. The desk never writes them and can't restore the original from them."""
DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def write(document: Document) -> bytes:
    """Return the document as a file in UTF-8."""
    root = etree.Element(_name("xliff"), nsmap={None: NAMESPACE}, version="1.2")
    file = _add(
        root,
        "file",
        {
            "original": str(document.item),
            "source-language": SOURCE,
            "target-language": get_language_entry(document.language).tag,
            "datatype": "html",
            "category": document.kind,
        },
    )
    header = _add(file, "header")
    counts = _add(header, "count-group", {"name": "segments"})
    _add(counts, "count", {"count-type": "x-segments", "unit": "trans-unit"}).text = str(document.segment_count)
    _add(header, "note").text = document.title
    body = _add(file, "body")
    for unit in document.units:
        _write_unit(body, unit, document.facts)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def read(data: bytes, *, file: str) -> Document:
    """Return the document; raise ``ExchangeRefused`` by line if anything but targets was changed."""
    text = documents.decode(data, file=file)
    if match := DECLARATION.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise ExchangeRefused(
            [ImportFault(file, _("The file declares entities or a document type, which aren't needed in XLIFF."), line)]
        )
    root = _parse(text, file)
    files = root.findall(_name("file"))
    if root.tag != _name("xliff") or len(files) != 1:
        raise ExchangeRefused(
            [ImportFault(file, _("The file isn't XLIFF 1.2 with exactly one text."), root.sourceline)]
        )
    found = list(files[0].iter(_name("trans-unit")))
    if len(found) > documents.MAX_UNITS:
        raise ExchangeRefused([ImportFault(file, _("The file contains more segments than any text at the desk."))])
    document = Document(
        item=_read_item(files[0], file),
        language=_read_language(files[0], file),
        units=tuple(_read_unit(unit, file) for unit in found),
        segment_count=_read_segment_count(files[0], file),
        file=file,
    )
    return documents.require_complete(document)


def _write_unit(body: etree._Element, unit: ExchangeUnit, facts: Mapping[str, str]) -> None:
    attributes = {
        "id": unit.path,
        "extradata": " ".join(documents.write_fingerprints(unit)),
        "restype": f"x-{unit.kind}",
    }
    element = _add(body, "trans-unit", {**attributes, SPACE: "preserve"})
    _write_text(_add(element, "source"), unit.source, unit.kind)
    if unit.target:
        _write_text(_add(element, "target"), unit.target, unit.kind)
    _add(element, "note").text = unit.label
    for line in documents.describe_facts(unit, facts):
        _add(element, "note").text = line


def _write_text(element: etree._Element, text: str, kind: str) -> None:
    last = None
    for piece in inline_codes.split_codes(text, kind=kind):
        if piece.role != "text":
            last = etree.SubElement(element, _name(ELEMENTS[piece.role]), id=str(piece.number))
            last.text = piece.text
        elif last is None:
            element.text = piece.text
        else:
            last.tail = piece.text


def _parse(text: str, file: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        text = _("The file is damaged: %(reason)s.")
        raise ExchangeRefused([ImportFault(file, text % {"reason": error.msg}, error.lineno or 0)]) from error


def _read_item(element: etree._Element, file: str) -> UUID:
    try:
        return UUID(element.get("original", ""))
    except ValueError as error:
        raise ExchangeRefused(
            [ImportFault(file, _("The file doesn't name an item of the desk."), element.sourceline)]
        ) from error


def _read_language(element: etree._Element, file: str) -> str:
    tag = element.get("target-language", "").lower()
    code = next((entry.code for entry in LANGUAGES if entry.tag.lower() == tag), None)
    if code in (None, SOURCE) or element.get("source-language", "").lower() != SOURCE:
        raise ExchangeRefused(
            [
                ImportFault(
                    file,
                    _("The file isn't a translation from Vietnamese into a language of the desk."),
                    element.sourceline,
                )
            ]
        )
    return str(code)


def _read_segment_count(element: etree._Element, file: str) -> int:
    count = element.find(f"{_name('header')}/{_name('count-group')}/{_name('count')}")
    if count is None or not (count.text or "").strip().isdecimal():
        raise ExchangeRefused(
            [ImportFault(file, _("The file doesn't say how many segments were exported."), element.sourceline)]
        )
    return int(count.text)


def _read_unit(element: etree._Element, file: str) -> ExchangeUnit:
    source_fingerprint, target_fingerprint = documents.read_fingerprints([element.get("extradata", "")])
    return ExchangeUnit(
        path=element.get("id", ""),
        source=_read_text(element.find(_name("source")), file),
        target=_read_text(element.find(_name("target")), file),
        source_fingerprint=source_fingerprint,
        target_fingerprint=target_fingerprint,
        line=element.sourceline,
    )


def _read_text(element: etree._Element | None, file: str) -> str:
    if element is None:
        return ""
    for code in element.iter():
        if etree.QName(code).localname in EMPTY_CODES:
            text = _("A tool has replaced an inline code of this segment by one without content, so the code is lost.")
            raise ExchangeRefused([ImportFault(file, text, code.sourceline)])
    if element.find(_name("bpt")) is not None and any(TAG.search(text) for text in _read_outside(element)):
        text = _(
            "There are tags here both as inline codes and as typed text. A tool has left a part of an old text behind."
        )
        raise ExchangeRefused([ImportFault(file, text, element.sourceline)])
    return "".join(element.itertext())


def _read_outside(element: etree._Element) -> list[str]:
    """Return the texts between the codes. In a text with codes, none of them has a tag."""
    return [element.text or "", *(code.tail or "" for code in element)]


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: etree._Element, tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    """Add an element on its own line, because faults are reported by line."""
    if not len(parent):
        parent.text = "\n"
    element = etree.SubElement(parent, _name(tag), attributes or {})
    element.tail = "\n"
    return element
