"""Clips of cards for demonstration, as H.264 in MP4 (docs/decisions/0004-video.md)."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import numpy as np

from cms.render import fonts
from cms.render.encoding import FRAMES_PER_SECOND, Pixels, encode, fade_in_and_out, read_rgb, to_yuv
from cms.render.formats import TEMPLATES_DIR
from translations.languages import get_language_entry

FADE_SECONDS = 1.2


class CardTooLong(ValueError):
    """The sentence doesn't fit on a film's card."""


def make_clip(
    cards: tuple[str, ...], *, language: str, notice: str, seconds: int = 12, width: int = 1280, height: int = 720
) -> bytes:
    """Return a silent film of cards shown in turn, for demonstrations. Raise `MissingGlyphs` or `CardTooLong`."""
    pictures = [
        read_rgb(_draw_card(card, language=language, notice=notice, width=width, height=height)) for card in cards
    ]
    return encode(_show_in_turn(pictures, frames=seconds * FRAMES_PER_SECOND // len(pictures)))


def _show_in_turn(pictures: list[Pixels], *, frames: int) -> Iterator[Pixels]:
    """Yield `frames` frames for each picture, fading in from and out to its background colour."""
    fade = min(frames // 4, round(FADE_SECONDS * FRAMES_PER_SECOND))
    for picture in pictures:
        dark = np.broadcast_to(picture[:1, :1], picture.shape)
        yield from fade_in_and_out(to_yuv(dark), to_yuv(picture), frames=frames, fade=fade)


def _draw_card(text: str, *, language: str, notice: str, width: int, height: int) -> bytes:
    entry = get_language_entry(language)
    fonts.check_glyphs(text + notice, language=language)
    spec = {
        "width": width,
        "height": height,
        "text": text,
        "notice": notice,
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        **asdict(fonts.get_script_fonts(language)),
    }
    compiler = fonts.make_compiler(TEMPLATES_DIR / "cards" / "film.typ")
    inputs = {"spec": json.dumps(spec, ensure_ascii=False, sort_keys=True)}
    picture = compiler.compile(format="png", ppi=72, sys_inputs=inputs)
    if not isinstance(picture, bytes) or not json.loads(compiler.query("<report>", field="value", one=True)):
        raise CardTooLong(
            f"The card “{text[:40]}…” in language {language} is too long for a film of {width} × {height}."
        )
    return picture
