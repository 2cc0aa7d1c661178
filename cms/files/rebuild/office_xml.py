"""The XML of a Word or Excel document without persons, revisions, remarks, machine paths and outside content."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from cms.files.rebuild.faults import RebuildFault, RebuildRefused

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_STRICT = {"http://purl.oclc.org/ooxml/wordprocessingml/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"}
_KEEP_WITHOUT_REFERENCE = frozenset({"pageSetup", "blip"})
_REMOVED = frozenset(
    [
        "rsids",
        "docId",
        "docVars",
        "attachedTemplate",
        "mailMerge",
        "saveThroughXslt",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "absPath",
        "fileSharing",
        "revisionPtr",
        "person",
        "proofState",
        "externalData",
    ]
)
"""Elements by their local name: persons, revisions, remarks, and paths on a machine."""
_REMOVED_ATTRIBUTES = re.compile(r"rsid\w*|uid|paraId|textId|documentId|lastEdited|author|initials|userId|lastModBy")
_PICTURE_NAMES = frozenset({"docPr", "cNvPr"})
_OUTSIDE_FIELD = re.compile(r"\s*(?:INCLUDE\w*|DDE\w*|LINK|IMPORT|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE)
_OUTSIDE_FORMULA = re.compile(
    r"\b(?:WEBSERVICE|FILTERXML|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\(|\w+\|", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')


def parse(data: bytes) -> Any:
    """Return the root of a part. No document type is accepted, no entity expanded and nothing read from elsewhere."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype or etree.QName(root).namespace in _STRICT:
        raise RebuildRefused(RebuildFault.NOT_OFFICE)
    return root


def remove_references(root: Any, dropped: set[str]) -> None:
    """Remove the elements that refer to relationships left out; of links and page settings the reference alone."""
    for element in [node for node in root.iter() if isinstance(node.tag, str)]:
        for name in [name for name, value in element.attrib.items() if value in dropped and _is_reference(name)]:
            if _get_name(element) in _KEEP_WITHOUT_REFERENCE or element.tag == f"{_WORD}hyperlink":
                del element.attrib[name]
            else:
                _remove(element)


def clean_part(root: Any) -> None:
    """Remove persons, revisions and remarks; raise ``RebuildRefused`` for content that readers wouldn't see."""
    for element in [node for node in root.iter() if isinstance(node.tag, str)]:
        name = _get_name(element)
        if name in _REMOVED:
            _remove(element)
            continue
        if element.tag.startswith(_WORD):
            _require_plain_word(element, name)
        elif element.tag.startswith(_SHEET):
            _require_plain_sheet(element, name)
        for attribute in [each for each in element.attrib if _REMOVED_ATTRIBUTES.fullmatch(each.rpartition("}")[2])]:
            del element.attrib[attribute]
        if name in _PICTURE_NAMES:
            element.set("name", "")
    for field in _read_fields(root):
        if _OUTSIDE_FIELD.match(field):
            raise RebuildRefused(RebuildFault.OFFICE_FIELD, field.split()[0])


def _require_plain_word(element: Any, name: str) -> None:
    if element.get(f"{_WORD}author") is not None and name != "comment":
        raise RebuildRefused(RebuildFault.TRACKED_CHANGES)
    if name == "vanish" and element.get(f"{_WORD}val") not in {"0", "false", "off"}:
        properties = element.getparent()
        if properties.getparent() is not None and properties.getparent().tag == f"{_WORD}r":
            raise RebuildRefused(RebuildFault.HIDDEN_CONTENT)


def _require_plain_sheet(element: Any, name: str) -> None:
    if name == "sheet" and element.get("state", "visible") != "visible":
        raise RebuildRefused(RebuildFault.HIDDEN_CONTENT, element.get("name", ""))
    if name in {"f", "definedName"} and _OUTSIDE_FORMULA.search(_QUOTED.sub("", element.text or "")):
        raise RebuildRefused(RebuildFault.OFFICE_FIELD, (element.text or "")[:40])


def _read_fields(root: Any) -> Iterator[str]:
    """Yield the instruction of every field, put together from the runs over which Word divides it."""
    waiting: list[str] = []
    for element in root.iter(f"{_WORD}fldSimple", f"{_WORD}fldChar", f"{_WORD}instrText"):
        kind = element.get(f"{_WORD}fldCharType")
        if element.tag == f"{_WORD}fldSimple":
            yield element.get(f"{_WORD}instr", "")
        elif element.tag == f"{_WORD}instrText":
            waiting[-1:] = [f"{waiting[-1] if waiting else ''}{element.text or ''}"]
        elif kind == "begin":
            waiting.append("")
        elif waiting:
            yield waiting[-1]
            if kind == "end":
                waiting.pop()
    yield from waiting


def _remove(element: Any) -> None:
    """Remove an element, and a parent that may not be empty and would be."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    if _get_name(parent) == "hyperlinks" and not len(parent):
        _remove(parent)


def _is_reference(name: str) -> bool:
    return name.startswith(_REFERENCES)


def _get_name(element: Any) -> str:
    return str(etree.QName(element).localname)
