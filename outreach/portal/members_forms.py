"""Forms of a person's own account, of invitations, and of an organisation's particulars."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.published import Particulars, ParticularsFault, ParticularsRefused, list_days
from cms.users.models import User
from outreach.organisations.models import MailPace
from translations.languages import LANGUAGES

_LANGUAGES = [(language.code, language.autonym) for language in LANGUAGES]


class ColleagueForm(forms.Form):
    """Invitation of a colleague by the member in charge."""

    email = forms.EmailField(label=_("Mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES)


class NewAccountForm(forms.Form):
    """Names, language and password of a person who was invited; ``email`` is the name with which they sign in."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES)
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password")
        if password and "again" in cleaned and password != cleaned["again"]:
            self.add_error("again", _("The two passwords aren't the same."))
        elif password:
            names = {name: cleaned.get(name, "") for name in ("first_name", "last_name")}
            try:
                validate_password(password, user=User(username=self.email, email=self.email, **names))
            except ValidationError as refused:
                self.add_error("password", refused)
        return cleaned


class OwnAccountForm(forms.Form):
    """A person's own language, and which mails they want."""

    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES)
    pace = forms.ChoiceField(
        label=_("Mails about new editions, changes and rights that end"),
        choices=[
            (MailPace.AT_ONCE, _("At once")),
            (MailPace.DAILY, _("Once a day")),
            (MailPace.NEVER, _("Never")),
        ],
        help_text=_("Recalls are always sent at once."),
    )


class ParticularsForm(forms.Form):
    """Telephone, address and hours of an organisation, as it proposes them to the desk."""

    telephone = forms.CharField(
        label=_("Telephone"), required=False, max_length=40, help_text=_("With its country code, such as +82 …")
    )
    address = forms.CharField(
        label=_("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(
        label=_("Since when, and who can confirm it"),
        max_length=200,
        help_text=_("The desk reads this before it approves."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = list_days(language=language)
        for day, name in self.days.items():
            self.fields[f"day_{day}"] = forms.CharField(
                label=name, required=False, max_length=60, help_text="08:00–11:30, 13:30–17:00"
            )
        self.order_fields(["telephone", "address", *(f"day_{day}" for day in self.days), "note"])

    def get_particulars(self) -> Particulars:
        typed = {day: self.cleaned_data[f"day_{day}"] for day in self.days}
        return Particulars(telephone=self.cleaned_data["telephone"], address=self.cleaned_data["address"], hours=typed)

    def add_refusal(self, refused: ParticularsRefused) -> None:
        """Show why nothing was proposed beside the field that it is about."""
        if refused.fault is ParticularsFault.TELEPHONE:
            self.add_error("telephone", _("This isn't a telephone number. Write it with its country code."))
        elif refused.fault is ParticularsFault.ADDRESS:
            self.add_error("address", _("This can't be an address: it is too long, or has double brackets."))
        elif refused.fault is ParticularsFault.HOURS:
            self.add_error(f"day_{refused.day}", _("Write hours as 08:00–11:30, 13:30–17:00."))
        elif refused.fault is ParticularsFault.WAITING:
            self.add_error(None, _("Your last proposal is still waiting for the desk."))
        else:
            self.add_error(None, _("Nothing differs from what is public now."))
