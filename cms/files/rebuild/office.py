"""A Word or Excel document packed anew: only parts that are reached by known relationships, cleaned, and nothing else.

Source: ECMA-376, parts 1 and 2 (Open Packaging Conventions).
"""

import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from PIL import Image

from cms.files.rebuild.faults import RebuildFault, RebuildRefused
from cms.files.rebuild.office_xml import clean_part, parse, remove_references

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 300 * MEGABYTE
LARGEST_XML = 60 * MEGABYTE
MOST_PARTS = 5_000
MOST_PIXELS = 60_000_000
FIXED_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})

CONTENT_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_KEPT = frozenset(
    [
        "officeDocument",
        "styles",
        "settings",
        "fontTable",
        "numbering",
        "theme",
        "themeOverride",
        "header",
        "footer",
        "footnotes",
        "endnotes",
        "image",
        "hyperlink",
        "worksheet",
        "chartsheet",
        "sharedStrings",
        "calcChain",
        "drawing",
        "chart",
        "chartUserShapes",
        "chartStyle",
        "chartColorStyle",
        "table",
        "diagramData",
        "diagramLayout",
        "diagramQuickStyle",
        "diagramColors",
        "sheetMetadata",
    ]
)
_DROPPED = frozenset(
    [
        "core-properties",
        "extended-properties",
        "custom-properties",
        "thumbnail",
        "customXml",
        "customXmlProps",
        "customProperty",
        "comments",
        "commentsExtended",
        "commentsIds",
        "commentsExtensible",
        "people",
        "person",
        "threadedComment",
        "vmlDrawing",
        "printerSettings",
        "webSettings",
        "glossaryDocument",
        "attachedTemplate",
        "font",
        "keyMapCustomizations",
        "recipientData",
        "stylesWithEffects",
        "ctrlProp",
        "documenttasks",
        "metadata",
        "intelligence",
        "intelligence2",
        "userXmlData",
    ]
)
"""Relationships whose parts hold persons, remarks and settings of a machine; documents open without them."""
_MACROS = frozenset({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "attachedToolbars", "wordVbaData"})
_PICTURES = {"JPEG": (".jpeg", ".jpg", ".jpe"), "PNG": (".png",)}


@dataclass
class _Package:
    """The parts read, and those to be written; ``left`` is how many bytes may still be unpacked."""

    archive: zipfile.ZipFile
    names: Mapping[str, str]
    types: Mapping[str, str]
    left: int = MOST_UNPACKED
    written: dict[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """Return a part's bytes, counted as they are unpacked; the sizes that the archive declares aren't trusted."""
        with self.archive.open(self.names[name]) as part:
            data = part.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise RebuildRefused(RebuildFault.UNPACKS_TOO_LARGE)
        return data


def rebuild_office(source: Path, target: Path) -> Mapping[str, object]:
    """Write the document without anything but its content; raise ``RebuildRefused``."""
    try:
        with zipfile.ZipFile(source) as archive:
            package = _open_package(archive)
            _copy(package, "", start=_DOCUMENTS[source.suffix])
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError, OSError, EOFError, KeyError) as error:
        raise RebuildRefused(RebuildFault.NOT_OFFICE) from error
    _write(package, target)
    return {}


def _open_package(archive: zipfile.ZipFile) -> _Package:
    entries = archive.infolist()
    names = {entry.filename.lower(): entry.filename for entry in entries}
    if len(entries) > MOST_PARTS or len(names) != len(entries):
        raise RebuildRefused(RebuildFault.TOO_MANY_PARTS)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise RebuildRefused(RebuildFault.MACRO)
    package = _Package(archive, names, {})
    root = parse(package.read(CONTENT_TYPES.lower()))
    types = {
        (node.get("PartName") or node.get("Extension") or "").lower(): node.get("ContentType", "") for node in root
    }
    if any("macroenabled" in value.lower() for value in types.values()):
        raise RebuildRefused(RebuildFault.MACRO)
    package.types = types
    return package


def _copy(package: _Package, name: str, *, start: str = "") -> None:
    """Clean a part and copy it with every part that it refers to; the package itself has the empty name."""
    rules = _read_relationships(package, name)
    if start and start not in {target for _kind, target in rules.kept.values()}:
        raise RebuildRefused(RebuildFault.NOT_OFFICE)
    if name:
        package.written[name] = _clean(package, name, rules.dropped)
    if rules.kept or rules.external:
        package.written[_name_relationships(name)] = _write_relationships(rules)
    for _kind, target in rules.kept.values():
        if target not in package.written:
            _copy(package, target)


@dataclass
class _Relationships:
    """A part's relationships by their id: ``kept`` ones with kind and part, ``external`` addresses; ids left out."""

    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    external: dict[str, tuple[str, str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)


def _read_relationships(package: _Package, name: str) -> _Relationships:
    found = _Relationships()
    path = _name_relationships(name)
    if path.lower() not in package.names:
        return found
    for node in parse(package.read(path.lower())):
        key, kind, target = node.get("Id", ""), node.get("Type", ""), node.get("Target", "")
        short = kind.rpartition("/")[2]
        if short in _MACROS:
            raise RebuildRefused(RebuildFault.MACRO)
        if node.get("TargetMode") == "External":
            is_link = short == "hyperlink" and urlsplit(target.strip()).scheme.lower() in SAFE_SCHEMES
            found.external.update({key: (kind, target)} if is_link else {})
            found.dropped |= set() if is_link else {key}
        elif short in _DROPPED or _has_substitute(short, target, name):
            found.dropped.add(key)
        elif short not in _KEPT:
            raise RebuildRefused(RebuildFault.OFFICE_PART, short)
        else:
            found.kept[key] = (kind, posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target))[1:])
    return found


def _has_substitute(short: str, target: str, name: str) -> bool:
    """Return whether the document does without the part: charts keep their values, and SVGs are there as PNG too."""
    return (short == "package" and "/charts/" in f"/{name}") or (short == "image" and target.lower().endswith(".svg"))


def _clean(package: _Package, name: str, dropped: set[str]) -> bytes:
    data = package.read(name.lower())
    if _get_type(package, name).endswith("xml"):
        if len(data) > LARGEST_XML:
            raise RebuildRefused(RebuildFault.UNPACKS_TOO_LARGE)
        root = parse(data)
        remove_references(root, dropped)
        clean_part(root)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return _encode_picture(data, name)


def _encode_picture(data: bytes, name: str) -> bytes:
    """Return a picture encoded anew, so that nothing but its pixels is kept; raise ``RebuildRefused``."""
    suffix = posixpath.splitext(name)[1].lower()
    kinds = [kind for kind, suffixes in _PICTURES.items() if suffix in suffixes]
    try:
        if not kinds:
            raise ValueError(suffix)
        with Image.open(BytesIO(data), formats=kinds) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise RebuildRefused(RebuildFault.UNPACKS_TOO_LARGE)
            mode = "RGBA" if kinds == ["PNG"] and picture.has_transparency_data else "RGB"
            pixels = picture.convert(mode)
            bare = Image.new(mode, pixels.size)
            bare.paste(pixels)
    except RebuildRefused:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise RebuildRefused(RebuildFault.OFFICE_PICTURE, posixpath.basename(name)) from error
    written = BytesIO()
    bare.save(written, kinds[0], **({"quality": 90} if kinds == ["JPEG"] else {}))
    return written.getvalue()


def _get_type(package: _Package, name: str) -> str:
    """Return the part's content type; raise ``KeyError`` for a part without one."""
    return package.types.get(f"/{name}".lower()) or package.types[posixpath.splitext(name)[1][1:].lower()]


def _name_relationships(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _write_relationships(rules: _Relationships) -> bytes:
    root = etree.Element(f"{{{_RELATIONSHIPS_NAMESPACE}}}Relationships", nsmap={None: _RELATIONSHIPS_NAMESPACE})
    for key, (kind, target) in rules.kept.items():
        etree.SubElement(root, "Relationship", Id=key, Type=kind, Target=f"/{target}")
    for key, (kind, target) in rules.external.items():
        etree.SubElement(root, "Relationship", Id=key, Type=kind, Target=target.strip(), TargetMode="External")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _write(package: _Package, target: Path) -> None:
    root = etree.Element(f"{{{_TYPES_NAMESPACE}}}Types", nsmap={None: _TYPES_NAMESPACE})
    etree.SubElement(
        root, "Default", Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml"
    )
    for name in package.written:
        if not name.endswith(".rels"):
            etree.SubElement(root, "Override", PartName=f"/{name}", ContentType=_get_type(package, name))
    types = bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {CONTENT_TYPES: types, **package.written}.items():
            info = zipfile.ZipInfo(name, FIXED_TIMESTAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
