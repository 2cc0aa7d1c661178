"""Error pages and redirects of the public site, in the reader's language and with the hotline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import override
from lxml import etree

from cms.core import views
from cms.emergency import views as emergency_views
from cms.emergency.face import keep_face
from cms.facts.models import ContactChannel
from cms.facts.revocation import revoke_channel
from tests.factories import ContactChannelFactory, FactFactory, UserFactory

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def make_hotline() -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])


@pytest.mark.parametrize(("language", "direction"), [("vi", "ltr"), ("ar", "rtl"), ("km", "ltr")])
def test_unknown_address_is_a_404_in_the_readers_language(
    site: PublicSite, client: Client, language: str, direction: str
) -> None:
    make_hotline()

    answer = client.get(f"/{language}/calls/nothing-here/")

    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()
    assert 'href="tel:+84965001222"' in answer.content.decode()


def test_withdrawn_page_is_gone_with_the_hotline(site: PublicSite, client: Client) -> None:
    make_hotline()
    source = site.publish()
    site.withdraw(site.translate(source, "ko"))

    answer = client.get("/ko/stories/ban-do/")

    assert answer.status_code == 410
    assert '<html lang="ko" dir="ltr">' in answer.content.decode()
    assert 'href="tel:+84965001222"' in answer.content.decode()
    assert "Tấm bản đồ" not in answer.content.decode()


def test_page_missing_in_a_language_redirects_to_a_translation_with_a_notice(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(), "ko")

    answer = client.get("/th/stories/ban-do/", headers={"accept-language": "ko"})

    assert answer.status_code == 302
    assert answer["Location"] == "/ko/stories/ban-do/?asked=th"
    assert '<aside class="notice wide" lang="th" dir="ltr">' in client.get(answer["Location"]).content.decode()


def test_draft_that_was_never_live_is_a_404(site: PublicSite, client: Client) -> None:
    source = site.publish()
    source.copy_for_translation(source.get_parent().get_translations().get(locale__language_code="fr").locale)

    assert client.get("/fr/stories/ban-do/").status_code == 302
    site.withdraw(source)
    assert client.get("/fr/stories/ban-do/").status_code == 404


@pytest.mark.parametrize("path", ["/vi/%00/", "/vi/%ff/", "/vi/" + "x" * 3000 + "/", "/vi/calls/%F0%9F%98%80/"])
def test_odd_addresses_are_a_404(site: PublicSite, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_root_redirects_to_the_readers_language(site: PublicSite, client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "ar"})

    assert (answer.status_code, answer["Location"]) == (302, "/ar/")


def test_chosen_language_is_remembered_and_redirects_only_within_the_site(site: PublicSite, client: Client) -> None:
    answer = client.get("/language/ko/", {"next": "https://elsewhere.example/"})

    assert answer["Location"] == "/ko/"
    assert answer.cookies["language"].value == "ko"


def test_server_error_needs_no_database() -> None:
    with override("ar"):
        answer = views.server_error(RequestFactory().get("/ar/"))

    assert answer.status_code == 500
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()


def test_server_error_has_the_hotline_as_it_was_last_known_without_a_query(
    settings: Any, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    settings.DATA_DIR = tmp_path
    make_hotline()
    keep_face()

    with override("km"), django_assert_num_queries(0):
        answer = emergency_views.server_error(RequestFactory().get("/km/"))
        of_admin = emergency_views.server_error(RequestFactory().get("/admin/"))

    assert answer.status_code == 500
    assert 'href="tel:+84965001222"' in answer.content.decode()
    assert "tel:" not in of_admin.content.decode()


def test_revoked_hotline_leaves_the_page_of_an_error(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    make_hotline()
    keep_face()
    revoke_channel(channel=ContactChannel.objects.get(), by=UserFactory(), at=timezone.now(), reason="Sai")

    keep_face()

    with override("vi"):
        assert "tel:" not in emergency_views.server_error(RequestFactory().get("/vi/")).content.decode()


def test_server_error_whose_page_cannot_be_shown_has_the_hotline(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    make_hotline()
    keep_face()
    nothing = ManifestStaticFilesStorage(location=tmp_path / "static")
    monkeypatch.setattr("django.contrib.staticfiles.storage.staticfiles_storage", nothing)
    settings.DEBUG = False

    answer = emergency_views.server_error(RequestFactory().get("/ko/"))

    assert answer.status_code == 500
    assert answer["Content-Language"] == "ko"
    assert answer["Cache-Control"] == "no-store"
    assert 'href="tel:+84965001222"' in answer.content.decode()


def test_sitemap_lists_live_pages_of_a_language_with_their_translations(site: PublicSite, client: Client) -> None:
    site.translate(site.publish(), "ko")

    tree = etree.fromstring(client.get("/sitemap-ko.xml").content)
    text = etree.tostring(tree, encoding="unicode")

    assert "/ko/stories/ban-do/</loc>" in text.replace("\n", "")
    assert 'hreflang="vi" href="http' in text
    assert "/vi/stories/ban-do/</loc>" not in text


def test_sitemap_index_and_robots_name_every_language(client: Client) -> None:
    assert client.get("/sitemap.xml").content.count(b"<sitemap>") == 14
    assert b"Sitemap: http" in client.get("/robots.txt").content


def test_sign_in_is_in_the_language_of_the_page_it_leads_to(site: PublicSite, client: Client) -> None:
    page = client.get("/accounts/login/", {"next": "/ar/portal/"}).content.decode()

    assert '<html lang="ar" dir="rtl">' in page
