"""Stamping a link's code and its typed address on a base: pixels on a PNG, shapes on a PDF. Same input, same bytes."""

import functools
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import pikepdf
import pyvips

from cms.render import qr, typed_address
from cms.render.artwork import CodeBox
from cms.render.formats import ScreenFormat
from cms.render.typed_address import AddressLine

Pixels = np.ndarray[Any, np.dtype[Any]]
DARK, LIGHT = 0, 255
# The default level without filter: flat artwork gets as small as with adaptive filters, in half the time.
PNG_COMPRESSION = 6


@dataclass(frozen=True)
class SymbolPlace:
    """Position of a symbol on the page and width of a module, in the unit of the base's box."""

    left: float
    top: float
    module: float


def place_symbol(*, box: CodeBox, symbol: qr.Symbol, artwork: ScreenFormat) -> SymbolPlace:
    """Centre the symbol in its box, which leaves at least the quiet zone on every side."""
    module = qr.get_module_width(artwork, size=symbol.size)
    spare = (box.width - symbol.size * module) / 2
    if artwork.is_print:
        return SymbolPlace(left=box.x + spare, top=box.y + spare, module=module)
    return SymbolPlace(left=box.x + int(spare), top=box.y + int(spare), module=module)


def stamp_png(base: bytes, *, symbol: qr.Symbol, place: SymbolPlace, line: AddressLine | None) -> bytes:
    """Return the base with symbol and address on it, as a PNG of the same size."""
    tile = np.where(np.array(symbol.modules, dtype=bool), DARK, LIGHT).astype(np.uint8)
    scaled = np.kron(tile, np.ones((int(place.module),) * 2, dtype=np.uint8))
    pixels = read_pixels(base).copy()
    left, top = int(place.left), int(place.top)
    pixels[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled[..., np.newaxis]
    if line:
        written = read_pixels(typed_address.draw_png(line))
        left, top = round(line.x), round(line.y)
        pixels[top : top + written.shape[0], left : left + written.shape[1]] = written
    return encode_png(pixels)


@functools.lru_cache(maxsize=2)
def read_pixels(base: bytes) -> Pixels:
    """Return the base's pixels, cached because a batch stamps the same base many times."""
    image = pyvips.Image.new_from_buffer(base, "", access="sequential")
    pixels: Pixels = image.flatten(background=[LIGHT] * 3).numpy() if image.hasalpha() else image.numpy()
    pixels.setflags(write=False)
    return pixels


def encode_png(pixels: Pixels) -> bytes:
    """Return the pixels as an opaque RGB PNG without metadata."""
    image = pyvips.Image.new_from_array(pixels)
    return bytes(image.pngsave_buffer(compression=PNG_COMPRESSION, filter="none", keep="none"))


def stamp_pdf(base: bytes, *, symbol: qr.Symbol, place: SymbolPlace, line: AddressLine | None) -> bytes:
    """Return the base with the symbol as rectangles on its first page, and the address as text; it remains PDF/A."""
    with pikepdf.open(io.BytesIO(base)) as document:
        page = document.pages[0]
        height = float(page.trimbox[3])
        if line:
            _write(document, line=line, page_height=height)
        page.contents_add(_draw(symbol, place=place, page_height=height), prepend=False)
        target = io.BytesIO()
        document.save(target, deterministic_id=True, static_id=False)
        return target.getvalue()


def _write(document: pikepdf.Pdf, *, line: AddressLine, page_height: float) -> None:
    """Add the address under a name of its own: the names that pikepdf gives differ from time to time."""
    page, bottom = document.pages[0], page_height - line.y - line.height
    with pikepdf.open(io.BytesIO(typed_address.draw_pdf(line))) as written:
        form = document.copy_foreign(written.pages[0].as_form_xobject())
    name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/TypedAddress"))
    page.contents_add(f"q 1 0 0 1 {line.x:.4f} {bottom:.4f} cm {name} Do Q".encode("ascii"), prepend=False)


def _draw(symbol: qr.Symbol, *, place: SymbolPlace, page_height: float) -> bytes:
    """Return runs of dark modules as rectangles, in page coordinates from the bottom left (ISO 32000-1, 8.5.2.1)."""
    parts = ["/Artifact BMC q 0 0 0 rg"]
    for row, cells in enumerate(symbol.modules):
        bottom = page_height - place.top - (row + 1) * place.module
        for start, length in _find_runs(cells):
            left = place.left + start * place.module
            parts.append(f"{left:.4f} {bottom:.4f} {length * place.module:.4f} {place.module:.4f} re")
    return "\n".join([*parts, "f Q EMC"]).encode("ascii")


def _find_runs(cells: tuple[bool, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index, dark in enumerate(cells):
        if not dark:
            continue
        if runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((index, 1))
    return runs
