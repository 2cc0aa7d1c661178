"""Shot detection: the moments at which one shot of a film ends and the next begins."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 64, 36
CUT = 24.0
"""The least mean difference between the pixels before and after a cut, of 255."""
SHARPNESS = 3.0
"""The least ratio between the change at a cut and those around it. Panning and fading change many frames in a row."""
CLOSEST = 0.2
MOST_CUTS = 20_000
REPORT_EVERY = 250


def find_shots(file: File | BinaryIO, *, container: str, report: Callable[[int], None] | None = None) -> list[float]:
    """Return the seconds at which the film cuts, in order; raise ``ValueError`` if its picture does not decode.

    ``report`` is called regularly with the seconds processed so far. A fade is not a cut.
    """
    found: list[float] = []
    before = last = 0.0
    candidate: tuple[float, float] | None = None
    for number, (at, change) in enumerate(_measure(file, container)):
        if candidate is not None and candidate[1] >= SHARPNESS * max(before, change, 1.0):
            if not found or candidate[0] - found[-1] >= CLOSEST:
                found.append(round(candidate[0], 3))
            if len(found) >= MOST_CUTS:
                break
        before, candidate = last, ((at, change) if change >= CUT else None)
        last = change
        if report is not None and number % REPORT_EVERY == 0:
            report(int(at))
    return found


def _measure(file: File | BinaryIO, container: str) -> Iterator[tuple[float, float]]:
    """Yield the second of each frame and its mean difference from the frame before, measured on small grey pictures."""
    import av
    import numpy as np

    try:
        with av.open(file, mode="r", format=container) as film:
            picture = film.streams.video[0]
            picture.thread_type = "AUTO"
            earlier = None
            for frame in film.decode(picture):
                now = frame.reformat(width=WIDTH, height=HEIGHT, format="gray").to_ndarray().astype(np.int16)
                if frame.time is not None and earlier is not None:
                    yield frame.time, float(np.abs(now - earlier).mean())
                earlier = now
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(_("The film's picture does not decode.")) from error
