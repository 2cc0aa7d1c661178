"""Choices of a page: everything readers see of it that isn't text, in a form that can be compared."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms.core.models import BasePage

NOT_PUBLIC = frozenset({field.name for field in Page._meta.get_fields()} | {"page_ptr", "embargo_until"})
"""Fields that readers never see. All other fields of a page are its texts or its choices."""


def get_choice_fields(page_class: type[BasePage]) -> list[Any]:
    """Return the page's own fields that aren't text: everything not translatable and not ``NOT_PUBLIC``."""
    own = [*page_class._meta.concrete_fields, *page_class._meta.many_to_many]
    return [field for field in own if field.name not in NOT_PUBLIC and field.name not in page_class.translatable_fields]


def read_choice(page: BasePage, field: Any) -> Any:
    """Return the field's value; of a many-to-many field, its rows in the order of their keys."""
    value = getattr(page, field.name)
    return sorted(value.all(), key=lambda row: row.pk) if field.many_to_many else value


def write_choice(value: Any) -> str:
    """Return the choice as text that differs for every other choice; a file is named with its own digest.

    A page has the same text as its translations, so that choosing another language of it is no other choice.
    """
    if value is None or value is False or value in ("", []):
        return ""
    if isinstance(value, AbstractImage | AbstractDocument):
        return f"{value._meta.model_name}:{value.pk}:{_read_file_hash(value)}"
    if isinstance(value, models.Model):
        return f"page:{value.translation_key}" if isinstance(value, Page) else f"{value._meta.model_name}:{value.pk}"
    if isinstance(value, list | tuple):
        return ",".join(write_choice(item) for item in value)
    if isinstance(value, date):
        # The same moment is the same choice, whatever the zone in which it was typed.
        return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()
    return str(value)


def _read_file_hash(file: AbstractImage | AbstractDocument) -> str:
    try:
        return file.file_hash or file.get_file_hash()
    except OSError:
        return ""
