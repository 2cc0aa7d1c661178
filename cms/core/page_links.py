"""Links between pages of this site: they lead to the live page in the reader's language, else in the closest one."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms.core.page_layout import source_or
from translations.negotiation import choose_language


class LivePageLinkHandler(PageLinkHandler):
    """Writes the address in the active language. A link to a page that isn't public has no address."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        keys = [str(attrs.get("id", "")) for attrs in attrs_list]
        language = source_or(get_language() or "")
        found = find_addresses([int(key) for key in keys if key.isdecimal()], language=language)
        return [f'<a href="{escape(found[key])}">' if key in found else "<a>" for key in keys]


def find_addresses(page_ids: Iterable[int], *, language: str) -> dict[str, str]:
    """Return the path of each page's item for a reader of this language, by the key of the page (of any language).

    Where the item isn't live in the language, the path leads to the closest one and names the language asked for. An
    item that isn't live in any language is omitted.
    """
    keys = dict(Page.objects.filter(pk__in=set(page_ids)).values_list("pk", "translation_key"))
    paths: dict[UUID, dict[str, str]] = defaultdict(dict)
    live = Page.objects.live().filter(translation_key__in=set(keys.values())) if keys else Page.objects.none()
    for key, code, path in live.values_list("translation_key", "locale__language_code", "url_path"):
        paths[key][code] = path
    return {str(pk): _choose(paths[key], language) for pk, key in keys.items() if paths[key]}


def _choose(paths: dict[str, str], language: str) -> str:
    choice = choose_language(asked=language, available=tuple(paths))
    chosen = choice.language if choice else language
    return paths[chosen] if chosen == language else f"{paths[chosen]}?asked={language}"
