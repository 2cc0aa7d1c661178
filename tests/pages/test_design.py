"""The page of the design: every token with its contrast, every component by the template that readers see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from wagtail import blocks

from cms.campaign.loading import load_campaign
from cms.core.blocks import BodyBlock
from cms.films.models import FilmPage
from cms.media.models import CampaignDocument
from cms.pages.block_samples import make_value
from tests.media.test_pictures import make_image
from tests.translation_desk.test_views import sign_in
from translations.campaign.look import COLOURS, get_contrast
from translations.campaign.reading import get_folder
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def read_design(site: PublicSite, query: str = "") -> BeautifulSoup:
    answer = sign_in(site.editor).get(f"/design/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_every_colour_of_both_schemes_is_shown_with_its_contrast(site: PublicSite) -> None:
    page = read_design(site)

    swatches = [row.get_text(" ", strip=True) for row in page.select(".swatches li")]
    assert len(swatches) == 2 * len(COLOURS)
    dark = get_folder().dark_colours
    contrast = get_contrast(dark["lacquer"], dark["paper"])
    assert any(row.startswith(f"lacquer {dark['lacquer']} paper {contrast:.1f} : 1") for row in swatches)


def test_every_language_shows_its_type(site: PublicSite) -> None:
    load_campaign()

    assert len(read_design(site).select(".type")) == len(CODES)


def test_every_block_of_a_text_is_shown(site: PublicSite) -> None:
    load_campaign()
    make_image()
    site.publish(FilmPage, slug="phim")
    CampaignDocument.objects.create(title="Mẫu", file=ContentFile(b"%PDF-1.7\n", name="form.pdf"))

    page = read_design(site)

    for name in BodyBlock().child_blocks:
        [sample] = page.select(f"#block-{name}")
        assert not sample.select(".empty"), name
        assert len(sample.get_text(strip=True)) > len(name) or sample.select("img"), name


def test_sample_of_a_block_that_nobody_thought_of_is_made() -> None:
    class Odd(blocks.StructBlock):
        title = blocks.CharBlock()
        kind = blocks.ChoiceBlock(choices=[("a", "A")])
        day = blocks.DateBlock(required=False)
        rows = blocks.ListBlock(blocks.StructBlock([("text", blocks.TextBlock()), ("count", blocks.IntegerBlock())]))

    value = make_value(Odd(), line="Dòng", text="Chữ")

    assert (value["title"], value["kind"], value["day"].year) == ("Dòng", "a", 1968)
    assert [row["count"] for row in value["rows"]] == [12, 12, 12]


def test_language_and_colours_are_chosen(site: PublicSite) -> None:
    load_campaign()

    page = read_design(site, "?language=ar&scheme=dark")

    assert page.html is not None and page.html["dir"] == "rtl"
    style = page.select_one("head style")
    assert style is not None
    assert f"--paper: {get_folder().dark_colours['paper']};" in style.get_text()
    assert "color-scheme: dark" in style.get_text()


@pytest.mark.parametrize("query", ["?language=xx", "?scheme=%3C/style%3E", "?language=vi&scheme=pink"])
def test_choice_that_there_is_not_chooses_nothing(site: PublicSite, query: str) -> None:
    assert not read_design(site, query).select("head style")


def test_page_shows_the_cards_of_what_is_public(site: PublicSite) -> None:
    site.publish(title="Chuyện một dòng suối")

    assert "Chuyện một dòng suối" in read_design(site).select(".cards")[0].get_text()
