"""Nothing of a poster is cut or overlaps something else, in any language: measured by another program."""

from dataclasses import replace

import pytest

from cms.render.artwork import PosterWords, TextOverflow, make_artwork
from cms.render.designs import load_designs
from cms.render.formats import ScreenFormat, get_format, load_formats
from cms.render.poster import make_base, release
from tests.render.drawn import find_faults, read_lines
from tests.render.hard_words import ADDRESS, LATIN, THAI, make_all
from tests.render.words import make_words
from translations.languages import CODES

FORMATS = load_formats()
CODE = "HTTPS://NHONGUON.EXAMPLE/Q/7KD2MX"
TURNS = 5
OCCASION = "27. 7. 2027"
ALWAYS = ("usual", "short", "long", "mission")
SAMPLE = [
    ("th", "led-column"),
    ("lo", "lift-portrait-hd"),
    ("km", "stretched-banner"),
    ("ja", "led-wall-small"),
    ("ar", "social-square"),
    ("fr", "print-pano"),
]


DESIGNS = [design.code for design in load_designs()]
DESIGN_SAMPLE = [
    ("call", "ar", "print-bus-shelter"),
    ("contact", "th", "lift-portrait-hd"),
    ("film", "ja", "stretched-banner"),
    ("keydate", "km", "led-column"),
    ("mission", "ru", "office-a4"),
    ("story", "fr", "social-square"),
]


def find_all_faults(
    words: PosterWords, *, language: str, artwork: ScreenFormat, template: str = "call"
) -> list[str] | None:
    """Return the faults of the drawn poster; None if it was refused for a text that doesn't fit."""
    try:
        made = make_artwork(words=words, language=language, artwork=artwork, template=template, as_pdf=True)
    except TextOverflow:
        return None
    return find_faults(made)


@pytest.mark.parametrize(("language", "code"), SAMPLE)
def test_nothing_is_cut_in_a_sample(language: str, code: str) -> None:
    found = {
        what: find_all_faults(words, language=language, artwork=get_format(code)) for what, words in make_all(language)
    }

    assert found["usual"] == []
    assert {what: faults for what, faults in found.items() if faults} == {}


@pytest.mark.slow(once_in=80)
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("artwork", FORMATS, ids=lambda artwork: artwork.code)
def test_nothing_is_cut_in_any_language_and_format(language: str, artwork: ScreenFormat) -> None:
    """Set the usual texts, and by turns a fifth of the hard ones: each is set in every language on some formats."""
    turn = (CODES.index(language) + FORMATS.index(artwork)) % TURNS
    texts = [(what, words) for number, (what, words) in enumerate(make_all(language)) if number % TURNS == turn]
    always = dict(make_all(language))
    texts += [(what, always[what]) for what in ("usual", "short", "mission")]
    found = {what: find_all_faults(words, language=language, artwork=artwork) for what, words in texts}

    assert (found["usual"], found["short"]) == ([], [])
    assert {what: faults for what, faults in found.items() if faults} == {}


@pytest.mark.slow(once_in=80)
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("artwork", FORMATS, ids=lambda artwork: artwork.code)
def test_both_decoders_read_every_poster_that_is_released(language: str, artwork: ScreenFormat) -> None:
    texts = dict(make_all(language))
    for words in (texts["usual"], texts["long"], texts["mission"]):
        try:
            base = make_base(words=words, language=language, format_code=artwork.code, template="call")
        except TextOverflow:
            continue
        assert release(base=base, address=CODE).readback.ok


@pytest.mark.parametrize(("template", "language", "code"), DESIGN_SAMPLE)
def test_nothing_is_cut_in_a_sample_of_every_design(template: str, language: str, code: str) -> None:
    found = {
        what: find_all_faults(
            replace(words, occasion=OCCASION), language=language, artwork=get_format(code), template=template
        )
        for what, words in dict(make_all(language)).items()
        if what in ALWAYS
    }

    assert (found["usual"], found["short"]) == ([], [])
    assert {what: faults for what, faults in found.items() if faults} == {}


@pytest.mark.slow(once_in=80)
@pytest.mark.parametrize("template", DESIGNS)
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("artwork", FORMATS, ids=lambda artwork: artwork.code)
def test_nothing_is_cut_and_every_code_is_read_in_any_design(
    template: str, language: str, artwork: ScreenFormat
) -> None:
    texts = {what: replace(w, occasion=OCCASION) for what, w in make_all(language) if what in ALWAYS}
    found = {
        what: find_all_faults(words, language=language, artwork=artwork, template=template)
        for what, words in texts.items()
    }

    assert (found["usual"], found["short"]) == ([], [])
    assert {what: faults for what, faults in found.items() if faults} == {}
    base = make_base(words=texts["usual"], language=language, format_code=artwork.code, template=template)
    assert release(base=base, address=CODE).readback.ok


def test_thai_without_spaces_keeps_its_last_letters_on_a_narrow_column() -> None:
    words = replace(make_words("th"), headline=THAI)

    assert find_all_faults(words, language="th", artwork=get_format("led-column")) in ([], None)


@pytest.mark.parametrize("language", ["th", "lo", "km", "ja", "zh-hans"])
def test_latin_word_wider_than_its_line_is_refused(language: str) -> None:
    words = replace(make_words(language), headline=LATIN * 2)

    with pytest.raises(TextOverflow) as refusal:
        make_artwork(words=words, language=language, artwork=get_format("led-column"), template="call")

    assert refusal.value.field == "headline"


@pytest.mark.parametrize("language", ["km", "vi", "ar"])
def test_register_contact_with_a_long_address_fits_by_the_means_of_the_template(language: str) -> None:
    contact = f"{make_words(language).contact_line}, {ADDRESS}"
    words = replace(make_words(language), contact_line=contact, contact_short="+84 965 001 222")

    for artwork in FORMATS:
        assert find_all_faults(words, language=language, artwork=artwork) == [], artwork.code


def test_long_texts_leave_the_field_its_room_beside_a_wide_panel() -> None:
    for language in ("fr", "ru"):
        words = dict(make_all(language))["long"]

        assert find_all_faults(words, language=language, artwork=get_format("print-pano")) in ([], None)


def test_korean_text_of_a_page_has_no_joiners() -> None:
    made = make_artwork(
        words=make_words("ko"), language="ko", artwork=get_format("print-a4"), template="call", as_pdf=True
    )

    text = "".join(read_lines(made))
    assert "\u2060" not in text
    assert "그들이" in text
