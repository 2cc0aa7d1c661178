"""Recognises the window that saved a page's newest draft, so that no save is refused because of that window's last one.

Wagtail's editor keeps the base with which the page was opened, and never learns of a save whose response was lost.
"""

from uuid import UUID

from django.http import QueryDict
from wagtail.models import Page

from cms.core.editing import SAVED_BY_ITSELF, WINDOW
from cms.core.models import EditorSave


def renew_base(data: QueryDict, *, page: Page, user_id: int, by_itself: bool) -> QueryDict:
    """Return the submitted form, based on the newest draft if this user saved that from the same window.

    With ``by_itself`` (an autosave), that draft is overwritten in place, as Wagtail does with its own; but not a draft
    that the person saved, whose response was lost.
    """
    own = find_save(data)
    if own is None or own.page_id != page.pk or own.revision_id != page.latest_revision_id:
        return data
    if own.revision.user_id != user_id or own.revision.created_at != own.saved_at:
        return data
    renewed = data.copy()
    renewed["loaded_revision_id"] = str(own.revision_id)
    renewed["loaded_revision_created_at"] = own.saved_at.isoformat()
    if by_itself and SAVED_BY_ITSELF in own.revision.content:
        renewed["overwrite_revision_id"] = str(own.revision_id)
    return renewed


def find_save(data: QueryDict) -> EditorSave | None:
    """Return the save that the submitted form's window made, if it was the last one of its page."""
    try:
        window = UUID(data.get(WINDOW, ""))
    except ValueError:
        return None
    return EditorSave.objects.select_related("revision").filter(window=window).order_by("-saved_at").first()
