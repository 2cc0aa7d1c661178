"""The form for a new recall."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from outreach.recalls.choices import find_choice, list_choices
from outreach.recalls.targets import RecallTarget


class RecallForm(forms.Form):
    """Offers for recall what an organisation holds or was offered, and facts that were public."""

    item = forms.ChoiceField(label=_("What is recalled"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The organisations that must take it down will read this. Say what is wrong and what they may show instead."
        ),
    )
    deadline = forms.DateTimeField(label=_("To be removed by"), widget=AdminDateTimeInput)

    def __init__(self, *args: Any, at: datetime, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        groups = list_choices(search=search)
        self.is_cut = any(group.is_cut for group in groups)
        name = str(self["item"].value() or "")
        self.chosen = find_choice(name)
        choices: list[Any] = [(name, self.chosen.title) if self.chosen else ("", "—")]
        choices += [
            (group.label, [(each, target.title) for each, target in group.targets.items() if each != name])
            for group in groups
            if group.targets
        ]
        cast(forms.ChoiceField, self.fields["item"]).choices = choices

    def clean_deadline(self) -> datetime:
        deadline: datetime = self.cleaned_data["deadline"]
        if deadline <= self.at:
            raise forms.ValidationError(_("The deadline has already passed."))
        return deadline

    @property
    def target(self) -> RecallTarget:
        """The target that was chosen; the form is valid."""
        return cast(RecallTarget, self.chosen)
