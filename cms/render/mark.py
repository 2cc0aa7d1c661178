"""Marks across pictures and pages: what isn't to be used says so, and its code can't be read any more."""

import io
import json
from dataclasses import asdict

import pikepdf
import pyvips
import typst

from cms.render import fonts, readback
from cms.render.artwork import PDF, CodeBox
from cms.render.code_place import find_code
from cms.render.formats import TEMPLATES_DIR
from cms.render.stamp import LIGHT, encode_png
from translations.languages import get_language_entry

TEMPLATE = TEMPLATES_DIR / "cards" / "mark.typ"
SEEN_WIDTH = 1200
"""Pixels of a page's width in which its code is looked for."""


class CodeStillReads(ValueError):
    """The code in a marked file can still be read; the file must not leave."""


def mark_file(content: bytes, *, media_type: str, text: str, language: str) -> bytes:
    """Return the poster's file with the text across it and its code crossed out. Raise ``CodeStillReads``."""
    return (_mark_pdf if media_type == PDF else mark_png)(content, text=text, language=language)


def mark_png(content: bytes, *, text: str, language: str) -> bytes:
    """Return the picture with the text across it and its code crossed out. Raise ``CodeStillReads``."""
    found = find_code(readback.decode_png(content))
    return _lay_over(content, text=text, language=language, box=found.box if found else None)


def mark_code(content: bytes, *, box: CodeBox, text: str, language: str) -> bytes:
    """Return the picture with its code alone crossed out, and the text over that. Raise ``CodeStillReads``."""
    return _lay_over(content, text=text, language=language, box=box, only_code=True)


def _lay_over(content: bytes, *, text: str, language: str, box: CodeBox | None, only_code: bool = False) -> bytes:
    picture = pyvips.Image.new_from_buffer(content, "")
    size = (picture.width, picture.height)
    layer = _draw(text, language=language, size=size, box=box, as_pdf=False, only_code=only_code)
    over = picture.composite2(pyvips.Image.new_from_buffer(layer, ""), "over")
    marked = encode_png(over.flatten(background=[LIGHT] * 3).cast("uchar").numpy())
    _require_unreadable(readback.decode_png(marked))
    return marked


def _mark_pdf(content: bytes, *, text: str, language: str) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        page = document.pages[0]
        width, height = (float(page.cropbox[index]) - float(page.cropbox[index - 2]) for index in (2, 3))
        scale = SEEN_WIDTH / width
        seen = find_code(readback.rasterise_pdf(content, scale=scale))
        box = _enlarge(seen.box, scale=1 / scale) if seen else None
        with pikepdf.open(
            io.BytesIO(_draw(text, language=language, size=(width, height), box=box, as_pdf=True))
        ) as layer:
            page.add_overlay(layer.pages[0], pikepdf.Rectangle(page.cropbox))
            target = io.BytesIO()
            document.save(target)
    _require_unreadable(readback.rasterise_pdf(target.getvalue(), scale=scale))
    return target.getvalue()


def _enlarge(box: CodeBox, *, scale: float) -> CodeBox:
    return CodeBox(x=box.x * scale, y=box.y * scale, width=box.width * scale)


def _draw(
    text: str,
    *,
    language: str,
    size: tuple[float, float],
    box: CodeBox | None,
    as_pdf: bool,
    only_code: bool = False,
) -> bytes:
    fonts.check_glyphs(text, language=language)
    spec = {
        "width": size[0],
        "height": size[1],
        "text": text,
        "code": asdict(box) if box else None,
        "only_code": only_code,
        "lang": get_language_entry(language).tag.split("-")[0],
        **asdict(fonts.get_script_fonts(language)),
    }
    if not as_pdf:
        return fonts.draw_png(TEMPLATE, spec)
    compiler: typst.Compiler = fonts.make_compiler(TEMPLATE)
    page = compiler.compile(format="pdf", sys_inputs={"spec": json.dumps(spec, ensure_ascii=False, sort_keys=True)})
    if not isinstance(page, bytes):
        raise TypeError("The mark makes more than one page.")
    return page


def _require_unreadable(picture: readback.Pixels) -> None:
    if readback.read_with_zxing(picture, thorough=True) or readback.read_with_opencv(picture):
        raise CodeStillReads("The code in the marked file can still be read.")
