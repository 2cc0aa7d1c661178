"""Loops for screens: finished posters of several languages in turn, with a code that can be read in every frame.

As H.264 in MP4 and VP9 in WebM (docs/decisions/0004-video.md). Words come into focus and out of it again; the code
doesn't move and isn't blurred. What is released was decoded from the encoded file, frame by frame.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np

from cms.render import readback
from cms.render.artwork import CodeBox
from cms.render.code_place import find_code
from cms.render.encoding import FRAMES_PER_SECOND, MP4, Pixels, encode, fade_in_and_out, read_rgb, to_yuv
from cms.render.loop_length import LEAST_SECONDS, LEAST_SECONDS_EACH, MOST_SECONDS, is_allowed
from cms.render.readback import DecoderReading, DoesNotRead, ReadBack

FADE_SECONDS = 1.0
SEEN_CODE_WIDTH = 256
_BLUR_SHARE = 0.03


class LoopLengthRefused(ValueError):
    """Too few or too many posters for the seconds of each; the text says the limits."""


@dataclass(frozen=True)
class LoopScene:
    """A finished poster as PNG, and the address that its code must lead to."""

    png: bytes
    address: str


@dataclass(frozen=True)
class Film:
    """An encoded loop. ``frames_read`` is the number of its frames, in each of which the code was read."""

    content: bytes
    media_type: str
    width: int
    height: int
    seconds: int
    frames_read: int


def check_length(*, scenes: int, seconds_each: int) -> None:
    """Raise ``LoopLengthRefused`` unless every code is seen long enough and the loop has 10 to 30 seconds."""
    if not is_allowed(scenes=scenes, seconds_each=seconds_each):
        raise LoopLengthRefused(
            f"A loop has {LEAST_SECONDS} to {MOST_SECONDS} seconds, and at least {LEAST_SECONDS_EACH} for each poster; "
            f"{scenes} × {seconds_each} are {scenes * seconds_each}."
        )


def make_film(
    scenes: Sequence[LoopScene], *, seconds_each: int, media_type: str = MP4, sign: Callable[[bytes], bytes] = bytes
) -> Film:
    """Return the posters in turn as a film of this media type, signed before its frames are read.

    Raise `LoopLengthRefused`, or `DoesNotRead` if the code of a scene can't be read in one frame of the encoded film.
    """
    check_length(scenes=len(scenes), seconds_each=seconds_each)
    frames = seconds_each * FRAMES_PER_SECOND
    pictures = [read_rgb(scene.png) for scene in scenes]
    boxes = [_find_box(scene) for scene in scenes]
    content = sign(encode(_show(pictures, boxes=boxes, frames=frames), media_type=media_type))
    read = _read_every_frame(content, scenes=scenes, boxes=boxes, frames=frames)
    height, width = pictures[0].shape[:2]
    return Film(content, media_type, width, height, seconds=seconds_each * len(scenes), frames_read=read)


def show(scenes: Sequence[LoopScene], *, frames: int) -> Iterator[Pixels]:
    """Yield the frames of a loop, so many for each scene, in the encoder's planes. Raise `DoesNotRead`."""
    pictures = [read_rgb(scene.png) for scene in scenes]
    yield from _show(pictures, boxes=[_find_box(scene) for scene in scenes], frames=frames)


def _find_box(scene: LoopScene) -> CodeBox:
    found = find_code(readback.decode_png(scene.png))
    if found is None or found.text != scene.address:
        reading = DecoderReading(readback.ZXING, found.text if found else "")
        raise DoesNotRead(ReadBack(address=scene.address, readings=(reading,)))
    return found.box


def _show(pictures: Sequence[Pixels], *, boxes: Sequence[CodeBox], frames: int) -> Iterator[Pixels]:
    # The first and the last frame of every scene are alike, so that the loop has no seam.
    fade = round(FADE_SECONDS * FRAMES_PER_SECOND)
    for picture, box in zip(pictures, boxes, strict=True):
        yield from fade_in_and_out(to_yuv(_blur(picture, box=box)), to_yuv(picture), frames=frames, fade=fade)


def _blur(picture: Pixels, *, box: CodeBox) -> Pixels:
    """Return the poster out of focus, but for its code."""
    sigma = _BLUR_SHARE * max(picture.shape[:2])
    # Blurred at a quarter of the size: nobody sees the difference, and it takes a sixteenth of the time.
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigmaX=sigma / 4)
    blurred = cv2.resize(soft, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    left, top, width = (round(value) for value in (box.x, box.y, box.width))
    blurred[top : top + width, left : left + width] = picture[top : top + width, left : left + width]
    return blurred


def _read_every_frame(content: bytes, *, scenes: Sequence[LoopScene], boxes: Sequence[CodeBox], frames: int) -> int:
    """Return how many frames the encoded film has. Raise `DoesNotRead` for one without its scene's code.

    One decoder reads each frame, both read the first, the middle and the last of each scene.
    """
    with av.open(io.BytesIO(content), mode="r") as container:
        number = -1
        for number, frame in enumerate(container.decode(video=0)):
            turn, index = divmod(number, frames)
            scene, box = scenes[turn], boxes[turn]
            part = _cut_out(frame, box=box)
            readings = [DecoderReading(readback.ZXING, readback.read_with_zxing(part, thorough=True))]
            if index in {0, frames // 2, frames - 1}:
                readings.append(DecoderReading(readback.OPENCV, readback.read_with_opencv(part)))
            read = ReadBack(address=scene.address, readings=tuple(readings))
            if not read.ok:
                raise DoesNotRead(read)
    if number + 1 != frames * len(scenes):
        raise DoesNotRead(ReadBack(address=scenes[-1].address, readings=()))
    return number + 1


def _cut_out(frame: av.VideoFrame, *, box: CodeBox) -> Pixels:
    """Return the code from the film's own plane of brightness, no larger than a camera sees it."""
    plane = frame.planes[0]
    rows = np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)
    left, top, width = (round(value) for value in (box.x, box.y, box.width))
    part = np.ascontiguousarray(rows[top : top + width, left : left + width])
    size = (min(width, SEEN_CODE_WIDTH),) * 2
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA)
