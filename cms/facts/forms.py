"""Forms of the register. The rules are in ``register.py``."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.facts.models import ContactChannel, Fact, FactKind
from cms.facts.register import revoke_verification
from cms.facts.values import ValueRefused, clean_value
from translations.languages import CODES, LANGUAGES, SOURCE

_BY_LANGUAGE = (FactKind.NAME, FactKind.ADDRESS)
_HELP = {
    FactKind.PHONE: _("With its country code, such as +84 …"),
    FactKind.DATE: _("Year-month-day, or --month-day for a day of every year."),
    FactKind.FIGURE: _("Digits only, with a point before decimals."),
}


class ProposalForm(forms.Form):
    """A form for a new value and its source. Names and postal addresses may have one value for each language."""

    value = forms.CharField(label=_("New value"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("For example a document and clause, a telephone call, or a letter."),
    )

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.fields["value"].help_text = _HELP.get(FactKind(fact.kind), "")
        if fact.kind in _BY_LANGUAGE:
            self.fields["value"].label = _("The same in every language")
            self.fields["value"].help_text = _("Leave empty to write it in each language below.")
            for language in LANGUAGES:
                self.fields[_name(language.code)] = forms.CharField(
                    label=language.autonym,
                    required=False,
                    widget=forms.TextInput(attrs={"lang": language.tag, "dir": language.direction}),
                )
            self.order_fields(["value", *(_name(code) for code in CODES), "source"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        written = {code: cleaned[_name(code)] for code in CODES if cleaned.get(_name(code))}
        try:
            cleaned["fact_value"] = clean_value(kind=self.fact.kind, value=cleaned.get("value") or written)
        except ValueRefused as refused:
            self.add_error("value" if not written else _name(SOURCE), str(refused))
        return cleaned


class VerificationForm(forms.Form):
    on = forms.DateField(label=_("Verified on"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("How it was verified"), max_length=300, help_text=_("Say who called or wrote, and who answered.")
    )


class ContactChannelForm(forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=[(language.code, language.autonym) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = ContactChannel
        fields = [
            "kind",
            *(f"name_{code.replace('-', '_')}" for code in CODES),
            "facts",
            "country",
            "languages",
            *(f"hours_{code.replace('-', '_')}" for code in CODES),
            "is_placeholder",
        ]
        widgets = {"facts": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_placeholder") and self.instance.verified_by_id:
            self.add_error(
                "is_placeholder", _("A verified contact can't be a placeholder. Revoke its verification first.")
            )
        if not cleaned.get("name_vi"):
            self.add_error("name_vi", _("Enter the name in Vietnamese."))
        return cleaned

    def save(self, commit: bool = True) -> ContactChannel:
        """Save, and revoke the verification if the contact's numbers have changed."""
        channel: ContactChannel = super().save(commit)
        if commit and "facts" in self.changed_data and channel.verified_by_id:
            return revoke_verification(channel=channel)
        return channel


def _name(code: str) -> str:
    return f"value_{code.replace('-', '_')}"
