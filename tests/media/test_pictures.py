"""A page's own picture: approved with its page, small as it is sent, in heads and cards while it may be shown."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from PIL import Image

from cms.approvals.refusals import DeskRefusal
from cms.calls.models import CallPage
from cms.core.cached_pages import forget_pages
from cms.core.publication import PublicationRefused
from cms.films.models import FilmPage
from cms.media.models import CampaignImage, Consent, FileUse
from cms.media.pictures import CARD, CARD_KILOBYTES, HEAD, HEAD_KILOBYTES
from cms.pages.models import HomePage, StandardPage
from cms.rebuttals.models import RebuttalPage
from cms.stories.models import StoryPage
from tests.approvals.factories import hand_in
from tests.media.recorded import RECORDED

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
PATHS = {
    StoryPage: "stories/ban-do/",
    CallPage: "calls/ban-do/",
    FilmPage: "films/ban-do/",
    RebuttalPage: "rebuttals/ban-do/",
    StandardPage: "ban-do/",
}


def make_noise(width: int, height: int, *, shade: float = 0.5) -> bytes:
    """Return a photograph as noisy as those of a weak phone at night."""
    noise = Image.merge("RGB", [Image.effect_noise((width, height), 90) for _channel in range(3)])
    light = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    buffer = BytesIO()
    Image.blend(light, noise, shade).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def make_image(width: int = 1600, height: int = 1200, *, noise: float = 0.5, **fields: Any) -> CampaignImage:
    photograph = ContentFile(make_noise(width, height, shade=noise), name="a.jpg")
    return CampaignImage.objects.create(title="Ảnh", file=photograph, **RECORDED | fields)


def read(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def find(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None
    return found


@pytest.mark.parametrize("page_class", PATHS)
def test_picture_of_every_kind_of_page_is_in_its_head_with_its_words(
    site: PublicSite, client: Client, page_class: Any
) -> None:
    image = make_image(credit_vi="Ảnh: Bảo tàng")
    site.publish(page_class, picture=image, picture_text="Cánh đồng", picture_caption="Mùa gặt")

    figure = find(read(client, f"/vi/{PATHS[page_class]}"), ".head-picture")

    picture = find(figure, "img")
    assert (picture["alt"], picture["fetchpriority"]) == ("Cánh đồng", "high")
    assert not picture.has_attr("loading")
    assert int(str(picture["width"])) / int(str(picture["height"])) == pytest.approx(4 / 3, rel=0.01)
    assert " ".join(find(figure, "figcaption").get_text().split()) == "Mùa gặt Ảnh: Bảo tàng"


def test_home_page_has_a_picture_that_a_second_person_approved(site: PublicSite, client: Client) -> None:
    home = HomePage.objects.get(url_path="/vi/")
    home.picture, home.picture_text = make_image(), "Cánh đồng"
    site.approve(home, site.editor, site.publisher)

    assert find(read(client, "/vi/"), ".head-picture img")["alt"] == "Cánh đồng"


def test_home_page_with_nothing_but_a_picture_does_not_go_live_by_one_person(site: PublicSite) -> None:
    home = HomePage.objects.get(url_path="/vi/")
    home.picture = make_image()

    with override("en"), pytest.raises(PublicationRefused, match="isn't approved in this language"):
        home.save()
    home.save_revision(user=site.editor)
    with override("en"), pytest.raises(DeskRefusal, match="There is no text to approve"):
        hand_in(home, site.editor)


def test_another_picture_caption_or_description_needs_a_new_approval(site: PublicSite) -> None:
    page = site.publish(CallPage, picture=make_image(), picture_text="Cánh đồng", picture_caption="Mùa gặt")

    for change in ({"picture": make_image()}, {"picture_text": "Khác"}, {"picture_caption": "Khác"}):
        fresh = CallPage.objects.get(pk=page.pk)
        for name, value in change.items():
            setattr(fresh, name, value)
        with pytest.raises(PublicationRefused):
            fresh.save()


def test_picture_is_private_until_a_live_page_shows_it(site: PublicSite, client: Client) -> None:
    image = make_image()
    address = image.get_rendition(HEAD.large).url
    assert client.get(address).status_code == 404

    page = site.publish(RebuttalPage, picture=image)
    assert client.get(address).status_code == 200

    site.withdraw(page)
    assert client.get(address).status_code == 404


def test_page_without_the_right_to_its_picture_shows_a_drawing(site: PublicSite, client: Client) -> None:
    image = make_image()
    site.publish(StoryPage, picture=image)
    image.consent = Consent.REFUSED
    image.save()
    forget_pages()

    for path in ("/vi/stories/ban-do/", "/vi/stories/"):
        page = read(client, path)
        assert not page.select("main picture")
        assert len(page.select("main img.scene")) == 1


def test_card_shows_the_pages_own_picture_and_its_credit(site: PublicSite, client: Client) -> None:
    site.publish(StoryPage, picture=make_image(noise=0, credit_vi="Ảnh: Bảo tàng"), picture_text="Cánh đồng")
    site.publish(StoryPage, slug="khac")

    drawn, own = read(client, "/vi/stories/").select(".cards li")

    picture = find(own, "picture img")
    assert (picture["alt"], picture["loading"], picture["width"], picture["height"]) == ("", "lazy", "400", "225")
    assert "800w" in str(find(own, "source")["srcset"])
    assert find(own, ".credit").get_text() == "Ảnh: Bảo tàng"
    assert find(own, ".card-kind").get_text() == "Câu chuyện"
    assert find(drawn, "img.scene")


def test_picture_that_is_only_in_the_text_is_not_in_cards(site: PublicSite, client: Client) -> None:
    site.publish(StoryPage, body=[("image", {"image": make_image(), "alternative_text": "Cánh đồng"})])

    assert find(read(client, "/vi/stories/"), ".cards img.scene")


def test_new_picture_takes_the_place_of_the_old_one_in_cards(site: PublicSite, client: Client) -> None:
    old, new = make_image(), make_image()
    page = site.publish(StoryPage, picture=old, body=[("image", {"image": new, "alternative_text": "Cánh đồng"})])
    site.correct(page, picture=new)
    forget_pages()

    assert [use.object_id for use in FileUse.objects.filter(page=page, is_picture=True)] == [new.pk]
    assert str(find(read(client, "/vi/stories/"), ".cards img")["src"]) == new.get_rendition(CARD.old).url


@pytest.mark.parametrize("size", [(2400, 1600), (1200, 2000), (500, 300)], ids=["wide", "tall", "small"])
def test_noisy_photograph_weighs_little_as_it_is_sent(site: PublicSite, client: Client, size: tuple[int, int]) -> None:
    image = make_image(*size, noise=0.9)
    site.publish(StoryPage, picture=image)

    for path, most in (("/vi/stories/ban-do/", HEAD_KILOBYTES), ("/vi/stories/", CARD_KILOBYTES)):
        picture = find(read(client, path), "main picture")
        wide = str(find(picture, "source")["srcset"])
        for address in [part.split()[0] for part in wide.split(", ")] + [str(find(picture, "img")["src"])]:
            assert len(b"".join(client.get(address))) <= most * 1000, address


def test_calm_photograph_keeps_its_size_and_quality(site: PublicSite) -> None:
    made = make_image(1600, 1200, noise=0.0).get_rendition(HEAD.large)

    assert (made.width, made.height) == (1120, 840)


def test_pictures_of_all_lists_of_a_page_cost_two_queries(site: PublicSite, client: Client) -> None:
    pages = [site.publish(kind, slug=f"trang-{n}") for n in range(4) for kind in (StoryPage, FilmPage)]
    before = {path: count_queries(client, path) for path in ("/vi/", "/vi/stories/")}
    for page in pages:
        site.correct(page, picture=make_image(400, 300))

    for path, queries in before.items():
        assert count_queries(client, path) <= queries + 2
        assert len(read(client, path).select(".cards picture")) >= 4


def count_queries(client: Client, path: str) -> int:
    """Return the queries of a page that isn't kept, whose parts and pictures were made before."""
    forget_pages()
    read(client, path)
    forget_pages()
    with CaptureQueriesContext(connection) as queries:
        read(client, path)
    return len(queries)


def test_film_shows_its_still_where_it_may_not_be_played(site: PublicSite, client: Client) -> None:
    site.publish(FilmPage, picture=make_image(), picture_text="Cánh đồng")

    assert find(read(client, "/vi/films/ban-do/"), ".head-picture img")["alt"] == "Cánh đồng"
    assert find(read(client, "/vi/films/"), ".cards picture")
