"""Forms of Wagtail's admin for every page type: copying, and editing without overwriting other people's drafts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Revision

MAKES_LIVE = ("publish_copies", "alias")


class DraftCopyForm(CopyForm):
    """A copy form without publishing and aliases: a copy is a new item that has to be approved like any other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MAKES_LIVE:
            self.fields.pop(name, None)


class ConflictCheckForm(WagtailAdminPageForm):
    """Rejects a save that would overwrite a draft that another person saved since this form was opened.

    The form comes back with everything that was typed, based on the newer draft, so saving again replaces that draft.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        latest: Revision | None = self.instance.latest_revision if self.instance.pk else None
        if latest is not None and self._is_based_on_older(latest):
            text = _(
                "%(person)s saved this page at %(time)s while you were writing. Nothing you typed is lost, and nothing "
                "was overwritten. Compare with their text in the history, then save again."
            )
            time = timezone.localtime(latest.created_at).strftime("%H:%M")
            raise ValidationError(text % {"person": latest.user or _("Another person"), "time": time})
        return cleaned

    def _is_based_on_older(self, latest: Revision) -> bool:
        """Compare the revision that Wagtail's editor sends with each save; Wagtail checks it only when it autosaves."""
        if own := self.data.get("overwrite_revision_id"):
            return bool(own != str(latest.pk))
        loaded = self.data.get("loaded_revision_id")
        if not loaded:
            return False
        moment = self.data.get("loaded_revision_created_at", latest.created_at.isoformat())
        return bool((loaded, moment) != (str(latest.pk), latest.created_at.isoformat()))
