from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from cms.campaign.loading import load_campaign
from cms.campaign.models import Place
from cms.core.search import find_entries

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def find_paths(query: str, language: str = "vi") -> list[str]:
    return [entry.path for entry in find_entries(query=query, language=language)]


@pytest.mark.both_databases
def test_page_is_found_without_diacritics_in_any_language(site: PublicSite) -> None:
    source = site.publish(title="Dòng suối ở Đắk Tô")
    site.translate(source, "ko", title="닥또의 개울")

    assert find_paths("dak to suoi") == ["/vi/stories/ban-do/"]
    assert find_paths("개울") == ["/ko/stories/ban-do/"]


def test_former_name_of_a_place_finds_the_page(site: PublicSite) -> None:
    load_campaign()
    site.publish(places=[Place.objects.get(name_en="Quang Tri")])

    assert find_paths("quang binh") == ["/vi/stories/ban-do/"]


def test_place_named_in_the_text_is_found_by_its_former_name(site: PublicSite) -> None:
    load_campaign()
    site.publish(summary="Một ngọn đồi ở Tuyên Quang.")

    assert find_paths("ha giang") == ["/vi/stories/ban-do/"]


def test_draft_is_not_found_and_withdrawn_page_is_forgotten(site: PublicSite) -> None:
    page = site.publish(title="Ngọn đồi không tên")
    page.get_latest_revision_as_object()
    draft = page.get_latest_revision_as_object()
    draft.title = "Con sông bí mật"
    draft.save_revision(user=site.editor)

    assert find_paths("con song bi mat") == []
    assert find_paths("ngon doi khong ten") == ["/vi/stories/ban-do/"]

    site.withdraw(page)

    assert find_paths("ngon doi khong ten") == []


def test_readers_own_language_comes_first(site: PublicSite) -> None:
    source = site.publish(title="GPS 1968")
    site.translate(source, "ko", title="GPS 1968")

    assert find_paths("1968", "ko")[0] == "/ko/stories/ban-do/"
    assert find_paths("1968", "vi")[0] == "/vi/stories/ban-do/"


def test_search_page_answers_in_the_readers_language(site: PublicSite, client: Client) -> None:
    site.publish(title="Dòng suối")

    page = client.get("/vi/search/", {"q": "dong suoi"}).content.decode()

    assert '<html lang="vi" dir="ltr">' in page
    assert 'href="/vi/stories/ban-do/"' in page


@pytest.mark.parametrize("query", ["", "%", "' OR 1=1 --", "x" * 5000, "\x00", "[[", "_"])
def test_odd_queries_are_answered(site: PublicSite, client: Client, query: str) -> None:
    assert client.get("/vi/search/", {"q": query}).status_code == 200
    assert client.get("/vi/search/", {"q": query, "page": "-7"}).status_code == 200
