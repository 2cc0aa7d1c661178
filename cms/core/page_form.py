"""The form of the page editor, for every page type: a save overwrites no one's draft, and slugs are short."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.correction_kinds import CORRECTION_KIND, CorrectionKind
from cms.core.forms import ConflictCheckForm
from cms.core.slugs import get_field_attributes, has_ascii_slugs, write_slug
from translations.languages import SOURCE


class PageForm(ConflictCheckForm):
    """Writes new slugs of languages with Latin letters in ASCII, as they are typed and when they are saved.

    The editor of a published source says what the change is. Each change is asked for anew.
    """

    correction_kind = forms.ChoiceField(
        label=_("What this change is"),
        choices=CorrectionKind.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Whoever approves the text sees your answer. The day of a public correction is recorded by itself."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._may_be_corrected():
            self.initial[CORRECTION_KIND] = self.instance.get_correction_kind()
        else:
            del self.fields[CORRECTION_KIND]
        if "slug" in self.fields and self._has_ascii_slugs():
            self.fields["slug"].widget.attrs.update(get_field_attributes())

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug and slug != self.instance.slug and self._has_ascii_slugs():
            return write_slug(slug) or slug
        return slug

    def save(self, commit: bool = True) -> Any:
        if CORRECTION_KIND in self.cleaned_data:
            self.instance.correction_kind = self.cleaned_data[CORRECTION_KIND] or CorrectionKind.NONE
        return super().save(commit=commit)

    def _may_be_corrected(self) -> bool:
        """Return whether readers have read this page, and corrections are written in its language."""
        page = self.instance
        return (
            hasattr(page, "corrections") and page.first_published_at is not None and page.locale.language_code == SOURCE
        )

    def _has_ascii_slugs(self) -> bool:
        page = self.instance if self.instance.locale_id else self.parent_page
        return page is not None and has_ascii_slugs(page.locale.language_code)
