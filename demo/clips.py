"""A short clip for a film of the demonstration: a dawn over water, drawn by arithmetic, 20 seconds, no sound.

The words of the film are its subtitles, so that one picture serves every language.
"""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT = 640, 360
FRAMES_A_SECOND = 12
SECONDS = 20
NIGHT, DAWN = np.array([18, 30, 48]), np.array([214, 158, 92])


def draw_clip(path: Path) -> None:
    """Write the clip as MP4 (H.264); the same bytes each time on one machine."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=FRAMES_A_SECOND)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, FRAMES_A_SECOND)
        stream.options = {"crf": "30", "preset": "veryfast", "threads": "1"}
        for number in range(FRAMES_A_SECOND * SECONDS):
            frame = av.VideoFrame.from_ndarray(_draw(number / (FRAMES_A_SECOND * SECONDS)), format="rgb24")
            film.mux(stream.encode(frame))
        film.mux(stream.encode())


def _draw(moment: float) -> np.ndarray:
    """Return the picture at a moment from 0 to 1: the sky brightens, the water moves slowly below it."""
    rows = np.linspace(0, 1, HEIGHT)[:, None, None]
    columns = np.linspace(0, 1, WIDTH)[None, :, None]
    glow = np.exp(-((rows - 0.55) ** 2) * 18) * (0.25 + 0.75 * moment)
    ripple = 0.06 * np.sin(60 * rows + 8 * columns + 12 * moment) * (rows > 0.6)
    picture = NIGHT + (DAWN - NIGHT) * np.clip(glow + ripple, 0, 1)
    return np.broadcast_to(picture, (HEIGHT, WIDTH, 3)).clip(0, 255).astype(np.uint8)
