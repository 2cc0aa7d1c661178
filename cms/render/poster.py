"""Finished posters: a base is typeset once for all links, then each link's code is stamped on it.

`release` returns a file only if two decoders have read its code.
"""

import functools
import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from cms.render import artwork as artworks
from cms.render import fonts, qr, stamp, wording
from cms.render.artwork import PDF, CodeBox, PosterWords, get_colours, make_artwork
from cms.render.designs import POSTERS_DIR, get_design
from cms.render.formats import ScreenFormat, get_format
from cms.render.poster_picture import PosterPicture, get_usual_picture
from cms.render.readback import ReadBack, read_back
from cms.render.typed_address import AddressLine, write_address
from translations import line_breaks
from translations.campaign.reading import get_folder
from translations.line_breaks import WHOLE_WORDS

HOW_TEXTS_ARE_SET = (Path(artworks.__file__), Path(wording.__file__), Path(line_breaks.__file__), WHOLE_WORDS)
"""A base that was made before one of these changed is made anew."""


INSET = 0.015
"""Of the white square's width: the typed address leaves the line around the square untouched."""


@dataclass(frozen=True)
class Base:
    """A poster without code. `digest` identifies its input and is used as cache key; `sha256` is that of its bytes."""

    content: bytes
    media_type: str
    width: int
    height: int
    box: CodeBox
    format_code: str
    digest: str
    sha256: str
    omitted: tuple[str, ...]


@dataclass(frozen=True)
class FinishedPoster:
    """A poster for one link, read by two decoders. Width and height are in pixels, or in points of a PDF page."""

    content: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    symbol_version: int
    readback: ReadBack

    @property
    def extension(self) -> str:
        """File name extension without the dot."""
        return "pdf" if self.media_type == PDF else "png"


def base_digest(
    *, words: PosterWords, language: str, format_code: str, template: str, picture: PosterPicture | None = None
) -> str:
    """Return the SHA-256 of all input of a base: texts, picture, language, format, colours, design, fonts, Typst."""
    artwork, design = get_format(format_code), get_design(template)
    shown = picture or get_usual_picture(design)
    parts = {
        "words": asdict(words),
        "language": language,
        "format": asdict(artwork),
        "colours": get_colours(design, artwork=artwork),
        "emblem": get_folder().emblem,
        "picture": hashlib.sha256(shown.svg.encode()).hexdigest() if shown else "",
        "template": template,
        "design": _design_digest(template),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()


def make_base(
    *, words: PosterWords, language: str, format_code: str, template: str, picture: PosterPicture | None = None
) -> Base:
    """Typeset the texts once for all links; without a picture, with one of the campaign's drawings.

    Raise `MissingGlyphs`, `TextOverflow`, `UnknownTemplate` or `UnknownFormat`.
    """
    artwork = get_format(format_code)
    typeset = make_artwork(words=words, language=language, artwork=artwork, template=template, picture=picture)
    return Base(
        content=typeset.content,
        media_type=typeset.media_type,
        width=round(artwork.width),
        height=round(artwork.height),
        box=typeset.box,
        format_code=format_code,
        digest=base_digest(words=words, language=language, format_code=format_code, template=template, picture=picture),
        sha256=hashlib.sha256(typeset.content).hexdigest(),
        omitted=typeset.omitted,
    )


def release(*, base: Base, address: str) -> FinishedPoster:
    """Stamp the link's code on the base and read it back. Raise `DoesNotRead` or `AddressTooLong`."""
    artwork = get_format(base.format_code)
    symbol = qr.make_symbol(address)
    content = _stamp(base, artwork=artwork, symbol=symbol, address=address)
    readback = read_back(content, media_type=base.media_type, box=base.box, address=address)
    return FinishedPoster(
        content=content,
        media_type=base.media_type,
        width=base.width,
        height=base.height,
        sha256=hashlib.sha256(content).hexdigest(),
        symbol_version=symbol.version,
        readback=readback,
    )


def _stamp(base: Base, *, artwork: ScreenFormat, symbol: qr.Symbol, address: str) -> bytes:
    place = stamp.place_symbol(box=base.box, symbol=symbol, artwork=artwork)
    line = _place_address(base, artwork=artwork, address=address)
    put = stamp.stamp_pdf if base.media_type == PDF else stamp.stamp_png
    return put(base.content, symbol=symbol, place=place, line=line)


def _place_address(base: Base, *, artwork: ScreenFormat, address: str) -> AddressLine | None:
    height = qr.get_address_height(artwork)
    if not height:
        return None
    box, edge = base.box, INSET * base.box.width
    inside = {"x": box.x + edge, "y": box.y + box.width, "width": box.width - 2 * edge, "height": height - edge}
    return AddressLine(text=write_address(address), **inside)


@functools.cache
def _design_digest(template: str) -> str:
    digest = hashlib.sha256(version("typst").encode())
    design = get_design(template).file
    drawn_by = (design, design.with_name("design.toml"), POSTERS_DIR / "parts.typ")
    for path in (*drawn_by, *HOW_TEXTS_ARE_SET, *fonts.list_font_files()):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
