from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from outreach.acquisition.offers import Wish, get_own_tags
from outreach.organisations.models import Organisation
from translations.countries import name_country
from translations.languages import get_language_entry

USUAL = timedelta(days=30)


class WishForm(forms.Form):
    """Days, country and language for which an organisation looks for films; its own, unless it chooses."""

    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, data: Any = None, *, organisation: Organisation, language: str, today: date) -> None:
        usual = {"starts_on": today.isoformat(), "ends_on": (today + USUAL).isoformat()}
        given = {name: data[name] for name in (*usual, "country", "language") if data and name in data}
        super().__init__({**usual, **given})
        self.organisation = organisation
        countries = [(code, name_country(code, language=language)) for code in organisation.working_countries]
        languages = [
            (get_language_entry(code).tag, get_language_entry(code).autonym) for code in organisation.languages
        ]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), choices=[("", _("All of your countries")), *countries], required=False
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[("", _("Any of your languages")), *languages], required=False
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned

    def get_wish(self) -> Wish:
        cleaned = self.cleaned_data
        return Wish(
            territories=(cleaned["country"],) if cleaned["country"] else tuple(self.organisation.working_countries),
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
            languages=(cleaned["language"],) if cleaned["language"] else get_own_tags(self.organisation),
        )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What you want to show it for"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
