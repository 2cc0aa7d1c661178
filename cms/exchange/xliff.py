"""XLIFF 1.2 files (OASIS, 1 February 2008): one ``<file>`` per document, one ``<trans-unit>`` per segment.

The segment's path is the unit's id. Tags of rich text and tokens of facts are native codes (``bpt``, ``ept``, ``ph``,
section 2.3), which tools show as protected codes that can be moved. Each code contains the original, so a text is the
text content of its element, and survives a tool that makes plain text of it unchanged. A note of the unit has the
values of its facts, as readers will see them. White space is preserved.

A text whose source has changed has the state ``needs-review-translation``, and the source that it was translated from
in an ``alt-trans`` of the type ``previous-version``.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from lxml import etree

from cms.exchange import documents
from cms.exchange.documents import Document, ExchangeRefused, ExchangeUnit, ImportFault, UnitState
from cms.files.xml_files import add_element
from cms.segments import inline_codes
from cms.segments.markup import TAG
from translations.languages import SOURCE, get_language_entry

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ELEMENTS = {"open": "bpt", "close": "ept", "alone": "ph"}
CODES = frozenset(ELEMENTS.values())
EMPTY_CODES = frozenset({"g", "x", "bx", "ex"})
"""Codes without the original as content. The desk never writes them and can't restore the original from them."""
DESK = "desk"
"""The author of the notes that the desk writes; all others are the translator's."""
WRITTEN_STATES = {UnitState.NEEDS_REVIEW: "needs-review-translation", UnitState.APPROVED: "final"}
UNFINISHED_STATES = frozenset({"new", "needs-translation", "needs-adaptation", "needs-l10n"})


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
    return read_root(documents.decode_xml(data, file=file), file=file)


def read_root(root: etree._Element, *, file: str) -> Document:
    """Return the document of a parsed file, as ``read`` does."""
    files = root.findall(_name("file"))
    if root.tag != _name("xliff") or len(files) != 1:
        raise ExchangeRefused([ImportFault(file, _("The file isn't XLIFF with exactly one text."), root.sourceline)])
    found = list(files[0].iter(_name("trans-unit")))
    if len(found) > documents.MAX_UNITS:
        raise ExchangeRefused([ImportFault(file, _("The file contains more segments than any text at the desk."))])
    line = files[0].sourceline or 0
    count = files[0].findtext(f"{_name('header')}/{_name('count-group')}/{_name('count')}") or ""
    document = Document(
        item=documents.read_item(files[0].get("original", ""), file=file, line=line),
        language=documents.read_language(
            source=files[0].get("source-language", ""), target=files[0].get("target-language", ""), file=file, line=line
        ),
        units=tuple(_read_unit(unit, file) for unit in found),
        segment_count=documents.read_segment_count(count, file=file, line=line),
        file=file,
    )
    return documents.require_complete(document)


def _write_unit(body: etree._Element, unit: ExchangeUnit, facts: Mapping[str, str]) -> None:
    attributes = {
        "id": unit.path,
        "extradata": " ".join(documents.write_fingerprints(unit)),
        "restype": f"x-{unit.kind}",
    }
    if unit.state == UnitState.APPROVED:
        attributes["approved"] = "yes"
    element = _add(body, "trans-unit", {**attributes, SPACE: "preserve"})
    _write_text(_add(element, "source"), unit.source, unit.kind)
    if unit.target:
        state = WRITTEN_STATES.get(unit.state)
        _write_text(_add(element, "target", {"state": state} if state else {}), unit.target, unit.kind)
    _add(element, "note", {"from": DESK}).text = unit.label
    for line in documents.describe_facts(unit, facts):
        _add(element, "note", {"from": DESK}).text = line
    if change := documents.describe_change(unit):
        _add(element, "note", {"from": DESK, "annotates": "source", "priority": "1"}).text = change
        earlier = _add(element, "alt-trans", {"alttranstype": "previous-version"})
        _write_text(_add(earlier, "source"), unit.earlier_source, unit.kind)
        _write_text(_add(earlier, "target"), unit.target, unit.kind)


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


def _read_unit(element: etree._Element, file: str) -> ExchangeUnit:
    source_fingerprint, target_fingerprint = documents.read_fingerprints([element.get("extradata", "")])
    target = element.find(_name("target"))
    state = _read_state(element, target)
    return ExchangeUnit(
        path=element.get("id", ""),
        source=_read_text(element.find(_name("source")), file),
        target="" if state == UnitState.UNFINISHED else _read_text(target, file),
        source_fingerprint=source_fingerprint,
        target_fingerprint=target_fingerprint,
        line=element.sourceline or 0,
        state=state,
        notes=tuple(_read_notes(element)),
    )


def _read_state(unit: etree._Element, target: etree._Element | None) -> UnitState:
    state = "" if target is None else target.get("state", "")
    if state in UNFINISHED_STATES:
        return UnitState.UNFINISHED
    if state.startswith("needs-review") or unit.get("approved") == "no":
        return UnitState.NEEDS_REVIEW
    return UnitState.APPROVED if unit.get("approved") == "yes" else UnitState.TRANSLATED


def _read_notes(unit: etree._Element) -> list[str]:
    notes = [note for note in unit.findall(_name("note")) if note.get("from") != DESK]
    return [text for note in notes if (text := "".join(note.itertext()).strip())]


def _read_text(element: etree._Element | None, file: str) -> str:
    if element is None:
        return ""
    for code in element.iter():
        name = etree.QName(code).localname
        if name in EMPTY_CODES or (name in CODES and not "".join(code.itertext()).strip()):
            raise documents.refuse_lost_code(file=file, line=code.sourceline or 0)
    if element.find(_name("bpt")) is not None and any(TAG.search(text) for text in _read_outside(element)):
        text = _(
            "There are tags here both as inline codes and as typed text. A tool has left a part of an old text behind."
        )
        raise ExchangeRefused([ImportFault(file, text, element.sourceline or 0)])
    return "".join(element.itertext())


def _read_outside(element: etree._Element) -> list[str]:
    """Return the texts between the codes. In a text with codes, none of them has a tag."""
    return [element.text or "", *(code.tail or "" for code in element)]


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: etree._Element, tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return add_element(parent, _name(tag), attributes)
