"""Public addresses of pages.

A language's home page has the language's code as its slug, so that Wagtail's ``url_path`` is the public path:
``/ko/calls/graves/``. A page is found, and an address written, without walking the tree.
"""

from typing import Any

from django.conf import settings
from wagtail.models import Page


def page_path(page: Page) -> str:
    """Return the path of a page, beginning with its language."""
    return page.url_path


def absolute(path: str) -> str:
    """Return the full address of a path of this site."""
    return f"{settings.SITE_ADDRESS}{path}"


def find_live_page(*, language: str, path: str) -> Page | None:
    """Return the specific live page at ``path`` below the language, in two queries."""
    page = Page.objects.live().filter(**_at(language, path), locale__language_code=language).first()
    return page.specific if page else None


def was_published(*, language: str, path: str) -> bool:
    """Say whether a page stood at this address that is no longer public."""
    rows = Page.objects.filter(**_at(language, path), locale__language_code=language, live=False)
    return rows.filter(first_published_at__isnull=False).exists()


def find_translations(*, language: str, path: str) -> dict[str, str]:
    """Return language → path of live pages that stand at the same address in other languages."""
    places = [_at(code, path) for code, _name in settings.LANGUAGES if code != language]
    wanted: Any = {f"{name}__in": {place[name] for place in places} for name in ("slug", "url_path")}
    rows = Page.objects.live().filter(**wanted).select_related("locale")
    return {page.locale.language_code: page.url_path for page in rows}


def _at(language: str, path: str) -> dict[str, str]:
    """Return what finds the page at this address: its slug has an index, the whole path has none."""
    inner = path.strip("/").replace("\0", "\ufffd")  # PostgreSQL takes no NUL in a text
    url_path = f"/{language}/{inner}/" if inner else f"/{language}/"
    return {"slug": url_path.rstrip("/").rpartition("/")[2], "url_path": url_path}
