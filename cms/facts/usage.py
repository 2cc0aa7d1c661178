"""Usage of facts: the facts in a page, and the live pages with a fact."""

import json

from django.apps import apps
from wagtail.blocks import StreamValue

from cms.core.models import BasePage
from cms.facts.contacts import get_page_channels
from cms.facts.tokens import find_tokens


def get_text(page: BasePage) -> str:
    """Return all public wording of the page as one text to search, with blocks as JSON."""
    values = (getattr(page, name) for name in page.translatable_fields)
    return "\n".join(_read_blocks(value) if isinstance(value, StreamValue) else str(value or "") for value in values)


def find_page_tokens(page: BasePage) -> list[str]:
    """Return the keys of the facts in the page's wording, each once, in order."""
    return list(dict.fromkeys(find_tokens(get_text(page))))


def find_page_fact_keys(page: BasePage) -> frozenset[str]:
    """Return the keys of all facts that the page shows, in its wording and its contacts."""
    contacts = {fact.key for channel in get_page_channels(page) for fact in channel.facts.all()}
    return frozenset(find_page_tokens(page)) | contacts


def find_live_pages(*, fact_key: str) -> list[BasePage]:
    """Return the live pages, in all languages, that show the fact."""
    return [page for page in list_live_pages() if fact_key in find_page_fact_keys(page)]


def list_live_pages() -> list[BasePage]:
    """Return every live page of a type with wording, as its specific class, with its locale."""
    return [page for model in get_page_models() for page in model.objects.live().select_related("locale")]


def get_page_models() -> list[type[BasePage]]:
    return [model for model in apps.get_models() if issubclass(model, BasePage) and model.translatable_fields]


def _read_blocks(value: StreamValue) -> str:
    return json.dumps(value.get_prep_value(), ensure_ascii=False, default=str)
