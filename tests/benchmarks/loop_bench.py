"""P5: a loop of 15 seconds made of a poster, compared with FFmpeg's encoder on the same frames.

The peer is libx264 in FFmpeg's own library, with the same settings and the frames ready in memory: no `ffmpeg` program
is on the machine, and one would have to read the frames first. Ours also makes the frames, signs nothing, and reads the
code in every frame of the encoded film; what reading costs has a row of its own.
"""

import time
from collections.abc import Callable, Iterator

from cms.render import loop
from cms.render.encoding import FRAMES_PER_SECOND, MP4, encode
from cms.render.loop import LoopScene, make_film
from cms.render.poster import make_base, release
from tests.benchmarks.rows import Row
from tests.render.words import make_words

SECONDS = 15
TURNS = {"small": 1, "full": 5}
FORMATS = {"small": ("led-column",), "full": ("led-column", "lift-portrait-fhd")}
ADDRESS = "HTTPS://NHONGUON.EXAMPLE/Q/7K3M9P"
MOST = 1.2


def rows(scale: str) -> Iterator[Row]:
    """Return the rows of P5."""
    for code in FORMATS[scale]:
        yield from _measure(code, turns=TURNS[scale])


def _measure(format_code: str, *, turns: int) -> Iterator[Row]:
    base = make_base(words=make_words("vi"), language="vi", format_code=format_code, template="call")
    scenes = [LoopScene(png=release(base=base, address=ADDRESS).content, address=ADDRESS)]
    ours, making, peer = [], [], []
    for _turn in range(turns):
        ours.append(_time(lambda: make_film(scenes, seconds_each=SECONDS, media_type=MP4)))
        frames = list(loop.show(scenes, frames=SECONDS * FRAMES_PER_SECOND))
        peer.append(_time(lambda frames=frames: encode(iter(frames), media_type=MP4)))
        making.append(_time(lambda: encode(loop.show(scenes, frames=SECONDS * FRAMES_PER_SECOND), media_type=MP4)))
    limit = min(peer)
    for what, taken, target in (
        ("frames made and encoded", min(making), MOST),
        ("the same, read back in every frame", min(ours), None),
    ):
        ratio = taken / limit
        yield {
            "id": "P5",
            "what": f"loop of {SECONDS} s, {format_code}: {what}, against encoding the same frames",
            "ours": f"{taken:.1f} s",
            "peer": f"{limit:.1f} s",
            "ratio": round(ratio, 2),
            "target": f"≤ {target} times" if target else "",
            "met": ratio <= target if target else None,
        }


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
