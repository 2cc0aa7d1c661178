"""Links to pages inside rich text follow to the same page in the language that the text is written in."""

import re
from collections.abc import Iterable

from wagtail.models import Page

from cms.core.models import BasePage
from cms.translation_desk.segments import SegmentKind, extract, merge

ANCHOR = re.compile(r"<a\b[^>]*>")
PAGE_ID = re.compile(r'(?P<before><a\b(?=[^>]*\slinktype="page")[^>]*?\sid=")(?P<id>\d+)(?=")')


def follow_links(*, page: BasePage, language: str) -> BasePage:
    """Point the links in the page in memory to this language's pages, where there are such, drafts too; return it.

    A page that isn't there yet stays linked as it was: readers are led to the nearest language when they read.
    """
    texts = {segment.path: segment.text for segment in extract(page) if segment.kind == SegmentKind.RICH}
    linked = {int(match["id"]) for text in texts.values() for match in PAGE_ID.finditer(text)}
    twins = find_twins(linked, language=language) if linked else {}
    return merge(page, {path: point(text, twins) for path, text in texts.items()}) if twins else page


def find_twins(page_ids: Iterable[int], *, language: str) -> dict[int, int]:
    """Return, by the numbers of pages, those of the same items' pages in this language."""
    keys = dict(Page.objects.filter(pk__in=set(page_ids)).values_list("pk", "translation_key"))
    there = Page.objects.filter(translation_key__in=set(keys.values()), locale__language_code=language)
    twins = dict(there.values_list("translation_key", "pk"))
    return {pk: twins[key] for pk, key in keys.items() if key in twins}


def point(text: str, twins: dict[int, int]) -> str:
    """Return the rich text with its page links renumbered; every other sign stays."""
    return PAGE_ID.sub(lambda match: f"{match['before']}{twins.get(int(match['id']), match['id'])}", text)


def list_links(text: str) -> list[str]:
    """Return the opening tags of the links in a rich text, in order."""
    return ANCHOR.findall(text)
