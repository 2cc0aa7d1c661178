"""Details that an approval accepts besides the text: address, times, contacts, topics, pictures and the like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.blocks import ListBlock, StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.images.models import AbstractImage

from cms.core.models import BasePage
from cms.facts.live import get_live_values
from cms.facts.models import ContactChannel
from cms.facts.obstacles import ObstacleKind, find_obstacle
from cms.facts.rendering import write_value
from cms.segments.choices import get_choice_fields, read_choice, write_choice

TIMES = ("go_live_at", "embargo_until", "expire_at")
CONTACTS_WITH_OBSTACLES = {
    ObstacleKind.PLACEHOLDER: gettext_lazy("%(contact)s (a placeholder)"),
    ObstacleKind.UNVERIFIED: gettext_lazy("%(contact)s (not verified)"),
    ObstacleKind.NO_FACT: gettext_lazy("%(contact)s (without a number or address)"),
    ObstacleKind.NO_VALUE: gettext_lazy("%(contact)s (its number or address isn't valid)"),
}


@dataclass(frozen=True)
class Detail:
    """A property of the page; ``before`` is what was approved earlier, if it differs."""

    label: str
    value: str
    before: str | None = None


@dataclass(frozen=True)
class Picture:
    """A picture with all its words. ``is_new``: it wasn't in the text that was approved before."""

    image: Any
    alternative_text: str
    caption: str
    credit: str
    is_new: bool


def list_details(page: BasePage, before: BasePage | None, *, parent_path: str, language: str) -> list[Detail]:
    """Return the details of a submitted page, with what was approved before where it differs."""
    details = [_compare(_("Address"), f"{parent_path}{page.slug}/", f"{parent_path}{before.slug}/" if before else None)]
    for name in TIMES:
        label = str(page._meta.get_field(name).verbose_name)
        earlier = _write(getattr(before, name), language) if before else None
        details.append(_compare(label, _write(getattr(page, name), language), earlier))
    for field in get_choice_fields(type(page)):
        if field.name in page.subtitle_fields:
            continue
        value = read_choice(page, field)
        earlier = read_choice(before, field) if before else None
        is_same = before is None or write_choice(value) == write_choice(earlier)
        shown = _show(page, field, value, language)
        details.append(
            Detail(str(field.verbose_name), shown, None if is_same else _show(before, field, earlier, language))
        )
    files = [*_list_documents(page)]
    if files:
        details.append(Detail(_("Files"), ", ".join(files)))
    return [Detail(capfirst(each.label), each.value, each.before) for each in details if each.value or each.before]


def list_pictures(page: BasePage, before: BasePage | None, *, language: str) -> list[Picture]:
    """Return the pictures of a submitted page in reading order, with credit in the page's language."""
    known = {write_choice(image) for image, _words, _caption in _find_images(before)} if before else set()
    with override(language):
        return [
            Picture(
                image, words, caption, str(image.credit or ""), before is not None and write_choice(image) not in known
            )
            for image, words, caption in _find_images(page)
        ]


def _find_images(page: BasePage) -> Iterator[tuple[Any, str, str]]:
    """Yield each image with its alternative text and caption."""
    for field in get_choice_fields(type(page)):
        image = getattr(page, field.name) if isinstance(field, models.ForeignKey) else None
        if isinstance(image, AbstractImage):
            yield image, getattr(page, f"{field.name}_text", ""), getattr(page, f"{field.name}_caption", "")
    for name in page.translatable_fields:
        if isinstance(getattr(page, name), StreamValue):
            yield from _find_pictures(getattr(page, name))


def _find_pictures(value: Any) -> Iterator[tuple[Any, str, str]]:
    """Yield the pictures of a stream, at any depth."""
    if isinstance(value, StructValue):
        if value.get("image") is not None:
            yield value["image"], value["alternative_text"], value.get("caption") or ""
        for name, block in value.block.child_blocks.items():
            if isinstance(block, ListBlock):
                yield from _find_pictures(value[name])
    elif isinstance(value, StreamValue | ListValue):
        for child in value:
            yield from _find_pictures(child.value if isinstance(value, StreamValue) else child)


def _list_documents(page: BasePage) -> Iterator[str]:
    streams = (getattr(page, name) for name in page.translatable_fields)
    for child in chain.from_iterable(stream for stream in streams if isinstance(stream, StreamValue)):
        if child.block_type == "file" and child.value.get("document"):
            yield f"{child.value['label']} ({child.value['document'].filename})"


def _compare(label: str, value: str, before: str | None) -> Detail:
    return Detail(label, value, None if before is None or before == value else before or "–")


def _show(page: BasePage | None, field: Any, value: Any, language: str) -> str:
    if getattr(field, "choices", None):
        return str(getattr(page, f"get_{field.name}_display")())
    return _write(value, language)


def _write(value: Any, language: str) -> str:
    """Return a value for the reviewer to read; of what has none, nothing."""
    match value:
        case None | False:
            return ""
        case True:
            return _("Yes")
        case list():
            return "; ".join(_write(each, language) for each in value)
        case ContactChannel():
            return _write_contact(value, language)
        case datetime():
            return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    return str(date_format(value, "DATE_FORMAT")) if isinstance(value, date) else str(value)


def _write_contact(channel: ContactChannel, language: str) -> str:
    """Return the contact's name and numbers in the page's language, and why it can't be published, if it can't."""
    known = get_live_values()
    with override(language):
        numbers = [write_value(known[fact.key], language=language) for fact in channel.facts.all() if fact.key in known]
        name = f"{channel.name}: {', '.join(numbers)}" if numbers else str(channel.name)
    obstacle = find_obstacle(channel, values=known)
    return CONTACTS_WITH_OBSTACLES[obstacle.kind] % {"contact": name} if obstacle else name
