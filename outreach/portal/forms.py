from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from outreach.holdings.models import HeldItem
from translations.languages import get_language_entry


class UseForm(forms.Form):
    """Report of how an organisation used an edition or an item of it."""

    item = forms.ChoiceField(label=_("What was shown"))
    place = forms.CharField(label=_("Where it was shown"), max_length=300)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave it empty if it is still being shown."),
    )
    audience = forms.IntegerField(
        label=_("Approximate number of people who could see it"), required=False, min_value=0, max_value=2_000_000_000
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example the address of a page or film, or a description of a photograph that you have."),
    )

    def __init__(self, *args: Any, held: list[HeldItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("The kit as a whole"))]
        choices += [(str(row.pk), f"{row.title} ({get_language_entry(row.language).autonym})") for row in held]
        self.fields["item"] = forms.ChoiceField(label=self.fields["item"].label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


class CorrectionForm(UseForm):
    """Correction of a report of use. What was shown stays: a report about something else is a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, held=[], **kwargs)
        del self.fields["item"]


class RemovalForm(forms.Form):
    """Confirmation that a recalled item was taken down."""

    evidence = forms.CharField(label=_("How it was removed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
