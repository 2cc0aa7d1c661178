from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.published import PublishedSummary, list_published
from outreach.kits.plan import ItemKey
from outreach.organisations.models import Organisation
from translations.languages import CODES, SOURCE, get_language_entry

NOT_HANDED_OUT = frozenset({"home"})


class KitForm(forms.Form):
    """What is offered is what is public, with the languages in which it is."""

    title = forms.CharField(label=_("Title"), max_length=120)
    note = forms.CharField(
        label=_("Note for those who receive it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("For whom"),
        queryset=Organisation.objects.filter(is_active=True).order_by("country", "pk"),
        widget=forms.CheckboxSelectMultiple,
    )
    items = forms.MultipleChoiceField(label=_("What goes into it"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"] = forms.MultipleChoiceField(
            label=_("What goes into it"), widget=forms.CheckboxSelectMultiple, choices=get_item_choices()
        )

    def get_items(self) -> list[ItemKey]:
        return [ItemKey(*value.split(":", 1)) for value in self.cleaned_data["items"]]


def get_item_choices() -> list[tuple[str, str]]:
    """Return every public item with its title and languages."""
    by_item: dict[str, dict[str, PublishedSummary]] = defaultdict(dict)
    for summary in list_published():
        if summary.ref.kind in NOT_HANDED_OUT:
            continue
        by_item[f"{summary.ref.kind}:{summary.ref.key}"][summary.ref.language] = summary
    return [(value, _write_label(languages)) for value, languages in by_item.items()]


def _write_label(languages: dict[str, PublishedSummary]) -> str:
    shown = languages.get(SOURCE) or next(iter(languages.values()))
    names = ", ".join(get_language_entry(code).autonym for code in CODES if code in languages)
    return f"{shown.title} ({names})"
