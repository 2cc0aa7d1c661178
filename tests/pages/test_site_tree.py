import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.pages.models import HomePage
from translations.languages import CODES

pytestmark = pytest.mark.django_db


def test_set_up_makes_every_language_once_and_links_them(empty_site: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("setup_site")
    call_command("setup_site")

    homes = HomePage.objects.live()
    assert {home.slug for home in homes} == set(CODES)
    assert len({home.translation_key for home in homes}) == 1
    assert {page.url_path for page in Page.objects.filter(depth=3, locale__language_code="ko")} == {
        "/ko/calls/",
        "/ko/stories/",
        "/ko/films/",
        "/ko/rebuttals/",
    }
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert Site.objects.get(is_default_site=True).root_page.slug == "vi"
    assert "Nothing was missing." in capsys.readouterr().out
