"""Short films made for tests: plain shots one after another, so that their cuts are known."""

from collections.abc import Iterable
from io import BytesIO

import av
import numpy as np

RATE = 10


def make_clip(shades: Iterable[int], *, seconds: float = 1.0, codec: str = "mpeg4", container: str = "mp4") -> bytes:
    """Return a film with a shot for each shade of grey, each of this many seconds, at ten frames a second."""
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
