"""Public addresses of pages.

The slug of a language's home page is the language's code, so Wagtail's ``url_path`` is the public path, such as
``/ko/calls/graves/``. Finding a page or writing its address doesn't walk the page tree.
"""

from typing import Any

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page


def absolute(path: str) -> str:
    """Return the full address of a path of this site."""
    return f"{settings.SITE_ADDRESS}{path}"


def find_live_page(*, language: str, path: str) -> Page | None:
    """Return the specific live page at ``path`` below the language, in two queries."""
    page = Page.objects.live().filter(**_at(language, path), locale__language_code=language).first()
    return page.specific if page else None


def was_published(*, language: str, path: str) -> bool:
    """Say whether a page was once published at this address and is no longer live."""
    rows = Page.objects.filter(**_at(language, path), locale__language_code=language, live=False)
    return rows.filter(first_published_at__isnull=False).exists()


def find_redirect(path: str) -> str | None:
    """Return the address of the live page that had this one before; None if there is none.

    Wagtail records an old address whenever the slug of a live page changes.
    """
    old_path = Redirect.normalise_path(path.replace("\0", "\ufffd"))
    rows = Redirect.objects.filter(old_path=old_path, redirect_page__live=True)
    return rows.values_list("redirect_page__url_path", flat=True).first()


def find_translations(*, language: str, path: str) -> dict[str, str]:
    """Return the paths of live pages at the same address in other languages, by language."""
    lookups = [_at(code, path) for code, _name in settings.LANGUAGES if code != language]
    wanted: Any = {f"{name}__in": {lookup[name] for lookup in lookups} for name in ("slug", "url_path")}
    rows = Page.objects.live().filter(**wanted).select_related("locale")
    return {page.locale.language_code: page.url_path for page in rows}


def _at(language: str, path: str) -> dict[str, str]:
    """Return the lookup of the page at this address, with its slug, because ``url_path`` has no index."""
    inner = path.strip("/").replace("\0", "\ufffd")  # PostgreSQL rejects NUL in text
    url_path = f"/{language}/{inner}/" if inner else f"/{language}/"
    return {"slug": url_path.rstrip("/").rpartition("/")[2], "url_path": url_path}
