"""The files that each page uses, recorded as it is saved; a used file can't be replaced or deleted."""

from typing import Any

from django.db.models import Model

from cms.core.cache_invalidation import DRAFT_FIELDS
from cms.core.models import BasePage
from cms.media.models import CampaignDocument, CampaignImage, FileKind, FilmMaster, PageReading, Recording
from cms.media.readings import find_page
from cms.media.usage import record_uses, require_replaceable, require_unused


def on_page_saved(
    sender: type[Model],
    instance: BasePage,
    update_fields: frozenset[str] | None = None,
    raw: bool = False,
    **kwargs: Any,
) -> None:
    """Record the files that the page uses; saving a draft changes no public field, so nothing is recorded."""
    if raw or (update_fields and update_fields <= DRAFT_FIELDS):
        return
    record_uses(instance)


def on_reading_changed(sender: type[PageReading], instance: PageReading, **kwargs: Any) -> None:
    """Record again which files the page that is read aloud makes public."""
    page = find_page(instance)
    if page is not None:
        record_uses(page)


KINDS = {
    CampaignImage: FileKind.IMAGE,
    CampaignDocument: FileKind.DOCUMENT,
    FilmMaster: FileKind.MASTER,
    Recording: FileKind.RECORDING,
}


def protect_used_file(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Refuse to delete a file that a live page uses, or that belongs to what was submitted or approved."""
    require_unused(kind=KINDS[sender], object_id=instance.pk, name=str(instance))


def protect_shown_file(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Refuse to replace a file from its submission on, because that would bypass approval."""
    before = sender._default_manager.filter(pk=instance.pk).values_list("file", flat=True).first()
    if before is not None and (instance.file.name != before or not instance.file._committed):
        require_replaceable(kind=KINDS[sender], object_id=instance.pk, name=str(instance))
