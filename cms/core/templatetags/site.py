"""Template tags and filters of the public site."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from babel import Locale as BabelLocale
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from wagtail.admin.userbar import Userbar
from wagtail.models import Page

from cms.core import hooks
from cms.core.addresses import absolute
from cms.core.breadcrumbs import Crumb, describe_crumbs, list_crumbs
from cms.core.chosen_items import list_live_entries
from cms.core.corrections import Correction, list_corrections
from cms.core.feeds import find_notes
from cms.core.feeds import get_path as get_feed_path
from cms.core.hooks import ComingEvent, Extra, ReaderNotice
from cms.core.items import name_item
from cms.core.models import BasePage
from cms.core.page_layout import KIND_NAMES, PageLayout, build_page_layout, source_or
from cms.core.scenes import choose_scene
from cms.core.search_filters import KINDS
from cms.core.search_index.results import Hit
from cms.core.search_tables import SearchEntry
from cms.core.sharing import ShareLinks, make_share_links
from cms.users.roles import Capability, may
from translations.dates import write_day
from translations.languages import CODES, SOURCE, Language, get_autonym, get_language_entry
from translations.lists import get_comma

register = template.Library()
_TIMES = re.compile(r"(?:و?\u2066)?\d[\d:.時分]*(?: น\.)?\s?[–〜～~]\s?\d[\d:.時分]*(?: น\.)?\u2069?")
"""From one time until another, such as “08:00–11:30”, as each language writes it."""


@register.simple_tag(takes_context=True)
def get_page_layout(context: template.Context) -> PageLayout | None:
    """Return the layout of this response; None without a request (an error before the request was read)."""
    request = context.get("request")
    if request is None:
        return None
    found = context.get("page")
    page = found if isinstance(found, Page) else None
    language = source_or(page.locale.language_code if page else get_language() or "")
    return build_page_layout(request=request, language=language, page=page)


@register.simple_tag
def active_language() -> Language:
    """Return the entry of the active language in ``translations.languages``."""
    return get_language_entry(source_or(get_language() or ""))


@register.simple_tag(takes_context=True)
def staff_bar(context: template.Context) -> str:
    """Return Wagtail's user bar for signed-in staff, with the accessibility checker; nothing for readers.

    Without a session nobody is signed in, and asking for the user would make public answers vary by cookie. Answers
    with a session are kept by no cache.
    """
    request = context.get("request")
    is_preview = getattr(request, "is_preview", False)
    if request is None or not (is_preview or settings.SESSION_COOKIE_NAME in request.COOKIES):
        return ""
    user = getattr(request, "user", None)
    if user is None or not may(user, Capability.USE_ADMIN):
        return ""
    page = context.get("page")
    bar = Userbar(object=page if isinstance(page, Page) else None, position="bottom-left")
    return str(bar.render_html(context))


@register.simple_tag(takes_context=True)
def get_page_extras(context: template.Context, page: BasePage) -> list[Extra]:
    """Return the links that other apps add to this page, such as a form to print."""
    return hooks.page_extras.collect(name_item(page), context.get("request"))


@register.simple_tag(takes_context=True)
def scene(context: template.Context, kind: str, key: UUID) -> str:
    """Return the address of the drawing of an item without a picture; "" if its kind has none.

    An item has the same drawing everywhere, unless an earlier one on the page has it.
    """
    # The lowest layer is the page's own: what an included template sets above it is gone with the template.
    taken: set[str] = context.dicts[0].setdefault("scenes", set())
    chosen = choose_scene(kind, key, taken=taken)
    taken.add(chosen)
    return static(f"drawings/{chosen}") if chosen else ""


@register.simple_tag
def get_coming_events(page: BasePage) -> list[ComingEvent]:
    """Return the next events for readers of this page."""
    return hooks.coming_events.collect(page)


@register.simple_tag
def breadcrumbs(page: BasePage) -> list[Crumb]:
    """Return the pages above this one: its language's home page, and the list that it is in."""
    return list_crumbs(page.url_path or "", language=page.locale.language_code)


@register.simple_tag
def breadcrumb_data(crumbs: list[Crumb], title: str) -> dict[str, Any]:
    """Return the pages above a page, and the page itself, for search engines."""
    return describe_crumbs(crumbs, title=title)


@register.simple_tag
def feed_path(page: Any) -> str:
    """Return the path of the feed of an item's or a list's section, of all sections for other pages."""
    if not isinstance(page, BasePage):
        return ""
    section = getattr(page, "section", "") or KINDS.get(page.kind, "")
    return get_feed_path(language=page.locale.language_code, section=section)


@register.filter
def with_warnings(hits: Iterable[Hit]) -> list[tuple[Hit, list[str]]]:
    """Return hits of the search, each with what a reader must know before they follow it."""
    found = list(hits)
    warnings = [note for note in find_notes(hit.entry for hit in found) if note.is_warning]
    return [(hit, [note.text for note in warnings if note.key == hit.entry.item.translation_key]) for hit in found]


@register.filter
def rfc3339(moment: datetime) -> str:
    """Return a moment as feeds and sitemaps write it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@register.simple_tag
def chosen_items(pages: Iterable[Page | None]) -> list[SearchEntry]:
    """Return those of the chosen items that are live in the active language."""
    return list_live_entries(pages, language=source_or(get_language() or ""))


@register.inclusion_tag("core/reader_notices.html")
def reader_notices(page: Any) -> dict[str, list[ReaderNotice]]:
    """Show the notices above this page; nothing if the response is no page.

    An inclusion tag keeps ``notices`` out of the page's context, where it could hide a variable of the page's view.
    """
    return {"notices": hooks.reader_notices.collect(page) if isinstance(page, BasePage) else []}


@register.simple_tag
def share_card_address(page: Page) -> str:
    """Return the full address of the card that other sites show; another one for each publication of the page."""
    moment = page.last_published_at
    return absolute(f"{page.url_path}card.jpg{f'?v={moment:%Y%m%d%H%M%S}' if moment else ''}")


@register.simple_tag
def card_kind(kind: str) -> str:
    """Return what an item of this kind is called in the active language; "" for pages that are only pages."""
    return str(KIND_NAMES.get(kind, ""))


@register.filter
def corrections(page: BasePage) -> list[Correction]:
    """Return the corrections of the page, the newest first."""
    return list_corrections(page)


@register.filter
def absolute_address(path: str) -> str:
    """Return the full address of a path, "" for none."""
    return absolute(path) if path else ""


@register.filter
def name_of_language(entry: Language) -> str:
    """Return the name of a language in the active language, for a screen reader or a notice."""
    active = get_language_entry(source_or(get_language() or ""))
    return BabelLocale.parse(entry.locale).get_display_name(BabelLocale.parse(active.locale)) or entry.autonym


@register.filter
def host_name(address: str) -> str:
    """Return where a link leads: the host of a web address."""
    return urlsplit(address.strip("\u2066\u2069")).hostname or address


@register.simple_tag
def share_links(*, title: str, address: str) -> ShareLinks:
    """Return the links with which a reader sends a page's title and address to somebody else."""
    return make_share_links(title=title, address=address)


@register.filter
def autonym(code: str) -> str:
    """Return the name that a language has for itself; a tag that the site doesn't have is returned unchanged."""
    return get_autonym(code)


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the active language; a tag that the site doesn't have is returned unchanged."""
    return name_of_language(get_language_entry(code)) if code in CODES else code


@register.simple_tag
def source_tag() -> str:
    """Return the tag of the source language, for names that are written in it on every page."""
    return get_language_entry(SOURCE).tag


@register.simple_tag
def language_entry(code: str) -> Language:
    return get_language_entry(code)


@register.filter
def language_names(codes: tuple[str, ...]) -> str:
    """Return the names of languages in the active language, such as those spoken at a hotline."""
    return joined(name_of_language(get_language_entry(code)) for code in codes if code in CODES)


@register.filter
def joined(names: Iterable[str]) -> str:
    """Return the names as a list of the active language."""
    return get_comma(get_language() or SOURCE).join(names)


@register.filter(needs_autoescape=True)
def whole_times(hours: str, autoescape: bool = True) -> SafeString:
    """Return the hours with each time from and until on one line: a half of it would be taken for the whole."""
    escaped = conditional_escape(hours) if autoescape else hours
    return mark_safe(_TIMES.sub(r'<span class="times">\g<0></span>', escaped))  # noqa: S308  (escaped above)


@register.filter
def day(moment: datetime | date | None) -> str:
    """Return the day of a moment or date as every page writes it in the active language; "" for none."""
    if moment is None:
        return ""
    local = localtime(moment).date() if isinstance(moment, datetime) else moment
    return write_day(local, language=source_or(get_language() or ""))


@register.filter
def lines(text: str) -> list[str]:
    """Return the lines of a text that aren't empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Write structured data for search engines; values can't close the script element."""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped above


@register.tag
def inlanguage(parser: template.base.Parser, token: template.base.Token) -> "InLanguageNode":
    """``{% inlanguage code %}…{% endinlanguage %}``: render the content with that language active."""
    _name, code = token.split_contents()
    nodes = parser.parse(("endinlanguage",))
    parser.delete_first_token()
    return InLanguageNode(parser.compile_filter(code), nodes)


class InLanguageNode(template.Node):
    def __init__(self, code: template.base.FilterExpression, nodes: template.base.NodeList) -> None:
        self.code = code
        self.nodelist = nodes

    def render(self, context: template.Context) -> str:
        with override(self.code.resolve(context)):
            return self.nodelist.render(context)
