from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from cms.core.page_layout import KIND_NAMES
from cms.published import PublishedSummary, describe_contacts_in_name, list_published
from outreach.kits.editions import KitRule
from outreach.kits.plan import ItemKey
from outreach.organisations.models import Organisation
from translations.languages import CODES, SOURCE, get_language_entry, list_choices

EXCLUDED_KINDS = frozenset({"home"})


class KitForm(forms.Form):
    """Form of a new kit; offers the published items, each with the languages in which it is published."""

    title = forms.CharField(label=_("Title"), max_length=120)
    organisations = forms.ModelMultipleChoiceField(
        label=_("Recipients"),
        queryset=Organisation.objects.filter(is_active=True).order_by("country", "pk"),
        widget=forms.CheckboxSelectMultiple,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Everything of a kind"),
        choices=list(KIND_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Each new edition then has all that is approved by then, in the recipient's languages."),
    )
    approved_from = forms.DateField(label=_("Only what was approved from"), widget=DayInput(), required=False)
    approved_until = forms.DateField(label=_("Only what was approved until"), widget=DayInput(), required=False)
    items = forms.MultipleChoiceField(label=_("Items in the kit"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"] = forms.MultipleChoiceField(
            label=_("Items in the kit"),
            widget=forms.CheckboxSelectMultiple,
            choices=get_item_choices(),
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a kit that could never have anything in it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("items") and not cleaned.get("kinds"):
            self.add_error("items", _("Choose items, or a kind of items."))
        first, last = cleaned.get("approved_from"), cleaned.get("approved_until")
        if first and last and last < first:
            self.add_error("approved_until", _("The last day is before the first."))
        return cleaned

    def get_rule(self) -> KitRule:
        """Return the rule of a valid form."""
        names = ("kinds", "approved_from", "approved_until")
        return KitRule(**{name: self.cleaned_data[name] for name in names})

    def clean_title(self) -> str:
        """Refuse a contact: recipients read the title, and it stays as it is when the register changes."""
        title: str = self.cleaned_data["title"]
        if faults := describe_contacts_in_name(title, SOURCE):
            raise forms.ValidationError(faults)
        return title

    def get_items(self) -> list[ItemKey]:
        """Return the chosen items of a valid form."""
        return [ItemKey(*value.split(":", 1)) for value in self.cleaned_data["items"]]


def get_item_choices() -> list[tuple[str, str]]:
    """Return the published items as choices, each with its title and languages."""
    by_item: dict[str, dict[str, PublishedSummary]] = defaultdict(dict)
    for summary in list_published():
        if summary.ref.kind in EXCLUDED_KINDS:
            continue
        by_item[f"{summary.ref.kind}:{summary.ref.key}"][summary.ref.language] = summary
    return [(value, _write_label(languages)) for value, languages in by_item.items()]


def _write_label(languages: dict[str, PublishedSummary]) -> str:
    shown = languages.get(SOURCE) or next(iter(languages.values()))
    names = ", ".join(get_language_entry(code).autonym for code in CODES if code in languages)
    return f"{shown.title} ({names})"


class KitNameForm(forms.Form):
    """Form of a kit's name in one language, which a second person approves."""

    language = forms.ChoiceField(label=_("Language"), choices=list_choices)
    title = forms.CharField(label=_("Title"), max_length=120)
    introduction = forms.CharField(
        label=_("Introduction"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
