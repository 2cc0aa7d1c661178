"""Page tree of each language: a home page and the index pages, translations of one another.

They are real pages, not aliases, because an alias would be live with the source's text. They have no wording that
needs approval.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from cms.core.models import BasePage
from cms.core.page_layout import SECTIONS
from cms.pages.models import HomePage
from translations.catalogues import find_uncompiled
from translations.languages import CODES, SOURCE, get_language_entry

INDEX_MODELS = {
    "calls": "calls.CallIndexPage",
    "stories": "stories.StoryIndexPage",
    "films": "films.FilmIndexPage",
    "rebuttals": "rebuttals.RebuttalIndexPage",
    "events": "events.EventIndexPage",
    "take-part": "participation.TakePartIndexPage",
    "press": "press.PressIndexPage",
}


class CataloguesMissing(Exception):
    """The index pages would keep English titles for good, since they take theirs from the catalogues."""


@transaction.atomic
def make_site_tree(languages: Collection[str] = CODES) -> list[str]:
    """Create the missing pages of the trees, make the source's home page the site's root, and return the new paths."""
    if missing := [code for code in find_uncompiled() if code in languages]:
        raise CataloguesMissing(f"The pages would get English titles in {', '.join(missing)}. Run: manage.py setup")
    root = Page.objects.get(depth=1)
    made: list[str] = []
    for code in (SOURCE, *(code for code in languages if code != SOURCE)):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        home = _ensure(root, HomePage, slug=code, title=get_language_entry(code).autonym, locale=locale, made=made)
        for slug, label in SECTIONS.items():
            with override(code):
                title = str(label)
            _ensure(home, apps.get_model(INDEX_MODELS[slug]), slug=slug, title=title, locale=locale, made=made)
    _point_site(HomePage.objects.get(locale__language_code=SOURCE))
    _remove_welcome_page(root)
    return made


def _ensure(parent: Page, model: type[BasePage], *, slug: str, title: str, locale: Locale, made: list[str]) -> BasePage:
    found = model.objects.filter(locale=locale).first()
    if found is not None:
        return found
    source = model.objects.filter(locale__language_code=SOURCE).first()
    page = model(title=title, draft_title=title, slug=slug, locale=locale, live=True)
    page.first_published_at = page.last_published_at = timezone.now()
    if source is not None:
        page.translation_key = source.translation_key
    parent.refresh_from_db()
    parent.add_child(instance=page)
    made.append(page.url_path)
    return page


def _point_site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_ADDRESS)
    port = address.port or (443 if address.scheme == "https" else 80)
    values = {"hostname": address.hostname or "localhost", "port": port, "root_page_id": home.pk}
    Site.objects.update_or_create(is_default_site=True, defaults={**values, "site_name": settings.WAGTAIL_SITE_NAME})


def _remove_welcome_page(root: Page) -> None:
    """Delete the welcome page that Wagtail's migrations create."""
    for page in Page.objects.filter(depth=2, slug="home"):
        if page.specific_class is Page:
            page.delete()
