"""Invalidation of the page cache, and updates of the search table, whenever public content is written."""

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from cms.core import page_cache, search
from cms.core.models import BasePage
from cms.core.search_tables import SearchEntry

DRAFT_FIELDS = frozenset({"latest_revision", "draft_title", "has_unpublished_changes", "latest_revision_created_at"})


def watch(*models: type[Model]) -> None:
    """Raise the public version whenever a row of these models, or one of its links, is written."""
    for model in models:
        uid = f"core.public_version.{model._meta.label}"
        post_save.connect(_row_written, sender=model, dispatch_uid=uid)
        post_delete.connect(_row_written, sender=model, dispatch_uid=uid)
        for field in model._meta.local_many_to_many:
            m2m_changed.connect(_row_written, sender=field.remote_field.through, dispatch_uid=f"{uid}.{field.name}")


def watch_days(model: type[Model], *, begins: str = "", ends: str = "") -> None:
    """Raise the public version on the days from which a row of this model counts, and no longer does.

    The two are names of fields; the last day itself still counts.
    """

    def schedule(instance: Model, **kwargs: Any) -> None:
        first, last = (getattr(instance, name) if name else None for name in (begins, ends))
        if first is not None:
            page_cache.schedule_day(first)
        if last is not None and last < date.max:
            page_cache.schedule_day(last + timedelta(days=1))

    post_save.connect(schedule, sender=model, weak=False, dispatch_uid=f"core.days.{model._meta.label}")


def watch_moments(model: type[Page], *names: str) -> None:
    """Raise the public version at the moments in these fields of a live page: from then on pages differ."""

    def schedule(instance: Page, **kwargs: Any) -> None:
        for moment in (getattr(instance, name) for name in names):
            if instance.live and moment is not None and moment > timezone.now():
                page_cache.schedule_version(at=moment)

    post_save.connect(schedule, sender=model, weak=False, dispatch_uid=f"core.moments.{model._meta.label}")


def connect() -> None:
    watch(Site, Locale, PageViewRestriction)
    for model in apps.get_models():
        if issubclass(model, Page):
            post_save.connect(_page_written, sender=model, dispatch_uid=f"core.page_written.{model._meta.label}")
            post_delete.connect(_row_written, sender=model, dispatch_uid=f"core.page_deleted.{model._meta.label}")
    pre_delete.connect(_entry_deleted, sender=SearchEntry, dispatch_uid="core.search_entry_deleted")
    post_page_move.connect(_row_written, dispatch_uid="core.page_moved")


def _row_written(sender: Any, **kwargs: Any) -> None:
    page_cache.raise_version()


def _page_written(
    sender: Any, instance: Page, raw: bool = False, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    if raw or (update_fields and update_fields <= DRAFT_FIELDS):
        return
    with transaction.atomic(savepoint=False):  # the raised version's row is locked until the search is written
        page_cache.raise_version()
        if instance.live and instance.expire_at and instance.expire_at > timezone.now():
            page_cache.schedule_version(at=instance.expire_at)
        if isinstance(instance, BasePage):
            search.write_entry(instance)


def _entry_deleted(instance: SearchEntry, **kwargs: Any) -> None:
    search.entry_deleted(instance)
