"""Clips of cards for demonstration, as H.264 in MP4 (docs/decisions/0004-video.md)."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pyvips
from av.container import OutputContainer

from cms.render import fonts
from cms.render.formats import TEMPLATES_DIR
from translations.languages import get_language_entry

Pixels = np.ndarray[Any, np.dtype[Any]]
MP4 = "video/mp4"
FRAMES_PER_SECOND = 25
FADE_SECONDS = 1.2
_PLANES = "yuv420p"
_ENCODER_OPTIONS = {"preset": "veryfast", "crf": "20", "tune": "stillimage"}


class CardTooLong(ValueError):
    """The sentence doesn't fit on a film's card."""


def make_clip(
    cards: tuple[str, ...], *, language: str, notice: str, seconds: int = 12, width: int = 1280, height: int = 720
) -> bytes:
    """Return a silent film of cards shown in turn, for demonstrations. Raise `MissingGlyphs` or `CardTooLong`."""
    pictures = [
        _read_rgb(_draw_card(card, language=language, notice=notice, width=width, height=height)) for card in cards
    ]
    return _encode(_show_in_turn(pictures, frames=seconds * FRAMES_PER_SECOND // len(pictures)))


def _show_in_turn(pictures: list[Pixels], *, frames: int) -> Iterator[Pixels]:
    """Yield `frames` frames for each picture, fading in from and out to its background colour."""
    for picture in pictures:
        dark = np.broadcast_to(picture[:1, :1], picture.shape)
        yield from _fade_in_and_out(_to_yuv(dark), _to_yuv(picture), frames=frames)


def _fade_in_and_out(low: Pixels, high: Pixels, *, frames: int) -> Iterator[Pixels]:
    fade = min(frames // 4, round(FADE_SECONDS * FRAMES_PER_SECOND))
    for index in range(frames):
        share = min(1.0, index / fade, (frames - 1 - index) / fade)
        yield high if share == 1 else cv2.addWeighted(low, 1 - share, high, share, 0)


def _to_yuv(picture: Pixels) -> Pixels:
    """Convert a picture to the encoder's planes, once instead of for each frame."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return frame.reformat(format=_PLANES).to_ndarray()


def _encode(frames: Iterator[Pixels]) -> bytes:
    """Encode frames of even width and height as an MP4 that can play before it is fully loaded."""
    # Moving the index to the front takes a second pass over the file, which needs a name for that.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        with av.open(str(path), mode="w", format="mp4", options={"movflags": "+faststart"}) as container:
            _mux(container, frames)
        return path.read_bytes()


def _mux(container: OutputContainer, frames: Iterator[Pixels]) -> None:
    first = next(frames)
    stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=_ENCODER_OPTIONS)
    # Planar 4:2:0 has two colour planes below the grey one, together half as high.
    stream.height, stream.width = first.shape[0] * 2 // 3, first.shape[1]
    stream.pix_fmt = _PLANES
    for index, pixels in enumerate(chain((first,), frames)):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=_PLANES)
        frame.pts, frame.time_base = index, Fraction(1, FRAMES_PER_SECOND)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())


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


def _read_rgb(png: bytes) -> Pixels:
    image = pyvips.Image.new_from_buffer(png, "")
    pixels: Pixels = image.numpy()
    return pixels[..., :3]
