"""Typed text is cleaned where it comes in: in every form, in rich text, and once more before a row is written.

Which characters go is decided in ``translations/characters.py``. The API has a parser that does the same.
"""

from itertools import chain
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db.models import CharField, Model, TextField
from django.db.models.signals import pre_save
from django.http import HttpRequest, QueryDict
from wagtail.admin.rich_text import DraftailRichTextArea

from translations.characters import strip_invisible

PROJECT = ("cms.", "outreach.")
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def connect() -> None:
    """Clean the rows of every model of the project; what is typed for others comes by forms."""
    for model in apps.get_models():
        if model.__module__.startswith(PROJECT):
            pre_save.connect(clean_row, sender=model, dispatch_uid=f"core.clean_row.{model._meta.label}")


def clean_request(request: HttpRequest) -> None:
    """Replace the texts of the request's form and query by clean ones."""
    request.GET = _clean_query(request.GET)  # type: ignore[assignment]  # a class that only the stubs have
    if request.method == "POST" and request.content_type in FORMS:
        request.POST = _clean_query(request.POST)  # type: ignore[assignment]  # a class that only the stubs have


def clean_row(instance: Model, *, raw: bool = False, **kwargs: Any) -> None:
    """Clean the texts of a row that is about to be written, wherever they come from: an import, a command, a form."""
    if raw:
        return
    for field in instance._meta.concrete_fields:
        value = instance.__dict__.get(field.attname)
        if isinstance(field, CharField | TextField) and isinstance(value, str) and not value.isprintable():
            cleaned = strip_invisible(value)
            if cleaned != value:
                setattr(instance, field.attname, cleaned)


class CleanDraftail(DraftailRichTextArea):
    """Wagtail's editor of rich text; its form field holds JSON, in which control characters are written as escapes."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return None if value is None else strip_invisible(value)


def _clean_query(query: QueryDict) -> QueryDict:
    text = "".join(chain.from_iterable(map(itemgetter(1), query.lists())))
    if text.isprintable() or strip_invisible(text) == text:
        return query
    cleaned = QueryDict(mutable=True, encoding=query.encoding)
    for name, values in query.lists():
        cleaned.setlist(name, [strip_invisible(value) for value in values])
    cleaned._mutable = False
    return cleaned
