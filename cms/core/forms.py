"""Forms of Wagtail's admin for every page type: copying, and editing without overwriting other people's drafts."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Revision

from cms.core.editing import WINDOW, DraftSavedMeanwhile, EditorBase, require_newest

DATES = frozenset({"go_live_at", "expire_at", "embargo_until"})
WHEN_DATES_COUNT = _(
    "A date counts once you press a button that saves or submits the page. What is kept while you type decides nothing."
)
MAKES_LIVE = ("publish_copies", "alias")


class DraftCopyForm(CopyForm):
    """A copy form without publishing and aliases: a copy is a new item that has to be approved like any other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MAKES_LIVE:
            self.fields.pop(name, None)


class EditorWindowInput(forms.HiddenInput):
    """The key of the window in which a page is open, and the script that watches over saving in it."""

    class Media:
        js: ClassVar[list[forms.Script]] = [
            forms.Script(f"js/{name}.js", defer=True) for name in ("page-saving", "kept-pages", "dialog-errors")
        ]


class EditorWindowField(forms.UUIDField):
    """The key of one opening of a page's editor; it stays the same when the form comes back with errors."""

    widget = EditorWindowInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class ConflictCheckForm(WagtailAdminPageForm):
    """Rejects a save that would overwrite a draft that was saved elsewhere since this form was opened.

    The form comes back with everything that was typed, based on the newer draft, so saving again replaces that draft.
    """

    # Browsers that restore a form on reload would restore the key as well.
    editor_window = EditorWindowField(
        required=False, initial=uuid4, widget=EditorWindowInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = EditorBase.read(self.data)
        for name in DATES & self.fields.keys():
            own = self.fields[name].help_text
            self.fields[name].help_text = format_lazy("{} {}", own, WHEN_DATES_COUNT) if own else WHEN_DATES_COUNT
        if self.instance.pk and not self.is_bound:
            self.fields[WINDOW].widget.attrs["data-last-window"] = self.instance.get_last_window()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        latest: Revision | None = self.instance.latest_revision if self.instance.pk else None
        if latest is not None and not self.base.is_newest(latest) and not self._has_saved(latest):
            # Tells the script not to save by itself what a person has to decide.
            self.fields[WINDOW].widget.attrs["data-saved-meanwhile"] = ""
            raise ValidationError(str(DraftSavedMeanwhile(latest)))
        return cleaned

    def _has_saved(self, draft: Revision) -> bool:
        """Return whether this window saved that draft; it may send its form, for a preview, before it learns of it."""
        window = self.cleaned_data.get(WINDOW)
        is_own = window is not None and self.for_user is not None and draft.user_id == self.for_user.pk
        return is_own and self.instance.was_saved_from(window, draft=draft)

    def add_error(self, field: str | None, error: Any) -> None:
        """Add the error, but not to the unchanged date of an expired item whose draft is saved: Wagtail refuses it."""
        if field != "expire_at" or not self.is_deferred_validation or not self._has_expiry_as_shown():
            super().add_error(field, error)
            return
        self.cleaned_data["expire_at"] = self.initial["expire_at"]

    def save(self, commit: bool = True) -> Any:
        """Save the form; raise ``DraftSavedMeanwhile`` if a draft was saved elsewhere after it was checked."""
        with transaction.atomic():
            if self.instance.pk:
                require_newest(page_id=self.instance.pk, base=self.base)
            self.instance.editor_base = self.base
            return super().save(commit=commit)

    def _has_expiry_as_shown(self) -> bool:
        """Return whether the date is submitted as the form showed it, which is without seconds."""
        field = self.fields["expire_at"]
        shown = field.widget.format_value(field.prepare_value(self.initial.get("expire_at")))
        return bool(shown == self["expire_at"].value())
