from dataclasses import replace

import pytest

from cms.render.artwork import make_artwork
from cms.render.formats import get_format
from cms.render.wording import ForbiddenCharacters, cut
from tests.render.drawn import read_lines
from tests.render.words import make_words


def cut_to_text(text: str, *, language: str) -> str:
    return "".join(f"{piece.text}{' ' if piece.space else '|'}" for piece in cut(text, language=language)).rstrip()


@pytest.mark.parametrize(
    "token",
    ["E271", "E66", "@nguon_vn", "16.0471°N,108.2068°E", "info@example.org", "K-19/B", "50%", "27/7/1968"],
)
def test_latin_tokens_are_drawn_whole_and_forwards_in_arabic(token: str) -> None:
    words = replace(make_words("ar"), headline=f"سرية {token} في الحي", lines=())

    made = make_artwork(words=words, language="ar", artwork=get_format("print-a4"), template="call", as_pdf=True)

    assert any(token in line for line in read_lines(made)), read_lines(made)


def test_coordinates_and_names_of_several_words_keep_their_order_in_arabic() -> None:
    text = "الموقع 16.0471° N, 108.2068° E كتبت National Committee 515، هنا"
    words = replace(make_words("ar"), headline="اسم", lines=(text,))

    made = make_artwork(words=words, language="ar", artwork=get_format("print-a1"), template="call", as_pdf=True)

    drawn = "\n".join(read_lines(made))
    assert "16.0471°N,108.2068°E" in drawn
    assert "NationalCommittee515" in drawn


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        ("fr", "Où sont-ils tombés ?", "Où sont-|ils tombés\u00a0?"),
        ("vi", "Gọi 0965 001 222 (+84 965 001 222)", "Gọi 0965\u00a0001\u00a0222 (+84\u00a0965\u00a0001\u00a0222)"),
        ("ko", "그들이 잠든 곳을", "그들이 잠든 곳을"),
        ("ja", "ご存じの方がおられますか。", "ご存じの|方が|おられますか。"),
        ("zh-hans", "您还记得他们长眠的地方吗？", "您|还|记得|他们|长眠的|地方吗？"),
        ("th", "สถานที่ 500 แห่ง (ฟรี)", "สถานที่ 500 แห่ง (ฟรี)"),
        ("lo", "ຜູ້ເສຍສະຫຼະຊີວິດ: info@example.org", "ຜູ້ເສຍສະຫຼະຊີວິດ: info@example.org"),
    ],
)
def test_lines_end_between_pieces_only(language: str, text: str, pieces: str) -> None:
    assert cut_to_text(text, language=language) == pieces


def test_narrow_lines_may_divide_an_address_behind_its_signs() -> None:
    pieces = cut("thong-tin@ban-chi-dao.example.org", language="km", divides_addresses=True)

    assert [piece.text for piece in pieces] == ["thong-", "tin@", "ban-", "chi-", "dao.", "example.", "org"]


@pytest.mark.parametrize("character", ["\u202e", "\u202a", "\x07", "\x1b", "\u2066"])
def test_characters_that_turn_or_break_a_text_are_refused(character: str) -> None:
    words = replace(make_words("vi"), action=f"Quét mã {character}515")

    with pytest.raises(ForbiddenCharacters) as refusal:
        make_artwork(words=words, language="vi", artwork=get_format("print-a4"), template="call")

    assert refusal.value.characters == (f"U+{ord(character):04X}",)
