"""Links to pages follow to the same page in the language that the text is written in.

They stand inside rich text, in blocks that choose a page, and in fields that refer to pages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.core.models import BasePage
from cms.segments.markup import TAG
from cms.segments.page_segments import SegmentKind, extract_texts, get_choice_fields, map_stream, merge

PAGE_ID = re.compile(r'(?P<before><a\b(?=[^>]*\slinktype="page")[^>]*?\sid=")(?P<id>\d+)(?=")')


def follow_links(*, page: BasePage, language: str, rich_texts: Mapping[str, str] | None = None) -> BasePage:
    """Point the links in the page in memory to this language's pages, where there are such, drafts too; return it.

    A page that isn't there yet stays linked as it was: readers are led to the nearest language when they read.
    ``rich_texts`` are the page's rich texts by path, for a caller that has them.
    """
    texts = _read_rich_texts(page) if rich_texts is None else rich_texts
    linked = {int(match["id"]) for text in texts.values() for match in PAGE_ID.finditer(text)}
    linked |= _find_chosen(page)
    twins = find_translations(linked, language=language) if linked else {}
    if not twins:
        return page
    for name in _list_streams(page):
        map_stream(getattr(page, name), name, partial(_choose_twin, twins))
    for field in _list_references(page):
        _refer_to_twins(page, field, twins)
    return merge(page, {path: point(text, twins) for path, text in texts.items()})


def _read_rich_texts(page: BasePage) -> dict[str, str]:
    return {segment.path: segment.text for segment in extract_texts(page) if segment.kind == SegmentKind.RICH}


def find_translations(page_ids: Iterable[int], *, language: str) -> dict[int, int]:
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
    return [tag[0] for tag in TAG.finditer(text) if tag["name"] == "a" and not tag["end"]]


def _find_chosen(page: BasePage) -> set[int]:
    """Return the numbers of the pages that blocks and fields choose."""
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


def _refer_to_twins(page: BasePage, field: Any, twins: Mapping[int, int]) -> None:
    numbers = [twins.get(other.pk, other.pk) for other in _read_reference(page, field)]
    there = field.related_model.objects.in_bulk(numbers)
    found = [there[number] for number in numbers if number in there]
    if found:
        setattr(page, field.name, found if field.many_to_many else found[0])


def _choose_twin(twins: Mapping[int, int], path: str, block: blocks.Block, value: Any) -> Any:
    if not isinstance(value, Page) or value.pk not in twins:
        return value
    return block.to_python(twins[value.pk]) or value
