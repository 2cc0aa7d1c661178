"""Blocks of a story as readers see them, and what else a page leads to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from tinyhtml5.parser import HTMLParser
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from cms.campaign.models import Place, Topic
from cms.core.blocks import TableBlock, TimelineEntryBlock
from cms.core.cached_pages import forget_pages
from cms.films.models import FilmPage
from cms.media.models import CampaignImage
from cms.published import get_published
from cms.stories.models import StoryPage
from cms.translation_desk.details import list_pictures
from tests.media.recorded import RECORDED

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def make_image(name: str, **fields: Any) -> CampaignImage:
    return CampaignImage.objects.create(
        title=name, file=get_test_image_file(filename=f"{name}.png"), **{**RECORDED, **fields}
    )


def read(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    parser = HTMLParser()
    parser.parse(answer.content.decode())
    assert parser.errors == []
    return BeautifulSoup(answer.content.decode().replace("<wbr>", ""), "html.parser")


def make_gallery(*images: CampaignImage) -> tuple[str, Any]:
    pictures = [
        {"image": image, "alternative_text": f"Mô tả {image.title}", "caption": f"Chú thích {image.title}"}
        for image in images
    ]
    return "gallery", {"pictures": pictures}


def test_gallery_shows_each_picture_with_description_caption_and_credit(site: PublicSite, client: Client) -> None:
    gallery = make_gallery(make_image("suoi", credit_vi="Tranh: nhóm biên soạn"), make_image("doi"))
    page = site.publish(body=[gallery])

    figures = read(client, page.url_path).select(".gallery figure")

    assert [figure.img["alt"] for figure in figures] == ["Mô tả suoi", "Mô tả doi"]
    assert "Chú thích suoi" in figures[0].figcaption.text and "Tranh: nhóm biên soạn" in figures[0].figcaption.text
    assert all(client.get(figure.img["src"]).status_code == 200 for figure in figures)


def test_picture_of_a_gallery_whose_right_has_ended_is_neither_shown_nor_served(
    site: PublicSite, client: Client
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    shown, ended = make_image("suoi"), make_image("doi")
    page = site.publish(body=[make_gallery(shown, ended)])
    address = read(client, page.url_path).select(".gallery img")[1]["src"]
    ended.rights_until = yesterday
    ended.save()

    figures = read(client, page.url_path).select(".gallery figure")

    assert [figure.img["alt"] for figure in figures] == ["Mô tả suoi"]
    assert client.get(address).status_code == 404


def test_pictures_of_a_draft_are_private_and_shown_to_its_reviewer(site: PublicSite, client: Client) -> None:
    image = make_image("suoi")
    map_drawing = ("map", {"image": image, "alternative_text": "Bản đồ", "description": "Con suối.", "legend": []})
    page = site.publish()
    draft = page.get_latest_revision_as_object()
    draft.body = [make_gallery(image), map_drawing]
    draft.save_revision(user=site.editor)
    approved = StoryPage.objects.get(pk=page.pk)

    pictures = list_pictures(draft, approved, language="vi")

    assert client.get(image.get_rendition("width-480|format-webp|atmost-80").url).status_code == 404
    assert [(each.alternative_text, each.is_new) for each in pictures] == [("Mô tả suoi", True), ("Bản đồ", True)]


def test_timeline_writes_a_day_in_the_calendar_of_each_language(site: PublicSite, client: Client) -> None:
    entries = [
        {"day": date(1968, 4, 30), "when": "", "text": "Đơn vị hành quân."},
        {"day": None, "when": "Mùa xuân", "text": "Một lá thư."},
    ]
    page = site.publish(body=[("timeline", {"entries": entries})])
    korean = site.translate(page, "ko", title="이야기")

    timeline = read(client, page.url_path).select_one(".timeline")
    there = read(client, korean.url_path).select_one(".timeline time")

    assert [row.text for row in timeline.select(".timeline-when")] == ["30 tháng 4 năm 1968", "Mùa xuân"]
    assert (there.text, there["datetime"]) == ("1968년 4월 30일", "1968-04-30")


def test_entry_of_a_timeline_has_a_day_or_words_and_not_both() -> None:
    block = TimelineEntryBlock()

    for day, when in ((None, ""), (date(1968, 4, 30), "Mùa xuân")):
        with pytest.raises(StructBlockValidationError):
            block.clean(block.normalize({"day": day, "when": when, "text": "Một lá thư."}))


TABLE = {
    "caption": "Ai giữ bản đồ",
    "has_row_names": True,
    "rows": [["", "Vẽ năm"], ["Ông Hai", "1968"], ["Bà Ba", ""]],
}


def test_table_names_its_columns_and_rows_and_scrolls_inside_itself(site: PublicSite, client: Client) -> None:
    page = site.publish(body=[("table", TABLE)])

    frame = read(client, page.url_path).select_one(".table-frame")

    assert (frame["role"], frame["tabindex"], frame["aria-label"]) == ("region", "0", "Ai giữ bản đồ")
    assert frame.caption.text == "Ai giữ bản đồ"
    assert [cell.text for cell in frame.select("thead th[scope=col]")] == ["Vẽ năm"]
    assert [cell.text for cell in frame.select("tbody th[scope=row]")] == ["Ông Hai", "Bà Ba"]
    assert [cell.text for cell in frame.select("tbody td")] == ["1968", ""]


@pytest.mark.parametrize("rows", [[["Tên", "Năm"], ["Ông Hai"]], [["Tên", ""], ["Ông Hai", "1968"]]])
def test_table_with_rows_of_different_lengths_or_a_nameless_column_is_refused(rows: list[list[str]]) -> None:
    block = TableBlock()

    with pytest.raises(StructBlockValidationError):
        block.clean(block.normalize({**TABLE, "rows": rows}))


def test_drawn_map_is_described_in_full_and_its_signs_are_a_list(site: PublicSite, client: Client) -> None:
    value = {
        "image": make_image("ban-do"),
        "alternative_text": "Bản đồ vẽ tay một con suối",
        "description": "Từ cây đa đi về phía đông.",
        "legend": ["Ba gạch: cầu tre", "Chấm tròn: cây đa"],
    }
    page = site.publish(body=[("map", value)])

    drawing = read(client, page.url_path).select_one(".drawn-map")

    assert drawing.img["alt"] == "Bản đồ vẽ tay một con suối"
    assert "Từ cây đa đi về phía đông." in drawing.figcaption.text
    assert [line.text for line in drawing.select("li")] == ["Ba gạch: cầu tre", "Chấm tròn: cây đa"]


def test_film_in_a_story_is_shown_where_it_is_live_in_the_readers_language(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage, slug="phim", title="Phim", picture=make_image("canh"), picture_text="Một cảnh")
    page = site.publish(body=[("film", {"film": film})])
    korean = site.translate(page, "ko", title="이야기")

    card = read(client, page.url_path).select_one(".film-card")
    absent = read(client, korean.url_path).select_one(".film-card")
    there = site.translate(film, "ko", title="영화", picture_text="장면")
    shown = read(client, korean.url_path).select_one(".film-card")

    assert (card.a["href"], card.img["alt"]) == (film.url_path, "Một cảnh")
    assert absent is None
    assert (shown.a["href"], shown.img["alt"]) == (there.url_path, "장면") and "영화" in shown.text


def test_chosen_items_are_listed_where_they_are_live_in_the_language(site: PublicSite, client: Client) -> None:
    other = site.publish(slug="khac", title="Lá thư")
    page = site.publish(body=[("related", {"items": [other]})])
    korean = site.translate(page, "ko", title="이야기")

    links = read(client, page.url_path).select(".body .related a")

    assert [(link["href"], link.text) for link in links] == [(other.url_path, "Lá thư")]
    assert read(client, korean.url_path).select(".body .related") == []


@pytest.fixture
def topics() -> list[Topic]:
    return [Topic.objects.create(number=n, slug=f"chu-de-{n}", name=f"Chủ đề {n}") for n in (90, 91)]


@pytest.fixture
def place() -> Place:
    return Place.objects.create(code="X1", official_name="Tỉnh thử", name="Tỉnh thử")


def classify(page: StoryPage, site: PublicSite, *, topics: list[Topic], places: list[Place]) -> Any:
    draft = page.get_latest_revision_as_object()
    draft.topics, draft.places = topics, places
    return site.approve(draft, site.editor, site.publisher)


def test_end_of_a_page_leads_to_items_of_its_place_and_topic_the_nearest_first(
    site: PublicSite, client: Client, topics: list[Topic], place: Place
) -> None:
    page = classify(site.publish(slug="a", title="A"), site, topics=topics[:1], places=[place])
    classify(site.publish(slug="b", title="Cùng chủ đề"), site, topics=topics[:1], places=[])
    classify(site.publish(slug="c", title="Cùng cả hai"), site, topics=topics, places=[place])
    classify(site.publish(slug="d", title="Chủ đề khác"), site, topics=topics[1:], places=[])
    classify(site.publish(FilmPage, slug="e", title="Cùng nơi"), site, topics=[], places=[place])

    links = read(client, page.url_path).select(".related a")

    assert [link.text for link in links] == ["Cùng cả hai", "Cùng nơi", "Cùng chủ đề"]


def test_what_a_block_has_chosen_is_not_listed_again_at_the_end(
    site: PublicSite, client: Client, topics: list[Topic]
) -> None:
    other = classify(site.publish(slug="b", title="Lá thư"), site, topics=topics, places=[])
    page = classify(site.publish(slug="a", body=[("related", {"items": [other]})]), site, topics=topics, places=[])

    assert len(read(client, page.url_path).select(".related a")) == 1


def test_related_items_are_those_of_the_readers_language_and_cost_one_query(
    site: PublicSite, client: Client, topics: list[Topic], django_assert_max_num_queries: Any
) -> None:
    page = classify(site.publish(slug="a", title="A"), site, topics=topics, places=[])
    other = classify(site.publish(slug="b", title="B"), site, topics=topics, places=[])
    korean = site.translate(page, "ko", title="가")
    assert read(client, korean.url_path).select(".related a") == []
    there = site.translate(other, "ko", title="나")
    client.get("/ko/")
    forget_pages()

    with django_assert_max_num_queries(12):  # ten without the recording and the related items
        links = read(client, korean.url_path).select(".related a")

    assert [link["href"] for link in links] == [there.url_path]


def test_kits_get_every_block_as_text(site: PublicSite) -> None:
    image = make_image("suoi")
    body = [
        make_gallery(image),
        ("timeline", {"entries": [{"day": date(1968, 4, 30), "when": "", "text": "Hành quân."}]}),
        ("table", TABLE),
        ("map", {"image": image, "alternative_text": "Bản đồ", "description": "Con suối.", "legend": ["Chấm: cây"]}),
    ]
    page = site.publish(body=body)

    item = get_published(kind="story", key=str(page.translation_key), language="vi")

    assert item is not None
    texts = {block.kind: block.text for block in item.text}
    assert texts["gallery"] == "Mô tả suoi\nChú thích suoi"
    assert texts["timeline"] == "30 tháng 4 năm 1968: Hành quân."
    assert texts["table"] == "Ai giữ bản đồ\n | Vẽ năm\nÔng Hai | 1968\nBà Ba | "
    assert texts["map"] == "Con suối.\nChấm: cây"
    assert {file.role for file in item.files} == {"image"}


def test_search_finds_the_words_of_blocks_and_no_choice(site: PublicSite, client: Client) -> None:
    site.publish(body=[("table", TABLE)])

    assert "Tấm bản đồ" in client.get("/vi/search/", {"q": "Ông Hai"}).content.decode()
    assert "Tấm bản đồ" not in client.get("/vi/search/", {"q": "True"}).content.decode()


def test_new_block_in_korean_is_empty_until_it_is_translated(site: PublicSite) -> None:
    from cms.segments.page_segments import extract_texts, follow

    page = site.publish(body=[("timeline", {"entries": [{"day": None, "when": "Mùa xuân", "text": "Một lá thư."}]})])
    korean = page.copy_for_translation(Locale.objects.get(language_code="ko"))
    korean.body = []

    follow(source=page, target=korean)

    assert [segment.text for segment in extract_texts(korean) if segment.path.startswith("body")] == []
    assert len(korean.body) == 1
