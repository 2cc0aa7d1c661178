from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from cms.published import list_published
from outreach.links.models import Link, LinkQuerySet
from outreach.organisations.models import Organisation
from translations.languages import SOURCE

DAYS_SHOWN = 7
MOST_DAYS = 366
IN_USE, FAILING, RETIRED = "in_use", "failing", "retired"


@dataclass(frozen=True)
class ScanPeriod:
    since: datetime
    until: datetime


def list_items() -> dict[str, str]:
    """Return the titles of all public items by ``kind:key``, in the source language."""
    return {f"{entry.ref.kind}:{entry.ref.key}": entry.title for entry in list_published(language=SOURCE)}


class DaysForm(forms.Form):
    """Days to count scans in: the last week unless others are chosen."""

    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = cleaned.get("until") or timezone.localdate()
        first = cleaned.get("since") or last - timedelta(days=DAYS_SHOWN - 1)
        if first > last:
            raise forms.ValidationError(_("The first day is after the last."))
        if (last - first).days >= MOST_DAYS:
            raise forms.ValidationError(_("Choose at most one year."))
        return {**cleaned, "since": first, "until": last}

    def read_period(self) -> ScanPeriod:
        """Return the chosen days of the desk's zone; the last week if they make no period."""
        last = timezone.localdate()
        first = last - timedelta(days=DAYS_SHOWN - 1)
        if self.is_valid():
            first, last = self.cleaned_data["since"], self.cleaned_data["until"]
        return ScanPeriod(
            *(timezone.make_aware(datetime.combine(d, time())) for d in (first, last + timedelta(days=1)))
        )


class CodeFilterForm(DaysForm):
    """Choice of codes by item, place, organisation and state."""

    q = forms.CharField(label=_("Code or place"), required=False, max_length=200)
    item = forms.ChoiceField(label=_("Item"), required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.order_by("name", "pk"),
        to_field_name="key",
        required=False,
        empty_label=_("All"),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), (IN_USE, _("In use")), (FAILING, _("Failing")), (RETIRED, _("Retired"))],
    )

    def __init__(self, *args: Any, items: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("All")), *items.items()]  # type: ignore[attr-defined]  # a ChoiceField, as declared above

    def choose_links(self) -> LinkQuerySet:
        """Return the codes that match the fields that could be read."""
        links = Link.objects.all()
        self.is_valid()
        chosen = self.cleaned_data
        if text := chosen.get("q", "").strip():
            links = links.filter(Q(code__iexact=text) | Q(placement__icontains=text))
        if item := chosen.get("item"):
            kind, _colon, key = item.partition(":")
            links = links.of_item(kind=kind, key=key)
        if organisation := chosen.get("organisation"):
            links = links.filter(organisation_key=organisation.key)
        return _filter_by_state(links, chosen.get("state", ""))


def _filter_by_state(links: LinkQuerySet, state: str) -> LinkQuerySet:
    if state == IN_USE:
        return links.in_use()
    if state == FAILING:
        return links.in_use().failing()
    return links.filter(retired_at__isnull=False) if state == RETIRED else links


class DestinationForm(forms.Form):
    """The item that a code shall lead to, and why."""

    item = forms.ChoiceField(label=_("Point the code to"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It stays in the history of the code and in the ledger.")
    )

    def __init__(self, *args: Any, items: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "—"), *items.items()]  # type: ignore[attr-defined]  # a ChoiceField, as declared above
