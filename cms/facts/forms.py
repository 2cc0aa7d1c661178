"""Forms of the register. The rules are in ``register.py``, ``channels.py`` and ``revocation.py``."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser

from cms.change_requests.public_row import find_text_faults
from cms.core.date_inputs import DayInput, MomentInput
from cms.facts.channels import NAME_FIELDS, PUBLIC_FIELDS, TEXT_FIELDS, was_public
from cms.facts.hours import DAYS, Periods
from cms.facts.hours_input import HoursRefused, list_time_zones, make_rows, read_day, write_day, write_days
from cms.facts.models import ContactChannel, Fact, FactKind
from cms.facts.values import HOME_CODE, ValueRefused, clean_value
from cms.facts.verification import USUAL_TERM, Proof
from translations.countries import COUNTRIES, name_country
from translations.languages import CODES, LANGUAGES, SOURCE, get_column

_BY_LANGUAGE = (FactKind.NAME, FactKind.ADDRESS)
_HELP = {
    FactKind.PHONE: format_lazy(_("With its country code, such as {code} …"), code=HOME_CODE),
    FactKind.DATE: _("Year-month-day, or --month-day for a day of every year."),
    FactKind.FIGURE: _("Digits only, with a point before decimals."),
    FactKind.POSITION: _("Latitude and longitude in degrees, such as 21.0285, 105.8542."),
}


class ProposalForm(forms.Form):
    """A form for a new value and its source. Names and postal addresses may have one value for each language."""

    value = forms.CharField(label=_("New value"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("For example a document and clause, a telephone call, or a letter."),
    )

    ends_at = forms.DateTimeField(
        label=_("Valid until"),
        required=False,
        widget=MomentInput(),
        help_text=_("From then on the value is shown nowhere. Leave empty for a value without a stated end."),
    )

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.fields["value"].help_text = _HELP.get(FactKind(fact.kind), "")
        if fact.kind in _BY_LANGUAGE:
            self.fields["value"].label = _("The same in every language")
            widget = forms.Textarea if fact.kind == FactKind.ADDRESS else forms.TextInput
            self.fields["value"].widget = widget()
            self.fields["value"].help_text = _("Leave empty to write it in each language below.")
            for language in LANGUAGES:
                self.fields[_name(language.code)] = forms.CharField(
                    label=language.autonym,
                    required=False,
                    widget=widget(attrs={"lang": language.tag, "dir": language.direction}),
                )
            self.order_fields(["value", *(_name(code) for code in CODES), "source", "ends_at"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        written = {code: cleaned[_name(code)] for code in CODES if cleaned.get(_name(code))}
        try:
            cleaned["fact_value"] = clean_value(kind=self.fact.kind, value=cleaned.get("value") or written)
        except ValueRefused as refused:
            self.add_error("value" if not written else _name(SOURCE), str(refused))
        return cleaned


class VerificationForm(forms.Form):
    on = forms.DateField(label=_("Verified on"), widget=DayInput())
    note = forms.CharField(
        label=_("How it was verified"), max_length=300, help_text=_("Say who called or wrote, and who answered.")
    )
    document = forms.ModelChoiceField(
        label=_("Document that proves it"),
        queryset=get_document_model().objects.all(),
        required=False,
        widget=AdminDocumentChooser,
    )
    until = forms.DateField(
        label=_("Verify again by"),
        widget=DayInput(),
        help_text=_("After this day the contact stays public, but no other page can use it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial = {"on": today, "until": today + USUAL_TERM, **self.initial}

    def get_verification(self) -> Proof:
        return Proof(**self.cleaned_data)


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Why it must not be shown any more. The desk reads this, not the public."),
    )


class FactForm(forms.ModelForm):
    """A new fact, or another label of one: a key in use never changes, nor does the kind of a value."""

    class Meta:
        model = Fact
        fields = ("key", "kind", "label")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = self.fields["kind"].disabled = True


class ContactChannelForm(forms.ModelForm):
    """A contact as the public sees it. A change of one that was public is a proposal, with its source."""

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        help_text=_("Where it is. Readers in this country see it first; leave empty if it is for readers everywhere."),
    )
    also_serves = forms.MultipleChoiceField(
        label=_("Also for readers in"),
        required=False,
        help_text=_("Other countries for which it is, such as those of an embassy that serves several."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=[(language.code, language.autonym) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source = forms.CharField(
        label=_("Source of the change"),
        max_length=300,
        required=False,
        help_text=_("For example a document and clause, a telephone call, or a letter. A second person decides on it."),
    )

    class Meta:
        model = ContactChannel
        fields = (
            *("kind", *NAME_FIELDS, "facts", "country", "also_serves", "languages"),
            *(name for name in TEXT_FIELDS if name not in NAME_FIELDS),
            *("is_for_press", "time_zone", "is_placeholder"),
        )
        widgets = {"facts": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or SOURCE
        self._offer_countries(language)
        names = write_days(language=language)
        for day in DAYS:
            self.fields[f"day_{day}"] = forms.CharField(
                label=names[day],
                required=False,
                initial=write_day(self.instance.opening_hours, day),
                help_text=_("Opening hours, such as 08:00–11:30, 13:30–17:00. Leave empty if it is closed."),
            )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone of the hours"), choices=list_time_zones(language=language)
        )
        days = [f"day_{day}" for day in DAYS]
        self.order_fields([*self.Meta.fields[:-2], *days, "time_zone", "is_placeholder", "source"])
        if not self.changes_by_proposal:
            del self.fields["source"]

    def _offer_countries(self, language: str) -> None:
        named = sorted(((code, name_country(code, language=language)) for code in COUNTRIES), key=lambda row: row[1])
        for name, first in (("country", [("", "—")]), ("also_serves", [])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [*first, *named]

    @property
    def changes_by_proposal(self) -> bool:
        return self.instance.pk is not None and was_public(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_placeholder") and self.instance.verified_by_id:
            self.add_error(
                "is_placeholder", _("A verified contact can't be a placeholder. Revoke its verification first.")
            )
        if not cleaned.get(get_column("name")):
            self.add_error(get_column("name"), _("Enter the name in the source language."))
        for code in CODES:
            name = get_column("what_next", code)
            for fault in find_text_faults(cleaned.get(name) or "", language=code):
                self.add_error(name, fault)
        days: dict[int, Periods] = {}
        for day in DAYS:
            try:
                days[day] = read_day(cleaned.get(f"day_{day}", ""))
            except HoursRefused as refused:
                self.add_error(f"day_{day}", str(refused))
        cleaned["opening_hours"] = make_rows(days)
        return cleaned

    def save(self, commit: bool = True) -> ContactChannel:
        self.instance.opening_hours = self.cleaned_data["opening_hours"]
        channel: ContactChannel = super().save(commit)
        return channel

    def get_public_fields(self) -> dict[str, Any]:
        """Return the values of the fields that the public sees, as ``channels.propose_change`` takes them."""
        values = {name: self.cleaned_data[name] for name in PUBLIC_FIELDS if name in self.cleaned_data}
        texts = {name: values[name] or "" for name in TEXT_FIELDS}
        return values | texts | {"facts": sorted(fact.pk for fact in self.cleaned_data["facts"])}


def _name(code: str) -> str:
    return f"value_{code.replace('-', '_')}"
