import io

import av
import pytest

from cms.render.fonts import MissingGlyphs
from cms.render.video import CardTooLong, make_clip


def test_clip_of_cards_plays_in_any_language() -> None:
    film = make_clip(("Ai còn nhớ, xin hãy kể.",), language="vi", notice="Tài liệu minh họa", seconds=2)

    with av.open(io.BytesIO(film)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 50


def test_card_that_is_too_long_is_refused() -> None:
    with pytest.raises(CardTooLong, match="is too long for a film"):
        make_clip(("Một câu rất dài. " * 100,), language="vi", notice="", seconds=1)
    with pytest.raises(MissingGlyphs):
        make_clip(("한국",), language="vi", notice="", seconds=1)
