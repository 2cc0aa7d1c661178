"""Links to pages inside a page, pointed to the linked pages' translations.

Pages are linked in rich text, in blocks that choose a page, and in fields that refer to pages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.core.models import BasePage
from cms.segments.choices import get_choice_fields
from cms.segments.markup import TAG
from cms.segments.page_segments import extract_texts, merge
from cms.segments.segment import SegmentKind
from cms.segments.streams import map_stream

PAGE_ID = re.compile(r'(?P<before><a\b(?=[^<>]*\slinktype="page")[^<>]*?\sid=")(?P<id>\d+)(?=")')


def follow_links(*, page: BasePage, language: str, rich_texts: Mapping[str, str] | None = None) -> BasePage:
    """Point the links in the page in memory to this language's pages, drafts included, and return the page.

    A link to a page without a translation is unchanged; readers will get the closest language that is live.
    ``rich_texts`` are the page's rich texts by path, for a caller that has them.
    """
    texts = _read_rich_texts(page) if rich_texts is None else rich_texts
    linked = find_linked_pages(texts.values()) | _find_chosen(page)
    translations = find_translations(linked, language=language)
    if not translations:
        return page
    for name in _list_streams(page):
        map_stream(getattr(page, name), name, partial(_choose_translation, translations))
    for field in _list_references(page):
        _refer_to_translations(page, field, translations)
    return merge(page, {path: replace_links(text, translations) for path, text in texts.items()})


def find_linked_pages(texts: Iterable[str]) -> set[int]:
    """Return the primary keys of the pages that these rich texts link to."""
    return {int(match["id"]) for text in texts for match in PAGE_ID.finditer(text)}


def find_translations(page_ids: Iterable[int], *, language: str) -> dict[int, int]:
    """Return the primary keys of the pages' translations in this language, by those of the pages.

    Without pages there is no query.
    """
    numbers = set(page_ids)
    if not numbers:
        return {}
    keys = dict(Page.objects.filter(pk__in=numbers).values_list("pk", "translation_key"))
    pages = Page.objects.filter(translation_key__in=set(keys.values()), locale__language_code=language)
    translations = dict(pages.values_list("translation_key", "pk"))
    return {pk: translations[key] for pk, key in keys.items() if key in translations}


def replace_links(text: str, translations: Mapping[int, int]) -> str:
    """Return the rich text with its page links changed as in ``translations``; every other character stays."""
    return PAGE_ID.sub(lambda match: f"{match['before']}{translations.get(int(match['id']), match['id'])}", text)


def list_links(text: str) -> list[str]:
    """Return the opening tags of the links in a rich text, in order."""
    return [tag[0] for tag in TAG.finditer(text) if tag["name"] == "a" and not tag["end"]]


def _read_rich_texts(page: BasePage) -> dict[str, str]:
    return {segment.path: segment.text for segment in extract_texts(page) if segment.kind == SegmentKind.RICH}


def _find_chosen(page: BasePage) -> set[int]:
    """Return the primary keys of the pages that blocks and fields choose."""
    chosen: set[int] = {other.pk for field in _list_references(page) for other in _read_reference(page, field)}

    def note(path: str, block: blocks.Block, value: Any) -> Any:
        if isinstance(value, Page):
            chosen.add(value.pk)
        return value

    for name in _list_streams(page):
        map_stream(getattr(page, name), name, note)
    return chosen


def _list_streams(page: BasePage) -> list[str]:
    return [name for name in page.translatable_fields if isinstance(page._meta.get_field(name), StreamField)]


def _list_references(page: BasePage) -> list[Any]:
    """Return the page's own fields that refer to other pages."""
    fields = get_choice_fields(type(page))
    return [field for field in fields if field.related_model and issubclass(field.related_model, Page)]


def _read_reference(page: BasePage, field: Any) -> Iterator[Page]:
    value = getattr(page, field.name)
    if field.many_to_many:
        yield from value.all()
    elif value is not None:
        yield value


def _refer_to_translations(page: BasePage, field: Any, translations: Mapping[int, int]) -> None:
    numbers = [translations.get(other.pk, other.pk) for other in _read_reference(page, field)]
    pages = field.related_model.objects.in_bulk(numbers)
    found = [pages[number] for number in numbers if number in pages]
    if found:
        setattr(page, field.name, found if field.many_to_many else found[0])


def _choose_translation(translations: Mapping[int, int], path: str, block: blocks.Block, value: Any) -> Any:
    if not isinstance(value, Page) or value.pk not in translations:
        return value
    return block.to_python(translations[value.pk]) or value
