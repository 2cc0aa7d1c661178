import pytest
from wagtail.models import Page, Site

from cms.pages.models import HomePage
from cms.pages.site_tree import make_site_tree
from translations.languages import CODES

pytestmark = pytest.mark.django_db


def test_set_up_makes_every_language_once_and_links_them(empty_site: None) -> None:
    made = make_site_tree()
    again = make_site_tree()

    homes = HomePage.objects.live()
    assert {home.slug for home in homes} == set(CODES)
    assert len({home.translation_key for home in homes}) == 1
    assert {page.url_path for page in Page.objects.filter(depth=3, locale__language_code="ko")} == {
        "/ko/calls/",
        "/ko/stories/",
        "/ko/films/",
        "/ko/rebuttals/",
        "/ko/events/",
        "/ko/take-part/",
        "/ko/press/",
    }
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert Site.objects.get(is_default_site=True).root_page.slug == "vi"
    assert (len(made), again) == (8 * len(CODES), [])
