"""Encoding of silent films: H.264 in MP4 and VP9 in WebM (docs/decisions/0004-video.md)."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pyvips
from av.container import OutputContainer

Pixels = np.ndarray[Any, np.dtype[Any]]
MP4, WEBM = "video/mp4", "video/webm"
FRAMES_PER_SECOND = 25
_PLANES = "yuv420p"


@dataclass(frozen=True)
class _Encoding:
    container: str
    codec: str
    options: dict[str, str]
    container_options: dict[str, str]


_ENCODINGS = {
    MP4: _Encoding(
        "mp4", "libx264", {"preset": "veryfast", "crf": "20", "tune": "stillimage"}, {"movflags": "+faststart"}
    ),
    WEBM: _Encoding("webm", "libvpx-vp9", {"deadline": "realtime", "cpu-used": "7", "crf": "30", "b": "0"}, {}),
}


def read_rgb(png: bytes) -> Pixels:
    """Return the colours of a picture, without its transparency."""
    pixels: Pixels = pyvips.Image.new_from_buffer(png, "").numpy()
    return np.ascontiguousarray(pixels[..., :3])


def to_yuv(picture: Pixels) -> Pixels:
    """Convert a picture to the encoder's planes, once instead of for each frame."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return frame.reformat(format=_PLANES).to_ndarray()


def fade_in_and_out(low: Pixels, high: Pixels, *, frames: int, fade: int) -> Iterator[Pixels]:
    """Yield so many frames, in planes: from one picture to the other within ``fade`` frames, and back at the end."""
    for index in range(frames):
        share = min(1.0, index / fade, (frames - 1 - index) / fade)
        yield high if share == 1 else cv2.addWeighted(low, 1 - share, high, share, 0)


def encode(frames: Iterator[Pixels], *, media_type: str = MP4) -> bytes:
    """Encode frames, in planes of even width and height, as a film that can play before it is fully loaded."""
    encoding = _ENCODINGS[media_type]
    # Moving an MP4's index to the front takes a second pass over the file, which needs a name for that.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{encoding.container}"
        with av.open(str(path), mode="w", format=encoding.container, options=encoding.container_options) as container:
            _mux(container, frames, encoding=encoding)
        return path.read_bytes()


def _mux(container: OutputContainer, frames: Iterator[Pixels], *, encoding: _Encoding) -> None:
    first = next(frames)
    stream = container.add_stream(encoding.codec, rate=FRAMES_PER_SECOND, options=encoding.options)
    if not isinstance(stream, av.VideoStream):
        raise TypeError(f"{encoding.codec} encodes no pictures.")
    # Planar 4:2:0 has two colour planes below the grey one, together half as high.
    stream.height, stream.width = first.shape[0] * 2 // 3, first.shape[1]
    stream.pix_fmt = _PLANES
    for index, pixels in enumerate(chain((first,), frames)):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=_PLANES)
        frame.pts, frame.time_base = index, Fraction(1, FRAMES_PER_SECOND)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
