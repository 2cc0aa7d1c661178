from django import forms
from django.utils.translation import gettext_lazy as _


class RemovalForm(forms.Form):
    """Confirmation that a recalled item was taken down."""

    evidence = forms.CharField(label=_("How it was removed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
