"""TBX files (ISO 30042:2019, dialect TBX-Basic): the glossary's terms exchanged with other tools.

Read too are the older TBX (2008, ``martif``) and both styles of the newer one, with data categories as attributes
(DCA) or as elements (DCT). The first rendering is the preferred term, others are admitted, forbidden ones deprecated.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from cms.files.xml_files import UNWRITABLE, XmlRefused, add_element, parse_xml
from translations.campaign.reading import get_folder
from translations.languages import SOURCE, find_by_tag, get_language_entry
from translations.term_tables import (
    MAX_TABLE_BYTES,
    NAMES,
    BrokenGlossary,
    PartOfSpeech,
    SourceRow,
    TableFault,
    TableRow,
    TargetRow,
)
from translations.terms import PROPER_NAMES, split_renderings

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PREFERRED, ADMITTED, DEPRECATED = "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"
FORBIDDEN = frozenset({DEPRECATED, "supersededTerm-admn-sts", "deprecatedTerm", "supersededTerm"})
FIRST = frozenset({PREFERRED, "preferredTerm"})
WORD_CLASSES = {
    PartOfSpeech.NOUN: ("noun", ""),
    PartOfSpeech.VERB: ("verb", ""),
    PartOfSpeech.NAME: ("properNoun", ""),
    **{PartOfSpeech(kind): ("properNoun", "") for kind in sorted(PROPER_NAMES)},
    PartOfSpeech.PHRASE: ("other", "phrase"),
    PartOfSpeech.SAYING: ("other", ""),
}
"""TBX-Basic's part of speech and type of term for each of the glossary's parts of speech.

TBX-Basic has one for all names; whether it is a person's or a place's is the entry's subject field.
"""
ENTRIES, SECTIONS = ("conceptEntry", "termEntry"), ("langSec", "langSet")


@dataclass(frozen=True)
class _FoundTerm:
    text: str
    status: str
    word_class: tuple[str, str]
    line: int


def is_tbx(data: bytes) -> bool:
    """Return whether the data is XML rather than a table; no table begins with “<”."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def write(*, sources: Iterable[TableRow], rows: Iterable[TableRow], language: str) -> bytes:
    """Return the source's terms, with their renderings in the language unless it is the source's, in UTF-8."""
    root = etree.Element(_name("tbx"), nsmap={None: NAMESPACE}, attrib={"type": "TBX-Basic", "style": "dca"})
    root.set(LANGUAGE, SOURCE)
    description = _add(_add(_add(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    _add(description, "p", text=get_folder().title)
    body = _add(_add(root, "text"), "body")
    renderings = {row.term: row for row in rows if isinstance(row, TargetRow)}
    for number, source in enumerate(sources, start=1):
        target = renderings.get(source.term)
        if isinstance(source, SourceRow) and (language == SOURCE or target is not None):
            entry = _add(body, "conceptEntry", {"id": f"c{number}"})
            _write_source(entry, source)
            if target is not None:
                _write_target(entry, target, language=language)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def read(data: bytes, *, language: str, name: str, known: Mapping[str, TableRow]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of a table's row, with its line, for each entry that has the language; raise ``BrokenGlossary``.

    ``known`` are the source's terms; of several in an entry, one of these is taken.
    """
    root = _parse(data, name=name)
    found = False
    for entry in root.iter(*(f"{{*}}{tag}" for tag in ENTRIES)):
        sections = _read_sections(entry)
        source = _choose_source(sections.get(SOURCE, []), known)
        if source is None or (language != SOURCE and not sections.get(language)):
            continue
        found = True
        if language == SOURCE:
            subject = _read_text(entry, "subjectField")
            part_of_speech = subject if subject in NAMES else _find_part_of_speech(source, known)
            yield source.line, [source.text, part_of_speech, _read_text(entry, "definition")]
        else:
            note = _read_text(_find_section(entry, language), "note")
            yield source.line, [source.text, *_join_renderings(sections[language]), note]
    if not found:
        text = _("The file has no term in the source language with a rendering in %(name)s.")
        raise BrokenGlossary([TableFault(name, text % {"name": get_language_entry(language).autonym})])


def _write_source(entry: etree._Element, row: SourceRow) -> None:
    if row.is_name:
        _add(entry, "descrip", {"type": "subjectField"}, text=row.part_of_speech)
    section = _add(entry, "langSec", {LANGUAGE: SOURCE})
    if row.note:
        _add(section, "descrip", {"type": "definition"}, text=row.note)
    term = _write_term(section, row.term)
    word_class, term_type = WORD_CLASSES[PartOfSpeech(row.part_of_speech)]
    _add(term, "termNote", {"type": "partOfSpeech"}, text=word_class)
    if term_type:
        _add(term, "termNote", {"type": "termType"}, text=term_type)


def _write_target(entry: etree._Element, row: TargetRow, *, language: str) -> None:
    section = _add(entry, "langSec", {LANGUAGE: get_language_entry(language).tag})
    if row.note:
        _add(section, "note", text=row.note)
    for place, rendering in enumerate(split_renderings(row.renderings)):
        _write_status(_write_term(section, rendering), ADMITTED if place else PREFERRED)
    for rendering in split_renderings(row.forbidden):
        _write_status(_write_term(section, rendering), DEPRECATED)


def _write_term(section: etree._Element, text: str) -> etree._Element:
    term = _add(section, "termSec")
    _add(term, "term", text=UNWRITABLE.sub("", text))
    return term


def _write_status(term: etree._Element, status: str) -> None:
    _add(term, "termNote", {"type": "administrativeStatus"}, text=status)


def _parse(data: bytes, *, name: str) -> etree._Element:
    if len(data) > MAX_TABLE_BYTES:
        limit = MAX_TABLE_BYTES // 1024
        raise BrokenGlossary([TableFault(name, _("The file is larger than %(limit)s KB.") % {"limit": limit})])
    try:
        root = parse_xml(data.decode("utf-8-sig"), may_name_dtd=True)
    except UnicodeDecodeError as error:
        text = _("The text isn't encoded in UTF-8. Save the file in UTF-8.")
        raise BrokenGlossary([TableFault(name, text, data[: error.start].count(b"\n") + 1)]) from error
    except XmlRefused as refused:
        raise BrokenGlossary([TableFault(name, str(refused), refused.line)]) from refused
    if etree.QName(root).localname not in {"tbx", "martif"}:
        raise BrokenGlossary([TableFault(name, _("The file isn't TBX."), root.sourceline or 0)])
    return root


def _read_sections(entry: etree._Element) -> dict[str, list[_FoundTerm]]:
    """Return the terms of an entry by language."""
    sections: dict[str, list[_FoundTerm]] = {}
    for section in entry.iterfind("{*}*"):
        if (code := _get_language(section)) is not None:
            sections.setdefault(code, []).extend(_read_term(term) for term in section.iter("{*}term"))
    return {code: [term for term in terms if term.text] for code, terms in sections.items()}


def _read_term(term: etree._Element) -> _FoundTerm:
    about = {each.get("type") or etree.QName(each).localname: each.text or "" for each in term.getparent()}
    return _FoundTerm(
        text=_join_lines(term),
        status=about.get("administrativeStatus") or about.get("normativeAuthorization") or "",
        word_class=(about.get("partOfSpeech", ""), about.get("termType", "")),
        line=term.sourceline or 0,
    )


def _choose_source(terms: list[_FoundTerm], known: Mapping[str, TableRow]) -> _FoundTerm | None:
    return next((term for term in terms if term.text in known), terms[0] if terms else None)


def _find_part_of_speech(term: _FoundTerm, known: Mapping[str, TableRow]) -> str:
    """Return the glossary's part of speech; where the file has none, the present one, or that of a phrase."""
    word_class, term_type = term.word_class
    given = next((ours for ours, theirs in WORD_CLASSES.items() if theirs == (word_class, term_type)), None)
    given = given or next((ours for ours, theirs in WORD_CLASSES.items() if theirs == (word_class, "")), None)
    row = known.get(term.text)
    return given or (row.part_of_speech if isinstance(row, SourceRow) else PartOfSpeech.PHRASE)


def _join_renderings(terms: list[_FoundTerm]) -> tuple[str, str]:
    """Return the cells of the accepted and the forbidden renderings; the preferred ones come first."""
    accepted = [term for term in terms if term.status not in FORBIDDEN]
    accepted.sort(key=lambda term: term.status not in FIRST)
    forbidden = [term for term in terms if term.status in FORBIDDEN]
    return _join(accepted), _join(forbidden)


def _join(terms: list[_FoundTerm]) -> str:
    return " | ".join(dict.fromkeys(term.text for term in terms))


def _get_language(section: etree._Element) -> str | None:
    if etree.QName(section).localname not in SECTIONS:
        return None
    entry = find_by_tag(section.get(LANGUAGE) or section.get("lang") or "")
    return entry.code if entry else None


def _find_section(entry: etree._Element, language: str) -> etree._Element | None:
    return next((section for section in entry.iterfind("{*}*") if _get_language(section) == language), None)


def _read_text(element: etree._Element | None, kind: str) -> str:
    """Return the first text of this data category in the element: by its type or by its name."""
    if element is None:
        return ""
    found = (each for each in element.iter("{*}*") if kind in (each.get("type"), etree.QName(each).localname))
    return next((_join_lines(each) for each in found), "")


def _join_lines(element: etree._Element) -> str:
    """Return the text on one line; other spaces, such as French no-break spaces, stay as they are."""
    return re.sub(r"[ \t\r\n]+", " ", "".join(element.itertext())).strip(" ")


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(
    parent: etree._Element, tag: str, attributes: dict[str, str] | None = None, *, text: str | None = None
) -> etree._Element:
    return add_element(parent, _name(tag), attributes, text=text)
