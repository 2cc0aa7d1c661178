"""Forms of organisations, their people and their imports in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.core.date_inputs import DayInput
from cms.published import list_topics
from outreach.organisations.local_time import has_unknown_zone, list_zones
from outreach.organisations.models import Organisation, Outlet
from outreach.organisations.names import NAME_FIELDS, find_namesakes
from outreach.organisations.people import find_other_reporter, write_telephone
from outreach.organisations.references import check_contacts
from outreach.organisations.territories import check_territory
from translations.countries import COUNTRIES, name_country
from translations.languages import LANGUAGES, SOURCE


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

    country = forms.ChoiceField(label=_("country (ISO 3166 code)"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("languages"),
        choices=[(language.code, language.autonym) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    territories = CodesField(
        label=_("territory (ISO 3166 codes)"),
        required=False,
        validators=[check_territory],
        help_text=_("Countries such as KR, and groups such as ASEAN or EU. Empty: its own country."),
    )
    outlets = forms.MultipleChoiceField(
        label=_("channels"),
        choices=Outlet.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("How it reaches its own public."),
    )
    wanted_topics = forms.MultipleChoiceField(
        label=_("wanted topics"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The topics about which it wants material."),
    )
    contact_keys = NumbersField(
        label=_("contact channels of the register"),
        required=False,
        validators=[RegexValidator(r"^\d+$", _("Write the numbers of channels in the register, as in 3, 7."))],
        help_text=_("Numbers of the channels in the register that are this organisation's own address and telephone."),
    )

    is_another = forms.BooleanField(
        label=_("it is another organisation of the same name"),
        required=False,
        help_text=_("Tick this only if you were told that the name is taken, and it isn't that organisation."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or SOURCE
        zones = list_zones(language=language)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("time zone"),
            required=False,
            choices=[("", _("The time of its country")), *zones],
            help_text=_("Deadlines are told in this time too. Leave it empty if the whole country has one time."),
        )
        countries = sorted(
            ((code, name_country(code, language=language)) for code in COUNTRIES), key=lambda row: row[1]
        )
        _offer(self.fields["country"], [("", "—"), *((code, f"{name} ({code})") for code, name in countries)])
        topics = list_topics(language=language)
        kept = {slug: slug for slug in self.instance.wanted_topics if slug not in topics}
        _offer(self.fields["wanted_topics"], [*topics.items(), *kept.items()])

    def clean_contact_keys(self) -> list[int]:
        keys: list[int] = self.cleaned_data["contact_keys"]
        check_contacts(keys)
        return keys

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        country = cleaned.get("country", "")
        if has_unknown_zone(name=cleaned.get("time_zone", ""), country=country):
            self.add_error("time_zone", _("This country has several time zones. Choose that of the organisation."))
        if not cleaned.get("is_another"):
            self._require_own_name(cleaned)
        return cleaned

    def _require_own_name(self, cleaned: dict[str, Any]) -> None:
        changed = [cleaned.get(field) for field in NAME_FIELDS if field in self.changed_data]
        for other in find_namesakes(changed, besides=self.instance.pk)[:1]:
            text = _(
                "“%(name)s” (%(country)s) has this name already. If this is another organisation, say so below; "
                "otherwise edit that one."
            )
            self.add_error(
                "is_another", ValidationError(text, params={"name": other.name, "country": other.country or "—"})
            )


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class ContactPersonForm(WagtailAdminModelForm):
    """Form of a contact person in the admin."""

    starts_on = forms.DateField(label=_("in this post from"), required=False, widget=DayInput())
    ends_on = forms.DateField(
        label=_("in this post until"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave it empty until a successor is known."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        organisation: Organisation | None = cleaned.get("organisation")
        if organisation and (typed := cleaned.get("telephone")):
            cleaned["telephone"] = write_telephone(typed, country=organisation.country)
            if not cleaned["telephone"]:
                text = _("“%(number)s” isn't a telephone number. Write it with its country code.")
                self.add_error("telephone", ValidationError(text, params={"number": typed}))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        if other := find_other_reporter(self.instance):
            text = _("%(name)s is the responsible reporter then. Enter the last day of that post first.")
            self.add_error("role", ValidationError(text, params={"name": other.name}))


class OrganisationTableForm(forms.Form):
    """A table of organisations as CSV or XLSX."""

    file = forms.FileField(label=_("File (CSV or XLSX)"))


class InvitationForm(forms.Form):
    """The desk's invitation of a person to an organisation."""

    organisation = forms.ModelChoiceField(
        label=_("organisation"), queryset=Organisation.objects.active().order_by("name", "pk")
    )
    email = forms.EmailField(label=_("mail address"))
    language = forms.ChoiceField(
        label=_("language"),
        choices=[(language.code, language.autonym) for language in LANGUAGES],
        help_text=_("The mail and the portal are in this language. The person can choose another at any time."),
    )
    is_lead = forms.BooleanField(
        label=_("in charge"),
        required=False,
        help_text=_("Is told first of recalls, and may invite and remove colleagues."),
    )
