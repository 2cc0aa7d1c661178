import io

import av
import pytest

from cms.render.fonts import MissingGlyphs
from cms.render.poster import Base, FinishedPoster, make_base, release
from cms.render.readback import DoesNotRead
from cms.render.video import CardTooLong, make_clip, make_loop
from tests.render.words import make_short_words

ADDRESS = "HTTPS://NHONGUON.EXAMPLE/Q/7K3M9P"


@pytest.fixture(scope="module")
def poster() -> tuple[Base, FinishedPoster]:
    base = make_base(words=make_short_words("vi"), language="vi", format_code="led-column", template="call")
    return base, release(base=base, address=ADDRESS)


def test_loop_has_the_posters_size_and_the_requested_length(poster: tuple[Base, FinishedPoster]) -> None:
    base, finished = poster

    film = make_loop(finished.content, box=base.box, address=ADDRESS, seconds=4)

    with av.open(io.BytesIO(film)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (finished.width, finished.height)
        assert stream.codec_context.name == "h264"
        assert container.duration == pytest.approx(4_000_000, abs=50_000)


def test_loop_with_another_code_is_refused(poster: tuple[Base, FinishedPoster]) -> None:
    base, finished = poster

    with pytest.raises(DoesNotRead):
        make_loop(finished.content, box=base.box, address=ADDRESS[:-1] + "Q", seconds=2)


def test_clip_of_cards_plays_in_any_language() -> None:
    film = make_clip(("Ai còn nhớ, xin hãy kể.",), language="vi", notice="Tài liệu minh họa", seconds=2)

    with av.open(io.BytesIO(film)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 50


def test_card_that_is_too_long_is_refused() -> None:
    with pytest.raises(CardTooLong, match="is too long for a film"):
        make_clip(("Một câu rất dài. " * 100,), language="vi", notice="", seconds=1)
    with pytest.raises(MissingGlyphs):
        make_clip(("한국",), language="vi", notice="", seconds=1)
