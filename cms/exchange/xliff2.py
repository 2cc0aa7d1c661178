"""XLIFF 2.1 files (OASIS, 13 February 2018): one ``<file>`` per document, one ``<unit>`` per segment.

The segment's path is the unit's name, because an id may not have every character of it. Tags of rich text and tokens of
facts are inline codes (``pc``, ``ph``, section 4.3.1); their originals are in the unit's ``originalData``. Fingerprints
are in the metadata module. Files of version 2.0 are read too: both have the same namespace.

A text whose source has changed has the sub-state ``desk:source-changed`` and a note with the previous source.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree

from cms.exchange import documents
from cms.exchange.documents import Document, ExchangeRefused, ExchangeUnit, ImportFault, UnitState
from cms.facts.tokens import TOKEN
from cms.files.xml_files import add_element
from cms.segments import inline_codes
from translations.languages import SOURCE, get_language_entry

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
VERSIONS = ("2.0", "2.1")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DESK = "desk"
"""The category of the notes and metadata that the desk writes; all other notes are the translator's."""
SOURCE_CHANGED = "desk:source-changed"
WRITTEN_STATES = {
    UnitState.TRANSLATED: {"state": "translated"},
    UnitState.NEEDS_REVIEW: {"state": "translated", "subState": SOURCE_CHANGED},
    UnitState.APPROVED: {"state": "final"},
}
FINISHED_STATES = frozenset({"reviewed", "final"})
TRANSPARENT = frozenset({"mrk", "sm", "em", "cp"})
"""Elements that aren't codes: annotations, and characters that no text of the desk may have."""


def write(document: Document) -> bytes:
    """Return the document as a file in UTF-8."""
    root = etree.Element(
        _name("xliff"),
        nsmap={None: NAMESPACE, "mda": METADATA},
        version="2.1",
        srcLang=SOURCE,
        trgLang=get_language_entry(document.language).tag,
    )
    file = _add(root, "file", {"id": "f1", "original": str(document.item), "canResegment": "no"})
    _write_metadata(file, {"segments": str(document.segment_count), "kind": document.kind})
    _add(_add(file, "notes"), "note", {"category": DESK}).text = document.title
    for number, unit in enumerate(document.units, start=1):
        _write_unit(file, unit, number, facts=document.facts)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def read(data: bytes, *, file: str) -> Document:
    """Return the document; raise ``ExchangeRefused`` by line if anything but targets was changed."""
    return read_root(documents.decode_xml(data, file=file), file=file)


def read_root(root: etree._Element, *, file: str) -> Document:
    """Return the document of a parsed file, as ``read`` does."""
    files = root.findall(_name("file"))
    if root.tag != _name("xliff") or len(files) != 1 or root.get("version") not in VERSIONS:
        raise ExchangeRefused([ImportFault(file, _("The file isn't XLIFF with exactly one text."), root.sourceline)])
    found = list(files[0].iter(_name("unit")))
    if len(found) > documents.MAX_UNITS:
        raise ExchangeRefused([ImportFault(file, _("The file contains more segments than any text at the desk."))])
    line = files[0].sourceline or 0
    document = Document(
        item=documents.read_item(files[0].get("original", ""), file=file, line=line),
        language=documents.read_language(
            source=root.get("srcLang", ""), target=root.get("trgLang", ""), file=file, line=line
        ),
        units=tuple(_read_unit(unit, file) for unit in found),
        segment_count=documents.read_segment_count(_read_metadata(files[0]).get("segments", ""), file=file, line=line),
        file=file,
    )
    return documents.require_complete(document)


@dataclass
class _Codes:
    """The inline codes of a unit: their originals by id, and the numbers by which a target repeats the source's."""

    originals: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def refer(self, original: str) -> str:
        """Return the id of the data that has this original."""
        known = next((key for key, text in self.originals.items() if text == original), None)
        key = known or f"d{len(self.originals) + 1}"
        self.originals[key] = original
        return key

    def number_source(self, original: str) -> str:
        self.count += 1
        self.numbers.setdefault(original, []).append(str(self.count))
        return str(self.count)

    def number_target(self, original: str) -> str:
        """Return the id of the source's code with this original that isn't used yet, or a new one."""
        if free := self.numbers.get(original):
            return free.pop(0)
        self.count += 1
        return str(self.count)


def _write_unit(file: etree._Element, unit: ExchangeUnit, number: int, *, facts: Mapping[str, str]) -> None:
    element = _add(file, "unit", {"id": f"u{number}", "name": unit.path, "canResegment": "no", SPACE: "preserve"})
    source, target = documents.write_fingerprints(unit)
    _write_metadata(element, {"kind": unit.kind, "source": source, "target": target})
    notes = _add(element, "notes")
    for line in (unit.label, *documents.describe_facts(unit, facts)):
        _add(notes, "note", {"category": DESK}).text = line
    if change := documents.describe_change(unit):
        _add(notes, "note", {"category": DESK, "appliesTo": "source", "priority": "1"}).text = change
    data = _add(element, "originalData")
    segment = _add(element, "segment", WRITTEN_STATES[unit.state] if unit.target else {})
    codes = _Codes()
    _write_text(_add(segment, "source"), unit.source, unit.kind, codes, number=codes.number_source)
    if unit.target:
        _write_text(_add(segment, "target"), unit.target, unit.kind, codes, number=codes.number_target)
    for key, original in codes.originals.items():
        _add(data, "data", {"id": key}).text = original
    if not codes.originals:
        element.remove(data)


def _write_text(element: etree._Element, text: str, kind: str, codes: _Codes, *, number: Callable[[str], str]) -> None:
    pieces = inline_codes.split_codes(text, kind=kind)
    ends = {piece.number: piece.text for piece in pieces if piece.role == "close"}
    parents = [element]
    for piece in pieces:
        if piece.role == "text":
            _append(parents[-1], piece.text)
        elif piece.role == "open":
            end = ends[piece.number]
            references = {"dataRefStart": codes.refer(piece.text), "dataRefEnd": codes.refer(end)}
            code = {"id": number(piece.text + end), **references, "dispStart": piece.text, "dispEnd": end}
            parents.append(etree.SubElement(parents[-1], _name("pc"), code))
        elif piece.role == "close":
            parents.pop()
        else:
            code = {"id": number(piece.text), "dataRef": codes.refer(piece.text), "disp": piece.text}
            if TOKEN.fullmatch(piece.text):
                code["canDelete"] = "no"
            etree.SubElement(parents[-1], _name("ph"), code)


def _append(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _read_unit(element: etree._Element, file: str) -> ExchangeUnit:
    metadata = _read_metadata(element)
    source_fingerprint, target_fingerprint = documents.read_fingerprints(metadata.values())
    originals = {
        each.get("id", ""): "".join(each.itertext()) for each in element.iterfind(f"{_name('originalData')}/*")
    }
    parts = [part for part in element if part.tag in (_name("segment"), _name("ignorable"))]
    state = _read_state([part for part in parts if part.tag == _name("segment")])
    is_read = state != UnitState.UNFINISHED
    return ExchangeUnit(
        path=element.get("name", ""),
        source="".join(_read_text(part.find(_name("source")), originals, file) for part in parts),
        target="".join(_read_target(part, originals, file) for part in parts) if is_read else "",
        source_fingerprint=source_fingerprint,
        target_fingerprint=target_fingerprint,
        line=element.sourceline or 0,
        state=state,
        notes=tuple(_read_notes(element)),
    )


def _read_state(segments: list[etree._Element]) -> UnitState:
    """Return the state of a unit: the least finished one of its segments."""
    targets = [segment.find(_name("target")) is not None for segment in segments]
    if not any(targets):
        return UnitState.TRANSLATED
    states = {segment.get("state", "") for segment in segments}
    if not all(targets) or "initial" in states:
        return UnitState.UNFINISHED
    if any(segment.get("subState") == SOURCE_CHANGED for segment in segments):
        return UnitState.NEEDS_REVIEW
    return UnitState.APPROVED if states <= FINISHED_STATES else UnitState.TRANSLATED


def _read_notes(unit: etree._Element) -> list[str]:
    notes = [note for note in unit.iterfind(f"{_name('notes')}/*") if note.get("category") != DESK]
    return [text for note in notes if (text := "".join(note.itertext()).strip())]


def _read_target(part: etree._Element, originals: dict[str, str], file: str) -> str:
    """Return the target of a segment; white space between segments may have none, and is that of the source."""
    target = part.find(_name("target"))
    if target is None and part.tag == _name("ignorable") and part.getparent().find(f".//{_name('target')}") is not None:
        target = part.find(_name("source"))
    return _read_text(target, originals, file)


def _read_text(element: etree._Element | None, originals: dict[str, str], file: str) -> str:
    if element is None:
        return ""
    parts = [element.text or ""]
    for code in element:
        parts += [_read_code(code, originals, file), code.tail or ""]
    return "".join(parts)


def _read_code(code: etree._Element, originals: dict[str, str], file: str) -> str:
    name = etree.QName(code).localname
    if name in TRANSPARENT:
        return _read_text(code, originals, file)
    references = ("dataRefStart", "dataRefEnd") if name == "pc" else ("dataRef",)
    found = [originals.get(code.get(reference, ""), "") for reference in references]
    if not all(original.strip() for original in found):
        raise documents.refuse_lost_code(file=file, line=code.sourceline or 0)
    return found[0] + _read_text(code, originals, file) + "".join(found[1:])


def _write_metadata(element: etree._Element, values: dict[str, str]) -> None:
    group = add_element(add_element(element, _meta("metadata")), _meta("metaGroup"), {"category": DESK})
    for name, value in values.items():
        add_element(group, _meta("meta"), {"type": name}, text=value)


def _read_metadata(element: etree._Element) -> dict[str, str]:
    groups = element.iterfind(f"{_meta('metadata')}/{_meta('metaGroup')}")
    return {
        meta.get("type", ""): meta.text or "" for group in groups if group.get("category") == DESK for meta in group
    }


def _meta(tag: str) -> str:
    return f"{{{METADATA}}}{tag}"


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: etree._Element, tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return add_element(parent, _name(tag), attributes)
