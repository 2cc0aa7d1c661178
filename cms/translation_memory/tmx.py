"""TMX 1.4b files (LISA OSCAR, 26 April 2005): translation memories exchanged with other tools, in plain text.

Facts stay tokens (``[[hotline]]``). The codes of other tools (``bpt``, ``ept``, ``ph``, ``it``, ``ut``) are dropped on
reading, as they mean nothing here; the text around them stays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from lxml import etree

from cms.files.xml_files import UNWRITABLE, XmlRefused, parse_xml
from translations.campaign.reading import get_folder
from translations.languages import SOURCE, find_by_tag, get_language_entry

MAX_FILE_BYTES = 16 * 1024 * 1024
MAX_UNITS = 50_000
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CODES = ("bpt", "ept", "it", "ph", "ut")
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="{get_folder().key}" creationtoolversion="1" segtype="block" o-tmf="{get_folder().key}" \
adminlang="en" srclang="{SOURCE}" datatype="plaintext"/>
<body>
"""


class MemoryRefused(ValueError):
    """The file can't be read as a memory; the message says why, and ``line`` where (0: nowhere in particular)."""

    def __init__(self, text: str, *, line: int = 0) -> None:
        self.line = line
        super().__init__(text)


@dataclass(frozen=True)
class TmxUnit:
    """A text and its translation; ``changed_at`` is when it was approved."""

    source: str
    target: str
    changed_at: datetime | None = None


def write(units: Iterable[TmxUnit], *, language: str) -> Iterator[bytes]:
    """Yield the file in pieces, in UTF-8."""
    yield HEAD.encode()
    for unit in units:
        element = etree.Element("tu")
        if unit.changed_at is not None:
            element.set("changedate", unit.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
        for tag, text in ((SOURCE, unit.source), (get_language_entry(language).tag, unit.target)):
            etree.SubElement(etree.SubElement(element, "tuv", {LANGUAGE: tag}), "seg").text = UNWRITABLE.sub("", text)
        yield etree.tostring(element, encoding="UTF-8") + b"\n"
    yield b"</body>\n</tmx>\n"


def read(data: bytes, *, language: str) -> tuple[TmxUnit, ...]:
    """Return the source texts with a translation into this language, each pair once; raise ``MemoryRefused``."""
    if len(data) > MAX_FILE_BYTES:
        raise MemoryRefused(_("The file is larger than %(limit)d MB.") % {"limit": MAX_FILE_BYTES // 1024**2})
    try:
        root = parse_xml(_decode(data), may_name_dtd=True)
    except XmlRefused as refused:
        raise MemoryRefused(str(refused), line=refused.line) from refused
    if root.tag != "tmx":
        raise MemoryRefused(_("The file isn't TMX."), line=root.sourceline or 0)
    found = dict.fromkeys(unit for element in root.iter("tu") if (unit := _read_unit(element, language)))
    if not found:
        name = get_language_entry(language).autonym
        raise MemoryRefused(
            _("The file has no text in the source language with a translation into %(name)s.") % {"name": name}
        )
    if len(found) > MAX_UNITS:
        raise MemoryRefused(_("The file has more than %(limit)s texts. Divide it.") % {"limit": MAX_UNITS})
    return tuple(found)


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MemoryRefused(_("The text isn't encoded in UTF-8. Save the file in UTF-8."), line=line) from error


def _read_unit(element: etree._Element, language: str) -> TmxUnit | None:
    texts: dict[str, str] = {}
    for variant in element.iterfind("tuv"):
        entry = find_by_tag(variant.get(LANGUAGE) or variant.get("lang") or "")
        if entry is not None:
            texts.setdefault(entry.code, _read_segment(variant.find("seg")))
    source, target = texts.get(SOURCE, "").strip(), texts.get(language, "").strip()
    return TmxUnit(source, target) if source and target else None


def _read_segment(segment: etree._Element | None) -> str:
    if segment is None:
        return ""
    etree.strip_elements(segment, *CODES, with_tail=False)
    return "".join(segment.itertext())
