"""Where a film cuts: the moments at which one shot ends and the next begins, found in its picture."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 64, 36
CUT = 24.0
"""How much brighter or darker, of 255, the mean point of a picture is after a cut, at least."""
SHARPNESS = 3.0
"""A cut differs so many times more than the frames around it: panning and fading differ for many frames on end."""
CLOSEST = 0.2
MOST_CUTS = 20_000
REPORT_EVERY = 250


def find_shots(file: File | BinaryIO, *, container: str, report: Callable[[int], None] | None = None) -> list[float]:
    """Return the seconds at which the film cuts, in order; raise ``ValueError`` if its picture does not decode.

    ``report`` is told how many seconds have been looked at, every few frames. A fade is no cut.
    """
    found: list[float] = []
    before = last = 0.0
    waiting: tuple[float, float] | None = None
    for number, (at, change) in enumerate(_measure(file, container)):
        if waiting is not None and waiting[1] >= SHARPNESS * max(before, change, 1.0):
            if not found or waiting[0] - found[-1] >= CLOSEST:
                found.append(round(waiting[0], 3))
            if len(found) >= MOST_CUTS:
                break
        before, waiting = last, ((at, change) if change >= CUT else None)
        last = change
        if report is not None and number % REPORT_EVERY == 0:
            report(int(at))
    return found


def _measure(file: File | BinaryIO, container: str) -> Iterator[tuple[float, float]]:
    """Yield, for each frame, its second and how much it differs from the one before, in a small grey picture."""
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
