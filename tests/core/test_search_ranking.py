"""Ranking of the search: which items are found, in which order; each once, in the reader's language if it has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import Place
from cms.core.search import find_entries, rebuild
from cms.core.search_tables import Posting, SearchEntry

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def find_slugs(query: str, language: str = "vi", **options: Any) -> list[str]:
    found = find_entries(query=query, language=language, **options)
    return [entry.path.rstrip("/").rsplit("/", 1)[1] for entry in found]


def publish(site: PublicSite, **texts: str) -> None:
    """Publish a story for each text, in an order that no rule of ranking would give."""
    for slug, text in texts.items():
        site.publish(slug=slug, title="Lời kể", summary=text, body=[])


@pytest.mark.both_databases
def test_phrases_come_before_words_and_exact_marks_before_folded(site: PublicSite) -> None:
    publish(
        site,
        khac="Hội cựu binh gọi điện. Con đường dương trần.",
        exact="Ông kể về dốc đứng và suối sâu.",
        folded="Ở đó có một đoc dung, rất lạ.",
        apart="Con dốc đứng im, suối ở xa thì sâu.",
    )

    assert find_slugs("dốc đứng")[:2] == ["apart", "exact"]
    assert find_slugs("dốc đứng")[2:] == ["folded"]
    assert find_slugs("dốc đứng suối sâu") == ["exact", "apart"] or find_slugs("suối sâu") == ["exact"]


def test_vietnamese_syllables_count_only_together(site: PublicSite) -> None:
    publish(site, cung="Trung đoàn ở xã Bình Sơn.", roi="Hòa bình trên dãy Trường Sơn.")

    assert find_slugs("bình sơn") == ["cung"]
    assert find_slugs("binh son") == ["cung"]


def test_words_of_a_longer_query_may_be_apart_where_each_stands_beside_its_neighbour(site: PublicSite) -> None:
    publish(site, mot="Tấm bản đồ do ông vẽ tay năm ấy.", hai="Một bản tin. Đồ vật. Bàn tay vẽ vời.")

    assert find_slugs("bản đồ vẽ tay") == ["mot"]


def test_whole_words_come_before_longer_ones(site: PublicSite) -> None:
    publish(site, bang="Tấm bảng gỗ.", ban="Bàn gỗ.")

    assert find_slugs("ban") == ["ban", "bang"]
    assert find_slugs("tấm bả") == ["bang"]


def test_titles_come_before_texts_and_then_the_newest(site: PublicSite) -> None:
    site.publish(slug="trong-ten", title="Dòng suối", summary="")
    publish(site, cu="Một dòng suối.", moi="Một dòng suối.")

    assert find_slugs("dòng suối") == ["trong-ten", "moi", "cu"]


def test_an_item_is_found_once_in_the_readers_language(site: PublicSite) -> None:
    source = site.publish(title="GPS 1968", slug="gps")
    site.translate(source, "ko", title="GPS 1968")
    site.translate(source, "fr", title="GPS 1968")

    assert [entry.path for entry in find_entries(query="1968", language="ko")] == ["/ko/stories/gps/"]
    assert [entry.path for entry in find_entries(query="1968", language="ru")] == ["/vi/stories/gps/"]


def test_a_text_of_another_language_is_found_after_those_of_the_readers_own(site: PublicSite) -> None:
    other = site.publish(slug="khac", title="Ở rừng", summary="Một nơi xa.")
    site.translate(other, "en", title="A long way", summary="Long ago.")
    publish(site, minh="Tiếng gọi Long lanh.")

    assert find_slugs("long") == ["minh", "khac"]


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "The search for the hills", "hill"),
        ("fr", "Les montagnes du pays", "montagne"),
        ("es", "Los mapas dibujados", "mapa"),
        ("ru", "Поиск останков", "останки"),
        ("ar", "البحث عن رفات الشهداء", "شهداء"),
        ("ar", "أسماء شهداء", "والشهداء"),
        ("ko", "열사 유해를 찾습니다", "열사유해"),
        ("zh-hans", "寻找烈士遗骸", "烈士遺骸"),
        ("ja", "遺骨を探す", "遺骨"),
        ("th", "แผนที่วาดด้วยมือ", "วาดด้วยมือ"),
        ("lo", "ແຜນທີ່ແຕ້ມດ້ວຍມື", "ແຕ້ມ"),
        ("km", "ផែនទីគូរដោយដៃ", "គូរ"),
    ],
)
def test_words_are_found_in_each_language_in_their_other_forms(
    site: PublicSite, language: str, text: str, query: str
) -> None:
    source = site.publish(title="Lời kể", summary="Không có gì.")
    site.translate(source, language, title="—", summary=text)

    assert [entry.path for entry in find_entries(query=query, language=language)] == [f"/{language}/stories/ban-do/"]


@pytest.mark.parametrize("query", ["liệt sĩ", "liệt sỹ", "liet si", "LIỆT SỸ"])
def test_both_spellings_of_a_word_are_found(site: PublicSite, query: str) -> None:
    publish(site, si="Mộ liệt sĩ.", sy="Mộ liệt sỹ.")

    assert sorted(find_slugs(query)) == ["si", "sy"]


def test_keys_of_facts_and_names_of_formats_are_no_words_of_a_page(site: PublicSite) -> None:
    from cms.films.models import FilmPage

    site.publish(FilmPage, slug="phim", subtitles="WEBVTT\n\n00:01.000 --> 00:03.000\nCó người vẫn nhớ.\n")

    assert find_slugs("webvtt") == []
    assert find_slugs("vẫn nhớ") == ["phim"]


def test_filters_leave_what_passes_all_of_them(site: PublicSite) -> None:
    load_campaign()
    place = Place.objects.get(name_en="Quang Tri")
    site.publish(slug="chuyen", summary="Một tờ giấy.")
    site.publish(slug="o-quang-tri", summary="Một tờ giấy ở Quảng Trị.")
    site.publish(CallPage, slug="goi", summary="Một tờ giấy.", places=[place])

    assert set(find_slugs("tờ giấy", filters={"kind": "story"})) == {"chuyen", "o-quang-tri"}
    assert set(find_slugs("tờ giấy", filters={"place": place.code})) == {"goi", "o-quang-tri"}
    assert find_slugs("tờ giấy", filters={"place": place.code, "kind": "call"}) == ["goi"]
    assert set(find_slugs("", filters={"place": place.code})) == {"goi", "o-quang-tri"}
    assert find_slugs("") == []


def test_what_is_deleted_withdrawn_or_changed_leaves_no_trace_in_the_index(site: PublicSite) -> None:
    page = site.publish(title="Ngọn đồi", slug="doi")
    other = site.publish(title="Con sông", slug="song")
    before = set(Posting.objects.values_list("token", "items"))
    third = site.publish(title="Hang đá vôi", slug="hang")
    SearchEntry.objects.get(page_id=third.pk).delete()
    assert set(Posting.objects.values_list("token", "items")) == before

    site.correct(page, title="Ngọn núi")
    assert find_slugs("đồi") == []
    assert find_slugs("ngọn núi") == ["doi"]

    site.withdraw(page)
    site.withdraw(other)
    assert not Posting.objects.exists()
    assert not SearchEntry.objects.exists()


@pytest.mark.both_databases
def test_an_index_made_anew_is_the_same_as_one_written_page_by_page(site: PublicSite) -> None:
    load_campaign()
    source = site.publish(title="Ở Huế", slug="hue")
    site.translate(source, "ko", title="후에에서")
    site.publish(title="Dòng suối", slug="suoi")
    before = set(Posting.objects.values_list("token", "language", "items"))

    assert rebuild() == 3
    assert set(Posting.objects.values_list("token", "language", "items")) == before


def test_a_search_takes_the_same_few_queries_however_much_it_finds(site: PublicSite) -> None:
    publish(site, **{f"trang-{number}": "Một dòng suối." for number in range(12)})

    counts = []
    for query in ("dòng suối", "không có gì như thế"):
        with CaptureQueriesContext(connection) as captured:
            list(find_entries(query=query, language="vi")[:10])
        counts.append(len(captured))

    assert max(counts) <= 8
    assert not any("wagtailcore_page" in query["sql"] for query in captured.captured_queries)
