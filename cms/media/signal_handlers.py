from typing import Any

from django.db.models import Model

from cms.core.models import BasePage
from cms.media.usage import record_uses

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
