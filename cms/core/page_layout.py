"""What stands around every public page: its language, its addresses in the others, and the menu."""

import functools
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from cms.core.addresses import absolute
from cms.core.language_negotiation import choose_language
from translations.languages import CODES, LANGUAGES, SOURCE, Language, get_language_entry

SECTIONS = {
    "calls": _("Calls for information"),
    "stories": _("Stories"),
    "films": _("Films"),
    "rebuttals": _("True and false"),
}
"""Slugs of the index pages, the same in every language, with their names; what the campaign asks comes first."""

MENU_DEPTH = 3
"""Root, home, then what stands in the menu."""


@dataclass(frozen=True)
class LanguageChoice:
    """One entry of the language switcher; ``lacks`` where the page isn't there and the address leads to the nearest."""

    language: Language
    path: str
    is_current: bool
    lacks: bool


@dataclass(frozen=True)
class MenuEntry:
    label: str
    path: str
    is_current: bool


@dataclass(frozen=True)
class Frame:
    language: Language
    choices: tuple[LanguageChoice, ...]
    alternates: tuple[LanguageChoice, ...]
    canonical: str
    menu: tuple[MenuEntry, ...]
    pages: tuple[MenuEntry, ...]
    """Standard pages, such as the one about the campaign."""
    default_path: str
    """For readers of any other language: English, else the source; empty if this is no page."""
    home_path: str
    search_path: str
    asked: Language | None
    """The language that the reader wished for and that this page lacks."""


def build_frame(*, request: HttpRequest, language: str, page: Page | None) -> Frame:
    """Return the frame of a page, or of an answer that is no page (search, an error, the portal)."""
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
    return Frame(
        language=get_language_entry(language),
        choices=choices,
        alternates=tuple(choice for choice in choices if not choice.lacks) if page else (),
        canonical=absolute(canonical),
        menu=_menu(pages, language=language, path=request.path),
        pages=_pages(pages, language=language, path=request.path),
        default_path=paths[choose_language(available=paths) or language] if page else "",
        home_path=f"/{language}/",
        search_path=f"/{language}/search/",
        asked=_asked(request, language),
    )


def _read_pages(*, language: str, page: Page | None) -> list[Any]:
    """Return, in one query, the pages right below the language's home, and the page's live translations."""
    types = ContentType.objects.get_for_models(*_find_menu_models(), for_concrete_models=False).values()
    rows = Page.objects.live().filter(content_type__in=types, depth=MENU_DEPTH, locale__language_code=language)
    if page:
        rows = rows | Page.objects.live().filter(translation_key=page.translation_key)
    fields = ("title", "url_path", "translation_key", "depth", "content_type", "locale__language_code")
    return list(rows.select_related("locale").only(*fields).order_by("path"))


@functools.cache
def _find_menu_models() -> tuple[type[Page], ...]:
    """Return the kinds of page that may stand right below a home page: few rows, and their kind has an index."""
    home = next(model for model in get_page_models() if getattr(model, "kind", "") == "home")
    return tuple(home.allowed_subpage_models())


def _choices_of_page(paths: dict[str, str], current: str) -> tuple[LanguageChoice, ...]:
    available = set(paths)
    choices = []
    for entry in LANGUAGES:
        nearest = choose_language(available=available, asked=entry.code) or current
        lacks = nearest != entry.code
        path = f"{paths[nearest]}?asked={entry.code}" if lacks else paths[nearest]
        choices.append(LanguageChoice(entry, path, entry.code == current, lacks))
    return tuple(choices)


def _choices_of_address(request: HttpRequest, current: str) -> tuple[LanguageChoice, ...]:
    """The same address with another prefix; without a prefix, through the address that keeps the choice."""
    first = request.path.split("/", 2)[1]
    choices = []
    for entry in LANGUAGES:
        if first in CODES:
            path = f"/{entry.code}{request.path.removeprefix(f'/{first}')}"
            path = f"{path}?{request.GET.urlencode()}" if request.GET else path
        else:
            path = _keep_choice(entry.code)
        choices.append(LanguageChoice(entry, path, entry.code == current, lacks=False))
    return tuple(choices)


def _keep_choice(code: str) -> str:
    try:
        return reverse("keep_language", args=[code])
    except NoReverseMatch:
        return f"/{code}/"


def _menu(pages: list[Any], *, language: str, path: str) -> tuple[MenuEntry, ...]:
    found = {row.url_path for row in pages}
    entries = [(label, f"/{language}/{slug}/") for slug, label in SECTIONS.items()]
    return tuple(
        MenuEntry(str(label), address, path.startswith(address)) for label, address in entries if address in found
    )


def _pages(pages: list[Any], *, language: str, path: str) -> tuple[MenuEntry, ...]:
    indexes = {f"/{language}/{slug}/" for slug in SECTIONS}
    return tuple(
        MenuEntry(row.title, row.url_path, path == row.url_path)
        for row in pages
        if row.depth == MENU_DEPTH
        and row.locale.language_code == language
        and row.url_path not in indexes
        # An index has no approved title: only what is an item of its own is named here.
        and getattr(row.cached_content_type.model_class(), "kind", "")
    )


def _asked(request: HttpRequest, language: str) -> Language | None:
    code = request.GET.get("asked", "")
    return get_language_entry(code) if code in CODES and code != language else None


def source_or(language: str) -> str:
    """Return the language if it is one of the site's, else the source."""
    return language if language in CODES else SOURCE
