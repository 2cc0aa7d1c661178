"""Template tags and filters of the public site."""

import json
from typing import Any

from babel import Locale as BabelLocale
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from wagtail.models import Page

from cms.core import hooks
from cms.core.addresses import absolute
from cms.core.corrections import Correction, list_corrections
from cms.core.hooks import Extra, ReaderNotice
from cms.core.items import name_item
from cms.core.models import BasePage
from cms.core.page_layout import PageLayout, build_page_layout, source_or
from translations.languages import CODES, Language, get_autonym, get_language_entry

register = template.Library()


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
def get_page_extras(context: template.Context, page: BasePage) -> list[Extra]:
    """Return the links that other apps add to this page, such as a form to print."""
    return hooks.page_extras.collect(name_item(page), context.get("request"))


@register.inclusion_tag("core/reader_notices.html")
def reader_notices(page: Any) -> dict[str, list[ReaderNotice]]:
    """Show the notices above this page; nothing if the response is no page.

    An inclusion tag keeps ``notices`` out of the page's context, where it could hide a variable of the page's view.
    """
    return {"notices": hooks.reader_notices.collect(page) if isinstance(page, BasePage) else []}


@register.filter
def corrections(page: BasePage) -> list[Correction]:
    """Return the corrections of the page, the newest first."""
    return list_corrections(page)


@register.filter
def absolute_address(path: str) -> str:
    return absolute(path)


@register.filter
def name_of_language(entry: Language) -> str:
    """Return the name of a language in the active language, for a screen reader or a notice."""
    active = get_language_entry(source_or(get_language() or ""))
    return BabelLocale.parse(entry.locale).get_display_name(BabelLocale.parse(active.locale)) or entry.autonym


@register.filter
def autonym(code: str) -> str:
    """Return the name that a language has for itself; a tag that the site doesn't have is returned unchanged."""
    return get_autonym(code)


@register.simple_tag
def language_entry(code: str) -> Language:
    return get_language_entry(code)


@register.filter
def language_names(codes: tuple[str, ...]) -> str:
    """Return the names of languages in the active language, such as those spoken at a hotline."""
    return ", ".join(name_of_language(get_language_entry(code)) for code in codes if code in CODES)


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
