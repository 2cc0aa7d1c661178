"""The forms of a recall: to send it with the targets on offer, to record calls and removals, and to close it."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from cms.users.models import User
from outreach.organisations.local_time import get_reader_zone, write_moment
from outreach.recalls.choices import find_choice, list_choices
from outreach.recalls.effectiveness import CallOutcome
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.targets import RecallTarget
from translations.languages import SOURCE


class RecallForm(forms.Form):
    """Offers what an organisation holds or was offered, posters, pictures, films, and facts that were public."""

    item = forms.ChoiceField(label=_("What is recalled"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The organisations that must take it down will read this, as you write it. Say what is wrong and what they "
            "may show instead, in Vietnamese and in a language that they read."
        ),
    )
    deadline = forms.DateTimeField(label=_("To be removed by"), widget=AdminDateTimeInput)
    is_rehearsal = forms.BooleanField(
        label=_("This is only a rehearsal"),
        required=False,
        help_text=_("Nothing is withheld and no emails are sent. Everything else happens as in a real recall."),
    )
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, search: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        now_there = write_moment(at, zone=get_reader_zone(), language=get_language() or SOURCE)
        self.fields["deadline"].help_text = _("In your own time zone, where it is now %(now)s.") % {"now": now_there}
        groups = list_choices(search=search)
        self.is_cut = any(group.is_cut for group in groups)
        self.has_choices = any(group.targets for group in groups)
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
            raise forms.ValidationError(_("The deadline has already passed. Choose a later one."))
        return deadline

    @property
    def target(self) -> RecallTarget:
        """The target that was chosen; the form is valid."""
        return cast(RecallTarget, self.chosen)


class CallForm(forms.Form):
    """A telephone call to an organisation about a recall."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=CallOutcome.choices)

    def __init__(self, *args: Any, recall: Recall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recipients = RecallRecipient.objects.filter(recall=recall)
        self.fields["recipient"] = forms.ModelChoiceField(recipients, label=_("Organisation"))
        members = User.objects.filter(memberships__organisation__recalls_received__in=recipients).distinct()
        self.fields["person"] = forms.ModelChoiceField(members, label=_("Who was called"), required=False)


class RemovalRecordForm(forms.Form):
    """The removal of what was recalled, as the desk learned of it."""

    evidence = forms.CharField(
        label=_("How you know that it was taken down"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example who told you, when and how, or what a photograph shows. Give no telephone numbers."),
    )


class LiftingForm(forms.Form):
    """The reason for which a recall is lifted."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The organisations that had to answer will read this, as you write it. Say why the recall was a mistake, "
            "in Vietnamese and in a language that they read."
        ),
    )


class ClosingForm(forms.Form):
    """For each organisation without an answer, why there is none and what was done about it."""

    def __init__(self, *args: Any, unanswered: list[RecallRecipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unanswered = unanswered
        for recipient in unanswered:
            self.fields[f"reason-{recipient.pk}"] = forms.CharField(
                label=recipient.organisation.name, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def reasons(self) -> dict[int, str]:
        return {each.pk: self.cleaned_data[f"reason-{each.pk}"] for each in self.unanswered}
