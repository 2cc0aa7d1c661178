"""Loops of posters: the code of each is in every frame of the encoded file, long enough to be found and read."""

import io
from itertools import groupby

import av
import pytest
import zxingcpp

from cms.render.encoding import MP4, WEBM
from cms.render.loop import Film, LoopLengthRefused, LoopScene, make_film
from cms.render.poster import make_base, release
from cms.render.readback import DoesNotRead
from tests.render.words import make_short_words

ADDRESSES = ("HTTPS://NHONGUON.EXAMPLE/Q/7K3M9P", "HTTPS://NHONGUON.EXAMPLE/Q/7K3M9R")
SECONDS = 6


@pytest.fixture(scope="module")
def scenes() -> tuple[LoopScene, ...]:
    """A Vietnamese and an Arabic poster: the code isn't at the same place in both."""
    made = []
    for language, address in zip(("vi", "ar"), ADDRESSES, strict=True):
        base = make_base(words=make_short_words(language), language=language, format_code="led-column", template="call")
        made.append(LoopScene(png=release(base=base, address=address).content, address=address))
    return tuple(made)


def read_frames(film: Film) -> list[str]:
    """Return what a decoder reads in every fifth frame, as a file that was fetched is read."""
    with av.open(io.BytesIO(film.content)) as container:
        frames = [
            frame.to_ndarray(format="gray") for number, frame in enumerate(container.decode(video=0)) if not number % 5
        ]
    return [code.text for frame in frames for code in zxingcpp.read_barcodes(frame)]


@pytest.mark.parametrize(("media_type", "codec"), [(MP4, "h264"), (WEBM, "vp9")])
def test_each_code_is_in_every_frame_for_six_seconds(
    scenes: tuple[LoopScene, ...], media_type: str, codec: str
) -> None:
    film = make_film(scenes, seconds_each=SECONDS, media_type=media_type)

    runs = [(address, len(list(frames))) for address, frames in groupby(read_frames(film))]
    assert runs == [(address, SECONDS * 5) for address in ADDRESSES]
    assert film.frames_read == 2 * SECONDS * 25
    with av.open(io.BytesIO(film.content)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (film.width, film.height) == (512, 1024)
        assert stream.codec_context.name == codec
        assert container.duration == pytest.approx(12_000_000, abs=100_000)


def test_poster_with_another_code_is_refused(scenes: tuple[LoopScene, ...]) -> None:
    wrong = LoopScene(png=scenes[0].png, address=ADDRESSES[1])

    with pytest.raises(DoesNotRead):
        make_film([wrong], seconds_each=10)


@pytest.mark.parametrize(("count", "seconds"), [(1, 9), (1, 31), (2, 5), (6, 6)])
def test_lengths_that_nobody_can_scan_or_bear_are_refused(
    scenes: tuple[LoopScene, ...], count: int, seconds: int
) -> None:
    with pytest.raises(LoopLengthRefused, match="10 to 30 seconds"):
        make_film(scenes[:1] * count, seconds_each=seconds)
