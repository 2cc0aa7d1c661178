from django import forms
from django.utils.translation import gettext_lazy as _


class MomentForm(forms.Form):
    """A new day and time, typed: a picker would lie over the button and take the Enter key."""

    moment = forms.DateTimeField(
        label=_("New date and time"),
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M", attrs={"autocomplete": "off", "size": 20}),
        help_text=_("Such as 31/12/2026 08:00, in the campaign's own time."),
    )
