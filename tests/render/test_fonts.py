import pytest

from cms.render import fonts
from tests.render.words import make_words
from translations.languages import CODES


@pytest.mark.parametrize("language", CODES)
def test_fonts_draw_every_character_of_the_language(language: str) -> None:
    words = make_words(language)

    for text in (words.headline, *words.lines, words.action, words.contact_line, words.organiser):
        fonts.check_glyphs(text, language=language)


def test_missing_glyph_is_refused_with_character_and_language() -> None:
    with pytest.raises(fonts.MissingGlyphs) as refusal:
        fonts.check_glyphs("Xin chào ລາວ", language="vi")

    assert str(refusal.value).startswith("The fonts for language vi have no glyph for: ")
    assert "ວ (U+0EA7 LAO LETTER WO)" in str(refusal.value)
    assert refusal.value.language == "vi"


def test_fonts_installed_on_the_machine_are_not_used() -> None:
    families = set(fonts.load_typst_fonts().families())

    assert families
    assert all(family.startswith(("Noto Sans", "Liberation Serif")) for family in families)
