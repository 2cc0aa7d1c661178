"""What the posters' room calls: a base once for the words, a finished poster for each link.

A poster that doesn't read doesn't exist: `release` gives a file only after two decoders read it.
"""

import functools
import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version

from cms.render import fonts, qr, stamp
from cms.render.artwork import PDF, CodeBox, PosterWords, find_template, make_artwork
from cms.render.formats import ScreenFormat, get_format
from cms.render.readback import ReadBack, read_back


@dataclass(frozen=True)
class Base:
    """A poster without its code; `digest` is its key in a cache, `sha256` that of the bytes."""

    content: bytes
    media_type: str
    width: int
    height: int
    box: CodeBox
    format_code: str
    digest: str
    sha256: str
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Finished:
    """A poster for one link, proven to read. Width and height are pixels, or whole points of a PDF's page."""

    content: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    symbol_version: int
    readback: ReadBack

    @property
    def extension(self) -> str:
        """Of a file's name, without the dot."""
        return "pdf" if self.media_type == PDF else "png"


def base_digest(*, words: PosterWords, language: str, format_code: str, template: str) -> str:
    """What a base depends on, as one SHA-256: words, language, format, template, fonts and the typesetter's version."""
    parts = {
        "words": asdict(words),
        "language": language,
        "format": asdict(get_format(format_code)),
        "template": template,
        "design": _design_digest(template),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()


def make_base(*, words: PosterWords, language: str, format_code: str, template: str) -> Base:
    """Typeset the words once for all links.

    Raises `MissingGlyphs`, `TextOverflow`, `UnknownTemplate`, `UnknownFormat`.
    """
    artwork = get_format(format_code)
    made = make_artwork(words=words, language=language, artwork=artwork, template=template)
    return Base(
        content=made.content,
        media_type=made.media_type,
        width=round(artwork.width),
        height=round(artwork.height),
        box=made.box,
        format_code=format_code,
        digest=base_digest(words=words, language=language, format_code=format_code, template=template),
        sha256=hashlib.sha256(made.content).hexdigest(),
        left_out=made.left_out,
    )


def release(*, base: Base, address: str) -> Finished:
    """Put the link's code on the base and prove that it reads. Raises `DoesNotRead` or `AddressTooLong`."""
    artwork = get_format(base.format_code)
    symbol = qr.make_symbol(address)
    content = _stamp(base, artwork=artwork, symbol=symbol)
    readback = read_back(content, media_type=base.media_type, box=base.box, address=address)
    return Finished(
        content=content,
        media_type=base.media_type,
        width=base.width,
        height=base.height,
        sha256=hashlib.sha256(content).hexdigest(),
        symbol_version=symbol.version,
        readback=readback,
    )


def _stamp(base: Base, *, artwork: ScreenFormat, symbol: qr.Symbol) -> bytes:
    place = stamp.place_symbol(box=base.box, symbol=symbol, artwork=artwork)
    put = stamp.stamp_pdf if base.media_type == PDF else stamp.stamp_png
    return put(base.content, symbol=symbol, place=place)


@functools.cache
def _design_digest(template: str) -> str:
    digest = hashlib.sha256(version("typst").encode())
    for path in (find_template(template), *fonts.list_font_files()):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
