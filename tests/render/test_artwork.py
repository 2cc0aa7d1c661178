import io
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pikepdf
import pytest

from cms.render import readback
from cms.render.artwork import Artwork, PosterWords, TextOverflow, make_artwork
from cms.render.designs import UnknownTemplate
from cms.render.fonts import MissingGlyphs
from cms.render.formats import ScreenFormat, get_format, load_formats
from tests.render.words import make_long_words, make_short_words, make_words
from translations.languages import CODES

FORMATS = load_formats()
SAMPLE = [
    ("vi", "lift-portrait-hd"),
    ("km", "led-wall-small"),
    ("ar", "social-square"),
    ("ja", "print-pano"),
    ("lo", "print-a3"),
]


def make(language: str, code: str, **changes: object) -> Artwork:
    words = replace(make_words(language), **changes)
    return make_artwork(words=words, language=language, artwork=get_format(code), template="call")


def assert_nothing_stands_at_the_edge(made: Artwork, artwork: ScreenFormat) -> None:
    """Check that no text is near the edge: a picture may be, and what is written stays in its place (`find_faults`)."""
    strip = 0.035 * min(artwork.width, artwork.height)
    for slot in made.slots:
        if slot.height:
            assert slot.x >= strip
            assert slot.y >= strip
            assert slot.x + slot.width <= artwork.width - strip
            assert slot.y + slot.height <= artwork.height - strip


def make_or_refuse(words: PosterWords, *, language: str, artwork: ScreenFormat) -> Artwork | TextOverflow:
    try:
        return make_artwork(words=words, language=language, artwork=artwork, template="call")
    except TextOverflow as refusal:
        return refusal


@pytest.mark.parametrize(("language", "code"), SAMPLE)
def test_words_of_usual_length_fit(language: str, code: str) -> None:
    made = make(language, code)

    assert_nothing_stands_at_the_edge(made, get_format(code))
    assert made.sizes["lines"] >= get_format(code).least_text_size - 0.01


@pytest.mark.slow(once_in=40)
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("artwork", FORMATS, ids=lambda artwork: artwork.code)
def test_words_of_usual_length_fit_every_format_in_every_language(language: str, artwork: ScreenFormat) -> None:
    for words in (make_words(language), make_short_words(language)):
        made = make_artwork(words=words, language=language, artwork=artwork, template="call")

        assert_nothing_stands_at_the_edge(made, artwork)


@pytest.mark.slow(once_in=40)
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("artwork", FORMATS, ids=lambda artwork: artwork.code)
def test_long_words_are_set_whole_or_refused_by_field(language: str, artwork: ScreenFormat) -> None:
    made = make_or_refuse(make_long_words(language), language=language, artwork=artwork)

    if isinstance(made, TextOverflow):
        assert made.field in ("headline", "lines")
        assert (made.language, made.format_code) == (language, artwork.code)
        assert made.percent > 0
    else:
        assert_nothing_stands_at_the_edge(made, artwork)


def test_long_words_fit_some_formats_only() -> None:
    words = replace(make_long_words("vi"), lines=make_words("vi").lines * 4)

    refused = make_or_refuse(words, language="vi", artwork=get_format("social-square"))
    made = make_or_refuse(words, language="vi", artwork=get_format("social-story"))

    assert isinstance(refused, TextOverflow)
    assert isinstance(made, Artwork)


def test_text_too_long_is_refused_with_field_language_format_and_excess() -> None:
    with pytest.raises(TextOverflow) as refusal:
        make("vi", "lift-portrait-hd", lines=("Một trang nhật ký có thể đưa một người con trở về. " * 60,))

    assert refusal.value.field == "lines"
    assert str(refusal.value).startswith(
        "The lines in language vi is too long for its space on format lift-portrait-hd by "
    )


def test_word_wider_than_its_line_is_refused() -> None:
    with pytest.raises(TextOverflow) as refusal:
        make("ru", "led-column", headline="Достопримечательностьдостопримечательность")

    assert str(refusal.value).startswith(
        "The headline in language ru is too wide for its line on format led-column by "
    )


def test_contact_too_long_is_refused_as_contact() -> None:
    with pytest.raises(TextOverflow) as refusal:
        make("fr", "led-wall-small", contact_line="Ligne directe du comité national " * 4)

    assert refusal.value.field == "contact_line"


def test_missing_glyph_is_refused_before_anything_is_drawn() -> None:
    with pytest.raises(MissingGlyphs, match="language vi"):
        make("vi", "print-a4", organiser="국가")


def test_unknown_template_is_refused() -> None:
    with pytest.raises(UnknownTemplate, match=r"There is no poster template “\.\./call”"):
        make_artwork(words=make_words("vi"), language="vi", artwork=get_format("print-a4"), template="../call")


@pytest.mark.parametrize("artwork", [f for f in FORMATS if not f.is_print], ids=lambda f: f.code)
def test_png_has_exactly_the_pixels_of_the_screen(artwork: ScreenFormat) -> None:
    made = make_artwork(words=make_short_words("vi"), language="vi", artwork=artwork, template="call")

    assert struct.unpack(">II", made.content[16:24]) == (artwork.width_px, artwork.height_px)


def test_print_is_one_page_of_pdf_a_of_exact_size() -> None:
    made = make("vi", "print-a3")

    with pikepdf.open(io.BytesIO(made.content)) as document:
        assert len(document.pages) == 1
        width, height = (float(value) * 25.4 / 72 for value in document.pages[0].trimbox[2:])
        assert (width, height) == pytest.approx((297, 420), abs=0.01)
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
        assert document.Root.Lang == "vi"


def test_same_words_give_the_same_bytes() -> None:
    for code in ("lift-portrait-hd", "print-a4"):
        assert make("vi", code).content == make("vi", code).content


def test_threads_typeset_concurrently_with_the_same_result() -> None:
    alone = {language: make(language, "led-column").content for language in ("vi", "ar", "th")}

    with ThreadPoolExecutor(3) as pool:
        together = dict(zip(alone, pool.map(lambda language: make(language, "led-column").content, alone), strict=True))

    assert together == alone


def test_arabic_is_mirrored() -> None:
    left_to_right, right_to_left = (make(language, "indoor-landscape-fhd") for language in ("vi", "ar"))

    assert left_to_right.box.x > 960 > right_to_left.box.x + right_to_left.box.width


def test_format_seen_from_afar_omits_the_lines() -> None:
    assert make("vi", "led-wall-2x1").omitted == ("lines",)
    assert make("vi", "lift-portrait-hd").omitted == ()


def test_box_of_the_code_is_white() -> None:
    made = make("ko", "station-landscape-4k")

    picture = readback.decode_png(made.content)
    inset = 20
    left, top, width = (round(value) for value in (made.box.x, made.box.y, made.box.width))
    assert np.all(picture[top + inset : top + width - inset, left + inset : left + width - inset] == 255)
