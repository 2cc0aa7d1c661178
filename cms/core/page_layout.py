"""Layout of every public page: its language, its addresses in other languages, and the menu."""

import functools
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from wagtail.models import Page, get_page_models

from cms.core.addresses import HOME_DEPTH, absolute
from cms.core.parameters import COUNTRY
from translations.languages import CODES, LANGUAGES, SOURCE, Language, get_language_entry
from translations.negotiation import ANY, choose_language

SECTIONS = {
    "calls": _("Calls for information"),
    "stories": _("Stories"),
    "films": _("Films"),
    "rebuttals": _("True and false"),
    "events": _("Events"),
    "take-part": _("Take part"),
    "press": _("For the press"),
}
"""Slugs of the index pages, the same in every language, with their names, in the order of the menu."""

SECTION_SUMMARIES = {
    "calls": _("What the campaign asks people to remember, and how to answer."),
    "stories": _("Memories of people who know, and the search for those who have not come home."),
    "films": _("Documentary films and the languages in which you can follow them."),
    "rebuttals": _("Claims that are going round, what is true, and how we know."),
    "events": _("Days on which you can come: where, when, and what to bring."),
    "take-part": _("Guides for volunteers and schools, and contests that you can enter."),
    "press": _("Official texts, pictures with their terms, and people who answer journalists."),
}
"""What each index page lists, for readers and search engines."""

KIND_NAMES = {
    "call": pgettext_lazy("one of many", "Call for information"),
    "story": pgettext_lazy("one of many", "Story"),
    "film": pgettext_lazy("one of many", "Film"),
    "rebuttal": pgettext_lazy("one of many", "True and false"),
    "event": pgettext_lazy("one of many", "Event"),
    "guide": pgettext_lazy("one of many", "Guide"),
    "contest": pgettext_lazy("one of many", "Contest"),
    "release": pgettext_lazy("one of many", "Press release"),
}
"""What an item of each kind is called above its title, in cards."""

MENU_DEPTH = 3
"""Depth of the pages in the menu: below the root and the home page."""


@dataclass(frozen=True)
class LanguageChoice:
    """An entry of the language switcher. If ``is_missing``, the page isn't live in it and the path leads to another.

    ``link`` leads to the path, with the country that the reader named, by the view that remembers the choice.
    """

    language: Language
    path: str
    link: str
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
    reader: Language
    """The language of menus and footer: the reader's own one where the page isn't live in it."""
    choices: tuple[LanguageChoice, ...]
    alternates: tuple[LanguageChoice, ...]
    canonical: str
    menu: tuple[NavigationLink, ...]
    pages: tuple[NavigationLink, ...]
    """Standard pages below the home page, such as “About the campaign”."""
    default_path: str
    """Path for readers of any other language: English, else the source; empty unless there is a page."""
    home_path: str
    """The reader's home page; the root, which leads to another one, if it isn't live."""
    search_path: str
    asked: Language | None
    """The language that the reader asked for and in which this page isn't live."""


def get_withdrawn(request: HttpRequest) -> frozenset[str]:
    """Return the languages in which all is withdrawn now, as the middleware of emergencies has read them."""
    found: frozenset[str] = getattr(request, "withdrawn_languages", frozenset())
    return found


def build_page_layout(*, request: HttpRequest, language: str, page: Page | None) -> PageLayout:
    """Return the layout of a page, or of a response without a page (search, an error, the portal)."""
    withdrawn = get_withdrawn(request)
    asked = request.GET.get("asked", "")
    reader = asked if page and asked in CODES and asked not in withdrawn else language
    pages = _read_pages(language=reader, page=page)
    paths = {
        row.locale.language_code: row.url_path
        for row in pages
        if page and row.translation_key == page.translation_key and row.locale.language_code not in withdrawn
    }
    if page:
        paths[language] = page.url_path or request.path
    kept = request.GET.get(COUNTRY, "")
    is_preview = getattr(request, "is_preview", False)  # the page is at no address yet, or has another text there
    if is_preview:
        choices: tuple[LanguageChoice, ...] = ()
    else:
        choices = _choices_of_page(paths, language, country=kept) if page else _choices_of_address(request, language)
    canonical = paths[language] if page else request.path
    number = request.GET.get("page", "")
    if page and number.isdigit() and int(number) > 1:
        canonical = f"{canonical}?page={number}"
    return PageLayout(
        language=get_language_entry(language),
        reader=get_language_entry(reader),
        choices=choices,
        alternates=tuple(choice for choice in choices if not choice.is_missing) if page else (),
        canonical=absolute(canonical),
        menu=_menu(pages, language=reader, path=request.path),
        pages=_pages(pages, language=reader, path=request.path),
        default_path=paths[_choose(paths, asked=ANY, current=language)] if page and not is_preview else "",
        home_path=f"/{reader}/" if any(row.depth == HOME_DEPTH for row in pages) else "/",
        search_path=f"/{reader}/search/",
        asked=get_language_entry(reader) if reader not in {language, *paths} else None,
    )


def _read_pages(*, language: str, page: Page | None) -> list[Any]:
    """Return, in one query, the language's home page and those directly below it, and the page's live translations.

    Of the index pages, ``has_items`` says whether an item that they list is live.
    """
    models = _find_menu_models()
    types = {model: ContentType.objects.get_for_model(model, for_concrete_model=False) for model in models}
    depths = (HOME_DEPTH, MENU_DEPTH)
    rows = Page.objects.live().filter(content_type__in=types.values(), depth__in=depths, locale__language_code=language)
    if page:
        rows = rows | Page.objects.live().filter(translation_key=page.translation_key)
    items = Page.objects.live().filter(locale=OuterRef("locale"))
    listed = [
        When(content_type=types[model], then=Exists(items.filter(content_type__in=_get_listed_types(model))))
        for model in models
        if getattr(model, "section", "")
    ]
    rows = rows.annotate(has_items=Case(*listed, default=Value(False)))
    fields = ("title", "url_path", "translation_key", "depth", "content_type", "locale__language_code")
    return list(rows.select_related("locale").only(*fields).order_by("path"))


@functools.cache
def _find_menu_models() -> tuple[type[Page], ...]:
    """Return the home page's type and those allowed below it: they have few rows, and their column has an index."""
    home = next(model for model in get_page_models() if getattr(model, "kind", "") == "home")
    return (home, *home.allowed_subpage_models())


def _get_listed_types(model: Any) -> list[ContentType]:
    return [ContentType.objects.get_for_model(item) for item in model.allowed_subpage_models()]


def _choices_of_page(paths: dict[str, str], current: str, *, country: str) -> tuple[LanguageChoice, ...]:
    choices = []
    for entry in LANGUAGES:
        chosen = _choose(paths, asked=entry.code, current=current)
        is_missing = chosen != entry.code
        kept = {"asked": entry.code if is_missing else "", COUNTRY: country}
        query = urlencode({name: value for name, value in kept.items() if value})
        path = f"{paths[chosen]}?asked={entry.code}" if is_missing else paths[chosen]
        link = _remember(entry.code, f"{paths[chosen]}?{query}" if query else path)
        choices.append(LanguageChoice(entry, path, link, entry.code == current, is_missing))
    return tuple(choices)


def _choose(paths: dict[str, str], *, asked: str, current: str) -> str:
    choice = choose_language(asked=asked, available=tuple(paths))
    return choice.language if choice else current


def _choices_of_address(request: HttpRequest, current: str) -> tuple[LanguageChoice, ...]:
    """Return the same address with each prefix; one without a prefix stays, and the choice decides its language."""
    first = request.path.split("/", 2)[1]
    choices = []
    for entry in LANGUAGES:
        if first in CODES:
            path = f"/{entry.code}{request.path.removeprefix(f'/{first}')}"
            path = f"{path}?{request.GET.urlencode()}" if request.GET else path
        else:
            path = request.path
        choices.append(LanguageChoice(entry, path, _remember(entry.code, path), entry.code == current, False))
    return tuple(choices)


def _remember(code: str, path: str) -> str:
    """Return the address that keeps the language for the next visit and leads to the path."""
    return f"{reverse('keep_language', args=[code])}?next={quote(path)}"


def _menu(pages: list[Any], *, language: str, path: str) -> tuple[NavigationLink, ...]:
    found = {row.url_path for row in pages if row.has_items}
    entries = [(label, f"/{language}/{slug}/") for slug, label in SECTIONS.items()]
    with override(language):  # the reader's, where the page isn't live in it
        return tuple(
            NavigationLink(str(label), address, path.startswith(address))
            for label, address in entries
            if address in found
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


def source_or(language: str) -> str:
    """Return the language if the site has it, else the source language."""
    return language if language in CODES else SOURCE
