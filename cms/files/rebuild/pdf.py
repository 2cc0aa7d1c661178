"""A PDF written anew: pages, tags for screen readers, outline and form fields stay; nothing else of the file does.

Properties, XMP, scripts, actions, attachments, comments, earlier revisions and bytes outside of the PDF are left out.
"""

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf.settings import set_qpdf_limits

from cms.files.rebuild.faults import RebuildFault, RebuildRefused
from cms.files.rebuild.jpeg import strip_jpeg, strip_jpeg2000

MEGABYTE = 1024 * 1024
LARGEST_STREAM = 50 * MEGABYTE
LARGEST_PICTURE = 320 * MEGABYTE
MOST_UNPACKED = 1000 * MEGABYTE
MOST_PIXELS = 100_000_000
MOST_PAGES = 2_000
MOST_OBJECTS = 500_000
SAFE_ADDRESSES = ("http:", "https:", "mailto:", "tel:")

_OF_THE_ROOT = frozenset(
    [
        "/Type",
        "/Pages",
        "/Lang",
        "/MarkInfo",
        "/StructTreeRoot",
        "/Outlines",
        "/PageLabels",
        "/Names",
        "/Dests",
        "/ViewerPreferences",
        "/PageMode",
        "/PageLayout",
        "/AcroForm",
        "/OCProperties",
        "/OutputIntents",
    ]
)
_DROPPED = frozenset(
    [
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
        "/AA",
        "/JS",
        "/JavaScript",
        "/EF",
        "/AF",
        "/EmbeddedFiles",
        "/OPI",
        "/Ref",
        "/Alternates",
        "/Thumb",
        "/PTEX.FileName",
        "/PTEX.InfoDict",
        "/PTEX.PageNumber",
        "/RichMediaContent",
        "/RichMediaSettings",
        "/Perms",
        "/Legal",
    ]
)
_OF_EXTERNAL_STREAMS = frozenset({"/F", "/FFilter", "/FDecodeParms"})
_NAMES_BELOW = frozenset(
    [
        "/Font",
        "/XObject",
        "/ExtGState",
        "/ColorSpace",
        "/Pattern",
        "/Shading",
        "/Properties",
        "/CharProcs",
        "/Dests",
        "/AP",
        "/N",
        "/D",
        "/R",
    ]
)
"""Dictionaries whose keys are names that someone gave, such as those of fonts."""
_ANNOTATIONS = frozenset({"/Link", "/Widget"})
_ACTIONS = frozenset({"/GoTo", "/Named", "/URI"})


def rebuild_pdf(source: Path, target: Path) -> Mapping[str, object]:
    """Write the PDF without anything but its content; raise ``RebuildRefused``."""
    set_qpdf_limits(
        flate_max_memory=LARGEST_PICTURE, run_length_max_memory=LARGEST_STREAM, parser_max_container_size=MOST_OBJECTS
    )
    if b"%%EOF" not in source.read_bytes():  # it would be repaired, without the pages that are missing
        raise RebuildRefused(RebuildFault.TRUNCATED)
    try:
        with pikepdf.open(source) as document:
            _require_bounded(document)
            _clean_root(document)
            _clean_objects(document)
            document.save(target, encryption=False, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise RebuildRefused(RebuildFault.PASSWORD) from error
    except (pikepdf.PdfError, RuntimeError, TypeError, KeyError, ValueError) as error:
        if isinstance(error, RebuildRefused):
            raise
        raise RebuildRefused(RebuildFault.NOT_PDF) from error
    return {}


def _require_bounded(document: pikepdf.Pdf) -> None:
    pages = len(document.pages)
    if not pages:
        raise RebuildRefused(RebuildFault.NOT_PDF)
    if pages > MOST_PAGES or len(document.objects) > MOST_OBJECTS:
        raise RebuildRefused(RebuildFault.TOO_MANY_PARTS)


def _clean_root(document: pikepdf.Pdf) -> None:
    root, trailer = document.Root, document.trailer
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise RebuildRefused(RebuildFault.DYNAMIC_FORM)
    for key in set(root.keys()) - _OF_THE_ROOT:
        del root[key]
    if form is not None and "/SigFlags" in form:
        del form["/SigFlags"]
    names = root.get("/Names")
    if names is not None:
        root.Names = pikepdf.Dictionary({key: value for key, value in names.items() if key == "/Dests"})
    for key in {"/Info", "/ID"} & set(trailer.keys()):
        del trailer[key]
    for page in document.pages:
        if "/B" in page.obj:  # threads of articles, which have properties of their own
            del page.obj["/B"]


def _clean_objects(document: pikepdf.Pdf) -> None:
    """Clean every object that the document reaches, each once."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, bool]] = [(document.Root, False)]
    unpacked = 0
    while waiting:
        entry, has_given_names = waiting.pop()
        if entry.is_indirect:
            if entry.objgen in seen:
                continue
            seen.add(entry.objgen)
        if isinstance(entry, pikepdf.Stream):
            unpacked += _clean_stream(entry)
            if unpacked > MOST_UNPACKED:
                raise RebuildRefused(RebuildFault.UNPACKS_TOO_LARGE)
        if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream) and not has_given_names:
            _clean_dictionary(entry)
        waiting += _get_children(entry)


def _get_children(entry: Any) -> Iterator[tuple[Any, bool]]:
    if isinstance(entry, pikepdf.Array):
        yield from ((part, False) for part in list(entry) if _is_container(part))
    elif isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(entry.keys()):
            value = entry.get(key)
            if _is_container(value):
                yield value, key in _NAMES_BELOW and isinstance(value, pikepdf.Dictionary)


def _is_container(value: Any) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)


def _clean_dictionary(entry: Any) -> None:
    for key in _DROPPED & set(entry.keys()):
        del entry[key]
    for key in ("/A", "/OpenAction", "/PA"):
        if key in entry and _is_action(entry[key]):
            _clean_action(entry, key)
    signature = entry.get("/V")
    if isinstance(signature, pikepdf.Dictionary) and "/ByteRange" in signature:  # it signs bytes that are gone
        del entry["/V"]
    if isinstance(entry.get("/Annots"), pikepdf.Array):
        entry.Annots = pikepdf.Array([each for each in entry.Annots if _is_kept(each)])


def _is_kept(annotation: Any) -> bool:
    return isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype", "")) in _ANNOTATIONS


def _is_action(value: Any) -> bool:
    """Return whether this is an action, not the attributes of a tag, which have the same key and an owner."""
    return isinstance(value, pikepdf.Dictionary) and "/S" in value and "/O" not in value


def _clean_action(entry: Any, key: str) -> None:
    action = entry[key]
    address = str(action.get("/URI", "")).strip().lower()
    is_safe = str(action.S) in _ACTIONS and (str(action.S) != "/URI" or address.startswith(SAFE_ADDRESSES))
    if not is_safe:
        del entry[key]
    elif "/Next" in action:
        del action["/Next"]


def _clean_stream(stream: Any) -> int:
    """Drop what refers to other files and a picture's metadata; return how many bytes the stream unpacks to."""
    for key in _OF_EXTERNAL_STREAMS & set(stream.keys()):
        del stream[key]
    filters = _get_filters(stream)
    is_picture = str(stream.get("/Subtype", "")) == "/Image"
    if is_picture and _count_pixels(stream) > MOST_PIXELS:
        raise RebuildRefused(RebuildFault.UNPACKS_TOO_LARGE)
    if filters and filters[-1] in {"/DCTDecode", "/JPXDecode"}:
        return _strip_picture(stream, filters)
    if not filters or filters[-1] in {"/CCITTFaxDecode", "/JBIG2Decode"}:
        return len(stream.read_raw_bytes())
    size = len(stream.read_bytes())
    if size > (_count_pixels(stream) * 8 + MEGABYTE if is_picture else LARGEST_STREAM):
        raise RebuildRefused(RebuildFault.UNPACKS_TOO_LARGE)
    return size


def _strip_picture(stream: Any, filters: list[str]) -> int:
    data = stream.read_raw_bytes()
    if filters[:-1] == ["/FlateDecode"]:
        data = zlib.decompressobj().decompress(data, LARGEST_STREAM)
    elif len(filters) > 1:
        raise RebuildRefused(RebuildFault.BROKEN)
    stripped = strip_jpeg(data) if filters[-1] == "/DCTDecode" else strip_jpeg2000(data)
    parameters = stream.get("/DecodeParms")
    kept = parameters[-1] if isinstance(parameters, pikepdf.Array) and len(parameters) else parameters
    stream.write(stripped, filter=pikepdf.Name(filters[-1]), decode_parms=kept)
    return len(stripped)


def _get_filters(stream: Any) -> list[str]:
    filters = stream.get("/Filter")
    if filters is None:
        return []
    return [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def _count_pixels(stream: Any) -> int:
    return int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
