from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outreach.screens.models import Screen


class CodeForm(forms.Form):
    """The code that a screen shows."""

    code = forms.CharField(
        label=_("Code on the screen"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )


class ScreenCodeForm(CodeForm):
    """The code, and which of the operator's screens shows it."""

    screen = forms.ModelChoiceField(label=_("Screen"), queryset=Screen.objects.none())
    field_order = ("screen", "code")

    def __init__(self, *args: Any, screens: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["screen"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # declared above; tells mypy
        field.queryset = screens
