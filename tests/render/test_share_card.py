"""Cards for sharing: in every script nothing is cut and no glyph lacks, and every letter can be read."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cms.render.fonts import keep_drawable
from cms.render.share_card import (
    HEIGHT,
    MARGIN,
    WIDTH,
    Box,
    CardWords,
    darken,
    find_ink,
    make_card,
    write_layer,
)
from translations.campaign.look import LEAST_CONTRAST, get_contrast
from translations.campaign.reading import get_folder
from translations.languages import CODES

DRAWINGS = Path(__file__).resolve().parents[2] / "static" / "drawings"


def get_words(language: str, *, times: int = 1) -> CardWords:
    campaign = get_folder().tables["campaign"][0]
    title = " ".join([campaign["name"][language]] * times)
    return CardWords(title=title, kicker=campaign["motto"][language], campaign=campaign["short_name"][language])


def is_inside(ink: Box) -> bool:
    return ink.left >= MARGIN - 8 and ink.right <= WIDTH - MARGIN and ink.top >= 0 and ink.bottom <= HEIGHT - MARGIN + 8


@pytest.mark.parametrize("language", CODES)
def test_words_of_every_language_are_inside_of_the_card(language: str) -> None:
    ink = find_ink(write_layer(get_words(language), language=language))

    assert is_inside(ink)
    assert ink.top >= 100, "The picture must be seen."


@pytest.mark.parametrize("language", CODES)
def test_longest_titles_are_inside_of_the_card(language: str) -> None:
    title = get_words(language, times=4).title[:255]
    words = CardWords(title=title, kicker=get_words(language).kicker, campaign=get_words(language).campaign)

    assert is_inside(find_ink(write_layer(words, language=language)))


@pytest.mark.parametrize("language", CODES)
def test_every_character_has_a_glyph(language: str) -> None:
    words = get_words(language)

    for text in (words.title, words.kicker, words.campaign):
        assert keep_drawable(text) == text


def test_character_without_a_glyph_is_left_out() -> None:
    assert keep_drawable("Bản đồ 🪷 vẽ tay") == "Bản đồ  vẽ tay"


def test_word_wider_than_the_card_is_written_smaller() -> None:
    words = CardWords(title="Donaudampfschiffahrtsgesellschaftskapitän", kicker="", campaign="A")

    assert is_inside(find_ink(write_layer(words, language="en")))


def make_pictures() -> dict[str, Image.Image]:
    noise = Image.merge("RGB", [Image.effect_noise((WIDTH, HEIGHT), 120) for _channel in range(3)])
    stripes = Image.new("RGB", (WIDTH, HEIGHT), "black")
    stripes.paste("white", (0, 300, WIDTH, 303))
    return {"white": Image.new("RGB", (WIDTH, HEIGHT), "white"), "noise": noise, "a white line": stripes}


@pytest.mark.parametrize("name", ["white", "noise", "a white line"])
def test_letters_stand_out_from_every_point_behind_them(name: str) -> None:
    ink = Box(MARGIN, 200, 800, HEIGHT - MARGIN)

    ground = np.asarray(darken(make_pictures()[name], behind=ink))[ink.top : ink.bottom, ink.left : ink.right]

    points = {"#{:02x}{:02x}{:02x}".format(*point) for point in np.unique(ground.reshape(-1, 3), axis=0)[-4000:]}
    assert min(get_contrast(get_folder().colours["paper"], point) for point in points) >= LEAST_CONTRAST


def test_dark_picture_gets_no_shade_and_a_picture_keeps_its_light_beside_the_words() -> None:
    ink = Box(MARGIN, 300, 700, HEIGHT - MARGIN)
    night = Image.new("RGB", (WIDTH, HEIGHT), "#101010")

    assert np.asarray(darken(night, behind=ink)).std() < 1
    assert darken(make_pictures()["white"], behind=ink).getpixel((WIDTH - 40, 100)) == (255, 255, 255)


def test_card_has_the_size_that_sites_expect_and_in_arabic_faces_the_other_way() -> None:
    drawing = (DRAWINGS / "hills-dawn-0.svg").read_text(encoding="utf-8")
    words = CardWords(title="", kicker="", campaign="")

    cards = {language: make_card(words=words, language=language, drawing=drawing) for language in ("vi", "ar")}

    with Image.open(io.BytesIO(cards["vi"])) as left, Image.open(io.BytesIO(cards["ar"])) as right:
        assert left.size == right.size == (WIDTH, HEIGHT)
        sky = [np.asarray(card.convert("L"), dtype=float)[:150] for card in (left, right)]
    assert abs(sky[0] - sky[1][:, ::-1]).mean() < 3 < abs(sky[0] - sky[1]).mean()
    assert all(len(card) < 300_000 for card in cards.values())
