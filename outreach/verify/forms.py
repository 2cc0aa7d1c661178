from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_MEGABYTES = 50
LONGEST = 120


class VerifyForm(forms.Form):
    """A file, or a code or the number of an edition."""

    file = forms.FileField(
        label=gettext_lazy("A file: a poster, a picture, a film or a document"), required=False, allow_empty_file=True
    )
    typed = forms.CharField(
        label=gettext_lazy("Or the six letters and digits of a code, or the number of an edition"),
        required=False,
        max_length=LONGEST,
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_MEGABYTES * 2**20:
            text = _(
                "This file has more than %(number)s MB, so it was not looked at. Enter the code that is on it instead."
            )
            raise forms.ValidationError(text % {"number": MOST_MEGABYTES})
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("typed"):
            raise forms.ValidationError(_("Choose a file, or type a code."))
        return cleaned
