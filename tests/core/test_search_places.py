"""Provinces, present and former, searched in every language: exactly the pages that name or concern them are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import Place
from cms.core.folding import fold
from cms.core.search import find_entries
from tests.approvals.factories import make_person
from translations.campaign.reading import get_folder

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db

PARAGRAPH = "<p>{}</p>"
TEXTS = {
    "duong-day": "Các cựu chiến binh gọi đường dây nóng. Trường Sơn là con đường của hòa bình, cao bằng trời.",
    "quang-tri": "Ông bị thương ở Quảng Trị và được đưa ra Nam Định.",
    "hai-tinh": "Đơn vị hành quân qua HÀ TĨNH, rồi Thừa Thiên Huế.",
    "bien-ca": "Con tàu ra Thái Bình Dương. Hải dương mênh mông, thái bình và thịnh trị.",
    "cu-hanh": "Năm 1996 gia đình chuyển từ Sông Bé về Bình Dương, gần Bình Phước.",
    "khong-dau": "Trong sổ ghi: Gia Lai - Kon Tum, tháng 4.",
}
NAMED = {
    "quang-tri": {"Quảng Trị", "Nam Định"},
    "hai-tinh": {"Hà Tĩnh", "Huế"},
    "cu-hanh": {"Bình Dương", "Bình Phước"},
    "khong-dau": {"Gia Lai", "Kon Tum"},
}


def list_places() -> list[tuple[str, frozenset[str]]]:
    """Return each present and former name, with all names of the same place."""
    found = []
    for row in get_folder().places:
        former = [name.strip() for name in row["former_names"].split(";") if name.strip()]
        found += [(name, frozenset([row["name_vi"], *former])) for name in (row["name_vi"], *former)]
    return found


def find_slugs(query: str, language: str = "vi", **options: Any) -> set[str]:
    found = find_entries(query=query, language=language, **options)
    return {entry.path.rstrip("/").rsplit("/", 1)[1] for entry in found}


def publish_all(site: PublicSite) -> None:
    load_campaign()
    for slug, text in TEXTS.items():
        site.publish(slug=slug, title="Lời kể", summary="", body=[("paragraph", {"text": PARAGRAPH.format(text)})])
    site.publish(CallPage, slug="keu-goi", title="Ai còn nhớ?", summary="", places=[Place.objects.get(code="66")])


@pytest.mark.both_databases
def test_each_of_63_provinces_finds_exactly_the_pages_that_name_or_concern_it(site: PublicSite) -> None:
    publish_all(site)
    concerned = get_folder_names("66")

    places = list_places()
    for name, names in places:
        expected = {slug for slug, named in NAMED.items() if named & names}
        expected |= {"keu-goi"} if name in concerned else set()
        for written in (name, name.upper(), fold(name), fold(name).upper()):
            assert find_slugs(written) == expected, written

    assert len(places) == 63


def get_folder_names(code: str) -> frozenset[str]:
    row = next(row for row in get_folder().places if row["code"] == code)
    return frozenset([row["name_vi"], *(part.strip() for part in row["former_names"].split(";") if part.strip())])


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", "Quang Tri"),
        ("ko", "꽝찌"),
        ("ja", "クアンチ"),
        ("ja", "クアンチー"),
        ("th", "กว๋างจิ"),
        ("th", "กวางจิ"),
        ("lo", "ກວາງຈິ"),
        ("km", "ក្វាងទ្រី"),
        ("fr", "QUANG TRI"),
        ("zh-hans", "广治"),
        ("zh-hans", "廣治"),
        ("ru", "Куангчи"),
        ("es", "quang  trị"),
        ("ar", "كوانغ تري"),
        ("vi", "quảng trị"),
        ("vi", "QuangTri"),
        ("vi", "Quãng Trị"),
        ("vi", "tỉnh Quảng Trị"),
    ],
)
def test_a_province_is_found_by_its_name_in_each_language(site: PublicSite, language: str, query: str) -> None:
    load_campaign()
    site.publish(slug="quang-tri", summary="Ông bị thương ở Quảng Trị.")
    site.publish(slug="khac", summary="Ông ở xã Quảng Phú, một trị số khác.")

    assert find_slugs(query, language) == {"quang-tri"}


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("vi", "sư đoàn 325"),
        ("vi", "su doan 325"),
        ("en", "325th Division"),
        ("en", "Division No. 325"),
        ("ko", "제325사단"),
        ("ja", "第325師団"),
        ("th", "กองพลที่ ๓๒๕"),
        ("lo", "ກອງພົນທີ 325"),
        ("km", "កងពលលេខ៣២៥"),
        ("fr", "325e division"),
        ("zh-hans", "第325師"),
        ("ru", "325-й дивизии"),
        ("es", "División 325"),
        ("ar", "الفرقة ٣٢٥"),
    ],
)
def test_a_unit_is_found_by_its_number_in_each_language(site: PublicSite, language: str, query: str) -> None:
    load_campaign()
    site.publish(slug="don-vi", summary="Ông ở Sư đoàn 325, giữ đồi 881.")
    site.publish(slug="khac", summary="Sư đoàn ông đi 325 ngày. Trung đoàn 325 ở gần.")

    assert find_slugs(query, language) == {"don-vi"}


def test_a_hill_of_a_battle_is_found_in_a_translation(site: PublicSite) -> None:
    source = site.publish(slug="doi", title="Trên đồi 881", summary="Một đêm.")
    site.translate(source, "en", title="On Hill 881", summary="One night.")

    found = find_entries(query="881 고지", language="en")[:5]

    assert [(hit.path, hit.title) for hit in found] == [("/en/stories/doi/", "On <mark>Hill 881</mark>")]


def test_a_name_in_a_translation_finds_the_item_in_the_readers_language(site: PublicSite) -> None:
    load_campaign()
    source = site.publish(slug="ke", title="Lời kể", summary="Không nêu nơi chốn.")
    site.translate(source, "ko", title="꽝찌에서", summary="꽝찌의 언덕.")

    assert [entry.path for entry in find_entries(query="Quảng Trị", language="vi")] == ["/vi/stories/ke/"]
    assert [entry.path for entry in find_entries(query="광치", language="ko")] == []
    assert [entry.path for entry in find_entries(query="꽝찌", language="ko")] == ["/ko/stories/ke/"]


def test_a_name_that_is_an_everyday_word_counts_where_the_source_has_it(site: PublicSite) -> None:
    """“후에” is “after” as well as Huế."""
    load_campaign()
    in_hue = site.publish(slug="hue", title="Ở Huế", summary="Bên sông.")
    site.translate(in_hue, "ko", title="후에에서", summary="강가에서.")
    after = site.publish(slug="sau", title="Sau đó", summary="Về sau.")
    site.translate(after, "ko", title="그 후에", summary="나중에.")

    assert find_slugs("Huế", "ko") == {"hue"}


def test_pages_that_name_a_place_come_before_those_that_concern_it_otherwise(site: PublicSite) -> None:
    load_campaign()
    site.publish(slug="ten-cu", summary="Ở Quảng Bình.")
    site.publish(slug="ten-nay", summary="Ở Quảng Trị.")
    site.publish(slug="phan-loai", summary="Ở nơi khác.", places=[Place.objects.get(name_en="Quang Tri")])

    found = [entry.path for entry in find_entries(query="quang binh", language="vi")]

    assert found[0] == "/vi/stories/ten-cu/"
    assert len(found) == 3


def test_all_pages_can_be_searched_for_the_words_of_a_name(site: PublicSite) -> None:
    load_campaign()
    site.publish(slug="hoa-binh", summary="Tôi yêu hòa bình.")

    assert find_slugs("Hòa Bình") == set()
    assert find_slugs("Hòa Bình", as_words=True) == {"hoa-binh"}
    assert find_slugs("hòa bình") == {"hoa-binh"}


def test_a_changed_name_is_searched_at_once_and_found_on_pages_after_the_job(site: PublicSite) -> None:
    from cms.jobs.queue import run_pending_jobs

    load_campaign()
    run_pending_jobs()
    site.publish(slug="que", summary="Ở Vĩnh Linh.")
    assert find_slugs("vĩnh  linhh") == set()
    place = Place.objects.get(name_en="Quang Tri")
    place.former_names = [*place.former_names, "Vĩnh Linh"]
    place.save()

    run_pending_jobs()

    assert find_slugs("Quảng Trị") == {"que"}


def test_the_index_is_renewed_once_after_what_decides_about_it_has_changed(site: PublicSite) -> None:
    from cms.core.search_renewal import request_due_renewal
    from cms.jobs.models import Job
    from cms.jobs.queue import run_pending_jobs

    load_campaign()
    run_pending_jobs()
    before = Job.objects.count()

    request_due_renewal()
    assert Job.objects.count() == before

    Job.objects.update(result={"digest": "of other rules"})
    request_due_renewal()
    assert Job.objects.count() == before + 1


def test_a_changed_rendering_in_the_glossary_is_searched_for(site: PublicSite) -> None:
    from django.utils import timezone

    from cms.glossary.models import GlossaryEntry
    from cms.users.roles import Role

    load_campaign()
    site.publish(slug="quang-tri", summary="Ở Quảng Trị.")
    assert find_slugs("콴트리", "ko") == set()

    made = {"made_by": make_person(Role.DESK_LEAD), "made_at": timezone.now()}
    GlossaryEntry.objects.create(language="ko", term="Quảng Trị", renderings="꽝찌 | 콴트리", **made)

    assert find_slugs("콴트리", "ko") == {"quang-tri"}
