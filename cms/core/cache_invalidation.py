"""Invalidation of the page cache, and updates of the search table, whenever public content is written."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from cms.core import page_cache, search
from cms.core.models import BasePage

DRAFT_FIELDS = frozenset({"latest_revision", "draft_title", "has_unpublished_changes", "latest_revision_created_at"})


def watch(*models: type[Model]) -> None:
    """Raise the public version whenever a row of these models, or one of its links, is written."""
    for model in models:
        uid = f"core.public_version.{model._meta.label}"
        post_save.connect(_row_written, sender=model, dispatch_uid=uid)
        post_delete.connect(_row_written, sender=model, dispatch_uid=uid)
        for field in model._meta.local_many_to_many:
            m2m_changed.connect(_row_written, sender=field.remote_field.through, dispatch_uid=f"{uid}.{field.name}")


def connect() -> None:
    watch(Site, Locale, PageViewRestriction)
    for model in apps.get_models():
        if issubclass(model, Page):
            post_save.connect(_page_written, sender=model, dispatch_uid=f"core.page_written.{model._meta.label}")
            post_delete.connect(_row_written, sender=model, dispatch_uid=f"core.page_deleted.{model._meta.label}")
    post_page_move.connect(_row_written, dispatch_uid="core.page_moved")


def _row_written(sender: Any, **kwargs: Any) -> None:
    page_cache.raise_version()


def _page_written(
    sender: Any, instance: Page, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    if raw or (update_fields and update_fields <= DRAFT_FIELDS):
        return
    page_cache.raise_version()
    if isinstance(instance, BasePage):
        search.write_entry(instance)
