"""A call's places, units and battles: names in the reader's script, those of the war only with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import Place, Subject, SubjectKind
from cms.glossary.models import GlossaryEntry
from cms.stories.models import StoryPage

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(site: PublicSite) -> Place:
    load_campaign()
    found = Place.objects.get(name_vi="Huế")
    found.former_names = ["Thừa Thiên Huế"]
    found.wartime_names = [{"name": "Camp Eagle", "source": "Bản đồ 1:50.000, tờ 6541 IV"}]
    found.save()
    return found


def read_places(client: Client, language: str) -> Tag:
    found = BeautifulSoup(client.get(f"/{language}/calls/keu-goi/").content, "html.parser").select_one("ul.places")
    assert found is not None
    for mark in found.select("wbr"):
        mark.decompose()
    return found


def publish_in(site: PublicSite, languages: tuple[str, ...], **fields: Any) -> CallPage:
    call: CallPage = site.publish(CallPage, slug="keu-goi", **fields)
    for language in languages:
        site.translate(call, language)
    return call


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ko", ("후에", "트어티엔후에")),
        ("ru", ("Хюэ", "Тхыатхьен-Хюэ")),
        ("zh-hans", ("顺化",)),
        ("vi", ("Huế", "Thừa Thiên Huế")),
    ],
)
def test_places_have_their_present_and_former_names_in_the_readers_script(
    site: PublicSite, client: Client, place: Place, language: str, names: tuple[str, ...]
) -> None:
    publish_in(site, (language,) if language != "vi" else (), places=[place])

    text = read_places(client, language).get_text()

    assert [name for name in names if name not in text] == []
    assert "Huế" in text, "whoever was there may know the name as it is written in Vietnam"


def test_wartime_names_are_shown_with_their_source(site: PublicSite, client: Client, place: Place) -> None:
    publish_in(site, ("en",), places=[place])

    text = read_places(client, "en").get_text()

    assert "Camp Eagle" in text
    assert "tờ 6541 IV" in text


@pytest.mark.parametrize(
    "rows", [[{"name": "Camp Eagle", "source": " "}], [{"name": "Camp Eagle"}], ["Camp Eagle"], "Camp Eagle", [[]]]
)
def test_a_wartime_name_without_a_source_is_refused(place: Place, rows: Any) -> None:
    place.wartime_names = rows

    with pytest.raises(ValidationError):
        place.full_clean()


def test_rendering_that_one_person_entered_is_not_public(site: PublicSite, client: Client, place: Place) -> None:
    publish_in(site, ("ko",), places=[place])
    entry = {"language": "ko", "term": "Thừa Thiên Huế", "made_by": site.editor, "made_at": timezone.now()}

    GlossaryEntry.objects.create(renderings="한사람의표기", **entry)
    alone = read_places(client, "ko").get_text()
    GlossaryEntry.objects.create(renderings="두사람의표기", is_confirmation=True, **entry)
    together = read_places(client, "ko").get_text()

    assert "한사람의표기" not in alone
    assert "트어티엔후에" in alone
    assert "두사람의표기" in together


def make_subject(**fields: Any) -> Subject:
    values = {"slug": "tran-thu", "kind": SubjectKind.BATTLE, "name_vi": "Trận Thử Nghiệm", "source": "Sách, trang 3"}
    subject = Subject(**{**values, **fields})
    subject.full_clean()
    subject.save()
    return subject


@pytest.mark.parametrize(
    "query", ["Trận Thử Nghiệm", "tran thu nghiem", "시험 전투", "Battle of Testing", "chiến dịch mùa xuân x7"]
)
def test_a_battle_is_found_by_each_of_its_names_in_any_language(site: PublicSite, client: Client, query: str) -> None:
    battle = make_subject(name_ko="시험 전투", name_en="Battle of Testing", other_names=["Chiến dịch mùa xuân X7"])
    site.publish(StoryPage, slug="ve-tran", title="Một lá thư", subjects=[battle])
    site.publish(StoryPage, slug="khac", title="Một lá thư khác")

    page = BeautifulSoup(client.get("/vi/search/", {"q": query}).content, "html.parser")

    assert [link["href"] for link in page.select(".results h3 a")] == ["/vi/stories/ve-tran/"]


def test_a_unit_is_a_filter_of_the_search_and_a_link_on_its_pages(site: PublicSite, client: Client) -> None:
    load_campaign()
    unit = make_subject(slug="trung-doan-thu", kind=SubjectKind.UNIT, name_vi="Trung đoàn Thử", first_year=1968)
    site.publish(StoryPage, slug="ve-don-vi", title="Một lá thư", subjects=[unit])
    site.publish(StoryPage, slug="khac", title="Một lá thư khác")
    page = BeautifulSoup(client.get("/vi/stories/ve-don-vi/").content, "html.parser")
    link = page.select_one("ul.places a")

    assert link is not None
    assert "1968" in page.select("ul.places")[0].get_text()
    found = BeautifulSoup(client.get(str(link["href"])).content, "html.parser")
    assert [each["href"] for each in found.select(".results h3 a")] == ["/vi/stories/ve-don-vi/"]
    assert found.select_one("select[name=subject] option[selected]") is not None


@pytest.mark.parametrize(
    "fields",
    [{"source": ""}, {"other_names": "X"}, {"first_year": 1972, "last_year": 1968}],
)
def test_a_subject_without_source_or_with_impossible_years_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_subject(**fields)
