"""Saves from Wagtail's page editor: none overwrites a draft that was saved elsewhere since the page was opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

WINDOW = "editor_window"
"""The form's field that says in which window the page is open."""

SAVED_BY_ITSELF = "saved_by_itself"
"""The key in a draft's content that tells an autosave, which may hold half a date, from a save that a person made."""


class DraftSavedMeanwhile(PermissionDenied):
    """A draft was saved since the page was opened; nothing was written.

    A ``PermissionDenied``, because Wagtail's editor reports one that is raised while it saves a draft as a conflict.
    """

    def __init__(self, revision: Revision) -> None:
        text = _(
            "%(person)s saved this page at %(time)s while you were writing. Nothing you typed is lost, and nothing "
            "was overwritten. Compare with their text in the history, then save again."
        )
        time = timezone.localtime(revision.created_at).strftime("%H:%M")
        super().__init__(text % {"person": revision.user or _("Another person"), "time": time})


@dataclass(frozen=True)
class EditorBase:
    """The draft that a submitted page form is based on, and the window that submitted it.

    ``overwrites`` is the draft that the window's previous autosave made; Wagtail overwrites it in place.
    """

    window: str
    revision: str
    moment: str
    overwrites: str

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        names = (WINDOW, "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id")
        return cls(*(str(data.get(name) or "") for name in names))

    def is_newest(self, latest: Revision) -> bool:
        """Return whether this is the newest draft; a form without a base counts as based on it."""
        if self.overwrites:
            return self.overwrites == str(latest.pk)
        if not self.revision:
            return True
        moment = latest.created_at.isoformat()
        return (self.revision, self.moment or moment) == (str(latest.pk), moment)


def require_newest(*, page_id: int, base: EditorBase) -> None:
    """Lock the page until the transaction ends; raise ``DraftSavedMeanwhile`` if its newest draft isn't the base."""
    latest_id = Page.objects.select_for_update().values_list("latest_revision_id", flat=True).get(pk=page_id)
    latest = Revision.objects.select_related("user").filter(pk=latest_id).first()
    if latest is not None and not base.is_newest(latest):
        raise DraftSavedMeanwhile(latest)
