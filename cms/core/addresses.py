"""Public addresses of pages.

The slug of a language's home page is the language's code, so Wagtail's ``url_path`` is the public path, such as
``/ko/calls/graves/``. Finding a page or writing its address doesn't walk the page tree.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

HOME_DEPTH = 2
"""The depth of the languages' home pages, below the root of the tree."""
RESTRICTIONS = "restrictions"
_optional: dict[str, Callable[[], QuerySet[Any]]] = {RESTRICTIONS: PageViewRestriction.objects.all}


def register_optional(name: str, list_rows: Callable[[], QuerySet[Any]]) -> None:
    """Name rows that few sites have: while there are none, no page that ``find_live_page`` returns asks for its own."""
    _optional[name] = list_rows


_classes: dict[str, type[Page]] = {}


def register_page_class(path: str, model: type[Page]) -> None:
    """Name the class of the page that every language has at ``path``, so that it is read in one query."""
    _classes[path] = model


def absolute(path: str) -> str:
    """Return the full address of a path of this site."""
    return f"{settings.SITE_ADDRESS}{path}"


def find_live_page(*, language: str, path: str) -> Page | None:
    """Return the specific live page at ``path`` below the language, in two queries, or in one if its class is named;
    none whose end has come.

    Its ``unused`` names the registered rows of which the site has none.
    """
    are_there = {f"has_{name}": Exists(list_rows()) for name, list_rows in _optional.items()}
    pages = _classes.get(path.strip("/"), Page).objects
    live = pages.live().exclude(_has_ended()).select_related("locale").annotate(**are_there)
    page = live.filter(**_at(language, path), locale__language_code=language).first()
    return _make_specific(page) if page else None


def _make_specific(page: Page) -> Page:
    """Return the specific page with what was read with the page: its locale and ``unused`` would take queries."""
    specific: Page = page if type(page) in _classes.values() else page.specific
    specific.locale = page.locale
    specific.unused = frozenset(name for name in _optional if not getattr(page, f"has_{name}"))
    return specific


def was_published(*, language: str, path: str) -> bool:
    """Say whether a page was once published at this address and is no longer live, or its end has come."""
    rows = Page.objects.filter(Q(live=False) | _has_ended(), **_at(language, path), locale__language_code=language)
    return rows.filter(first_published_at__isnull=False).exists()


def find_mistyped(*, language: str, path: str) -> str | None:
    """Return the address of the live page that this one means: without its last slash, or with capitals; else None."""
    page = Page.objects.live().exclude(_has_ended()).filter(**_at(language, path.lower())).first()
    return page.url_path if page and page.url_path != f"/{language}/{path}" else None


def find_redirect(path: str) -> str | None:
    """Return the address of the live page that had this one before; None if there is none.

    Wagtail records an old address whenever the slug of a live page changes.
    """
    old_path = Redirect.normalise_path(path.replace("\0", "\ufffd"))
    rows = Redirect.objects.filter(old_path=old_path, redirect_page__live=True)
    return rows.values_list("redirect_page__url_path", flat=True).first()


def find_homes() -> tuple[str, ...]:
    """Return the languages whose home page is live."""
    homes = Page.objects.live().exclude(_has_ended()).filter(depth=HOME_DEPTH)
    return tuple(homes.values_list("locale__language_code", flat=True))


def find_translation(page: Page, *, language: str) -> str | None:
    """Return the path of the page's live translation; None if there is none."""
    rows = Page.objects.live().exclude(_has_ended()).filter(translation_key=page.translation_key)
    return rows.filter(locale__language_code=language).values_list("url_path", flat=True).first()


def find_translations(*, language: str, path: str) -> dict[str, str]:
    """Return the paths of live pages at the same address in other languages, by language."""
    lookups = [_at(code, path) for code, _name in settings.LANGUAGES if code != language]
    wanted: Any = {f"{name}__in": {lookup[name] for lookup in lookups} for name in ("slug", "url_path")}
    rows = Page.objects.live().filter(**wanted).select_related("locale")
    return {page.locale.language_code: page.url_path for page in rows}


def _has_ended() -> Q:
    """Return the condition for a page whose end has come, even if the scheduler hasn't taken it down yet."""
    return Q(expire_at__lte=timezone.now())


def _at(language: str, path: str) -> dict[str, str]:
    """Return the lookup of the page at this address, with its slug, because ``url_path`` has no index."""
    inner = path.strip("/").replace("\0", "\ufffd")  # PostgreSQL rejects NUL in text
    url_path = f"/{language}/{inner}/" if inner else f"/{language}/"
    return {"slug": url_path.rstrip("/").rpartition("/")[2], "url_path": url_path}
