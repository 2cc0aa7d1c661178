from typing import Any

from django.db.models import Model

from cms.core.models import BasePage
from cms.media.models import CampaignDocument, CampaignImage, FileKind, FilmMaster
from cms.media.usage import record_uses, require_replaceable, require_unused

DRAFT_FIELDS = frozenset({"latest_revision", "draft_title", "has_unpublished_changes", "latest_revision_created_at"})


def on_page_saved(
    sender: type[Model], instance: Model, update_fields: frozenset[str] | None = None, raw: bool = False, **kwargs: Any
) -> None:
    """Write the page's uses with its row; a draft's save touches no public column and no use."""
    if raw or not isinstance(instance, BasePage):
        return
    if update_fields and update_fields <= DRAFT_FIELDS:
        return
    record_uses(instance)


def keep_used_file(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """A live page must not lose its picture, form or film because someone tidied the library."""
    kind = {CampaignImage: FileKind.IMAGE, CampaignDocument: FileKind.DOCUMENT, FilmMaster: FileKind.MASTER}[sender]
    require_unused(kind=kind, object_id=instance.pk, name=str(instance))


def keep_shown_file(sender: type[Model], instance: CampaignImage | CampaignDocument, **kwargs: Any) -> None:
    """Whoever puts another file under a picture that is live changes what the public sees, past every approval."""
    before = sender._default_manager.filter(pk=instance.pk).values_list("file", flat=True).first()
    if before is not None and (instance.file.name != before or not instance.file._committed):
        kind = FileKind.IMAGE if isinstance(instance, CampaignImage) else FileKind.DOCUMENT
        require_replaceable(kind=kind, object_id=instance.pk, name=str(instance))
