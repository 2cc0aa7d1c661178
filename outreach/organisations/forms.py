from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from outreach.organisations.local_time import list_zones
from translations.countries import get_zones
from translations.languages import LANGUAGES, SOURCE

COUNTRY = RegexValidator(r"^[A-Z]{2}$", _("Write a country as two capital letters, as in KR."))


class CodesField(forms.CharField):
    """A list of codes, separated by commas or spaces."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(entry) for entry in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [word for word in str(value or "").replace(",", " ").split() if word]

    def run_validators(self, value: list[str]) -> None:
        for entry in value:
            super().run_validators(entry)


class NumbersField(CodesField):
    """A list of numbers, separated by commas or spaces."""

    def clean(self, value: Any) -> list[int]:
        return [int(number) for number in super().clean(value)]


class OrganisationForm(WagtailAdminModelForm):
    """Form of an organisation in the admin."""

    country = forms.CharField(label=_("country (ISO 3166 code)"), max_length=2, required=False, validators=[COUNTRY])
    languages = forms.MultipleChoiceField(
        label=_("languages"),
        choices=[(language.code, language.autonym) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    territories = CodesField(label=_("territory (ISO 3166 codes)"), required=False, validators=[COUNTRY])
    contact_keys = NumbersField(
        label=_("contact channels of the register"),
        required=False,
        validators=[RegexValidator(r"^\d+$", _("Write the numbers of channels in the register, as in 3, 7."))],
        help_text=_("Numbers of the channels in the register that are this organisation's own address and telephone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = list_zones(language=get_language() or SOURCE)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("time zone"),
            required=False,
            choices=[("", _("The time of its country")), *zones],
            help_text=_("Deadlines are told in this time too. Leave it empty if the whole country has one time."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        country = cleaned.get("country", "")
        if not cleaned.get("time_zone") and len(get_zones(country)) > 1:
            self.add_error("time_zone", _("This country has several time zones. Choose that of the organisation."))
        return cleaned
