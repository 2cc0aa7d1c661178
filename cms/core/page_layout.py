"""Layout of every public page: its language, its addresses in other languages, and the menu."""

import functools
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from cms.core.addresses import absolute
from translations.languages import CODES, LANGUAGES, SOURCE, Language, get_language_entry
from translations.negotiation import ANY, choose_language

SECTIONS = {
    "calls": _("Calls for information"),
    "stories": _("Stories"),
    "films": _("Films"),
    "rebuttals": _("True and false"),
}
"""Slugs of the index pages, the same in every language, with their names, in the order of the menu."""

MENU_DEPTH = 3
"""Depth of the pages in the menu: below the root and the home page."""


@dataclass(frozen=True)
class LanguageChoice:
    """An entry of the language switcher. If ``is_missing``, the page isn't live in it and the path leads to another."""

    language: Language
    path: str
    is_current: bool
    is_missing: bool


@dataclass(frozen=True)
class NavigationLink:
    label: str
    path: str
    is_current: bool


@dataclass(frozen=True)
class PageLayout:
    language: Language
    choices: tuple[LanguageChoice, ...]
    alternates: tuple[LanguageChoice, ...]
    canonical: str
    menu: tuple[NavigationLink, ...]
    pages: tuple[NavigationLink, ...]
    """Standard pages below the home page, such as “About the campaign”."""
    default_path: str
    """Path for readers of any other language: English, else the source; empty unless there is a page."""
    home_path: str
    search_path: str
    asked: Language | None
    """The language that the reader asked for and in which this page isn't live."""


def build_page_layout(*, request: HttpRequest, language: str, page: Page | None) -> PageLayout:
    """Return the layout of a page, or of a response without a page (search, an error, the portal)."""
    pages = _read_pages(language=language, page=page)
    paths = {
        row.locale.language_code: row.url_path for row in pages if page and row.translation_key == page.translation_key
    }
    if page:
        paths[language] = page.url_path or request.path
    choices = _choices_of_page(paths, language) if page else _choices_of_address(request, language)
    canonical = paths[language] if page else request.path
    number = request.GET.get("page", "")
    if page and number.isdigit() and int(number) > 1:
        canonical = f"{canonical}?page={number}"
    return PageLayout(
        language=get_language_entry(language),
        choices=choices,
        alternates=tuple(choice for choice in choices if not choice.is_missing) if page else (),
        canonical=absolute(canonical),
        menu=_menu(pages, language=language, path=request.path),
        pages=_pages(pages, language=language, path=request.path),
        default_path=paths[_choose(paths, asked=ANY, current=language)] if page else "",
        home_path=f"/{language}/",
        search_path=f"/{language}/search/",
        asked=_asked(request, language),
    )


def _read_pages(*, language: str, page: Page | None) -> list[Any]:
    """Return, in one query, the pages directly below the language's home page, and the page's live translations."""
    types = ContentType.objects.get_for_models(*_find_menu_models(), for_concrete_models=False).values()
    rows = Page.objects.live().filter(content_type__in=types, depth=MENU_DEPTH, locale__language_code=language)
    if page:
        rows = rows | Page.objects.live().filter(translation_key=page.translation_key)
    fields = ("title", "url_path", "translation_key", "depth", "content_type", "locale__language_code")
    return list(rows.select_related("locale").only(*fields).order_by("path"))


@functools.cache
def _find_menu_models() -> tuple[type[Page], ...]:
    """Return the page types allowed directly below a home page: they have few rows, and their column has an index."""
    home = next(model for model in get_page_models() if getattr(model, "kind", "") == "home")
    return tuple(home.allowed_subpage_models())


def _choices_of_page(paths: dict[str, str], current: str) -> tuple[LanguageChoice, ...]:
    choices = []
    for entry in LANGUAGES:
        chosen = _choose(paths, asked=entry.code, current=current)
        is_missing = chosen != entry.code
        path = f"{paths[chosen]}?asked={entry.code}" if is_missing else paths[chosen]
        choices.append(LanguageChoice(entry, path, entry.code == current, is_missing))
    return tuple(choices)


def _choose(paths: dict[str, str], *, asked: str, current: str) -> str:
    choice = choose_language(asked=asked, available=tuple(paths))
    return choice.language if choice else current


def _choices_of_address(request: HttpRequest, current: str) -> tuple[LanguageChoice, ...]:
    """Return the same address with each prefix; for one without a prefix, the view that sets the language cookie."""
    first = request.path.split("/", 2)[1]
    choices = []
    for entry in LANGUAGES:
        if first in CODES:
            path = f"/{entry.code}{request.path.removeprefix(f'/{first}')}"
            path = f"{path}?{request.GET.urlencode()}" if request.GET else path
        else:
            path = _get_cookie_path(entry.code)
        choices.append(LanguageChoice(entry, path, entry.code == current, is_missing=False))
    return tuple(choices)


def _get_cookie_path(code: str) -> str:
    try:
        return reverse("keep_language", args=[code])
    except NoReverseMatch:
        return f"/{code}/"


def _menu(pages: list[Any], *, language: str, path: str) -> tuple[NavigationLink, ...]:
    found = {row.url_path for row in pages}
    entries = [(label, f"/{language}/{slug}/") for slug, label in SECTIONS.items()]
    return tuple(
        NavigationLink(str(label), address, path.startswith(address)) for label, address in entries if address in found
    )


def _pages(pages: list[Any], *, language: str, path: str) -> tuple[NavigationLink, ...]:
    indexes = {f"/{language}/{slug}/" for slug in SECTIONS}
    return tuple(
        NavigationLink(row.title, row.url_path, path == row.url_path)
        for row in pages
        if row.depth == MENU_DEPTH
        and row.locale.language_code == language
        and row.url_path not in indexes
        # The title of an index page isn't approved: only items are listed here.
        and getattr(row.cached_content_type.model_class(), "kind", "")
    )


def _asked(request: HttpRequest, language: str) -> Language | None:
    code = request.GET.get("asked", "")
    return get_language_entry(code) if code in CODES and code != language else None


def source_or(language: str) -> str:
    """Return the language if the site has it, else the source language."""
    return language if language in CODES else SOURCE
