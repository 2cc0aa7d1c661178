from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from outreach.ledger.actions import Action
from outreach.organisations.models import Organisation
from translations.languages import LANGUAGES


class EventFilterForm(forms.Form):
    """Filter of the ledger's page."""

    action = forms.ChoiceField(label=_("What happened"), choices=[("", _("All")), *Action.choices], required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.order_by("pk"),
        to_field_name="key",
        required=False,
        empty_label=_("All"),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("All")), *((language.code, language.autonym) for language in LANGUAGES)],
        required=False,
    )
    since = forms.DateField(label=_("From"), required=False, widget=AdminDateInput)
    until = forms.DateField(label=_("To"), required=False, widget=AdminDateInput)

    def get_conditions(self) -> dict[str, Any]:
        """Return the conditions of a valid form as arguments of ``filter()``."""
        values = self.cleaned_data
        conditions = {
            "action": values["action"],
            "organisation_key": values["organisation"].key if values["organisation"] else None,
            "item_language": values["language"],
            "occurred_at__gte": _begin(values["since"]),
            "occurred_at__lt": _begin(values["until"] and values["until"] + timedelta(days=1)),
        }
        return {name: value for name, value in conditions.items() if value}


def _begin(day: date | None) -> datetime | None:
    """Return the moment at which the day begins. An index finds moments; it can't find days."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None
