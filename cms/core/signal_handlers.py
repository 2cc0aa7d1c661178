"""The publication rules for pages that Wagtail saves as plain ``Page`` rows, as a move does."""

from typing import Any

from wagtail.models import Page

from cms.core.models import BOOKKEEPING, BasePage
from cms.core.publication import require_publishable


def guard_plain_page(*, instance: Page, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Check a page saved without its own class as ``BasePage.save`` would, with the values about to be written."""
    if raw or not instance.live or instance.pk is None or (update_fields and BOOKKEEPING.issuperset(update_fields)):
        return
    page = instance.specific
    if not isinstance(page, BasePage):
        return
    for field in Page._meta.concrete_fields:
        setattr(page, field.attname, getattr(instance, field.attname))
    require_publishable(page)
