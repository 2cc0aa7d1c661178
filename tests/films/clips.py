"""Short films made for a test: plain shots one after another, so that their cuts are known."""

from collections.abc import Iterable
from io import BytesIO

import av
import numpy as np

RATE = 10


def make_clip(shades: Iterable[int], *, seconds: float = 1.0, codec: str = "mpeg4", container: str = "mp4") -> bytes:
    """A film of one shot a shade of grey, each so many seconds long, ten frames a second."""
    buffer = BytesIO()
    with av.open(buffer, "w", format=container) as film:
        stream = film.add_stream(codec, rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in shades:
            picture = np.full((48, 64, 3), shade, dtype=np.uint8)
            for _frame in range(round(RATE * seconds)):
                film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    return buffer.getvalue()
