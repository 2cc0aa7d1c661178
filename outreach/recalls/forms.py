"""The forms of a recall: to send it with the targets on offer, to record calls and removals, and to close it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from cms.published import list_known_facts
from cms.users.models import User
from outreach.holdings.models import Delivery, HeldItem
from outreach.organisations.local_time import get_reader_zone, write_moment
from outreach.organisations.members import get_names
from outreach.recalls.effectiveness import CallOutcome
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.reach import list_registered_targets
from outreach.recalls.targets import RecallTarget
from translations.languages import SOURCE, get_autonym


class RecallForm(forms.Form):
    """Offers for recall what an organisation holds or was offered, and facts that were public."""

    item = forms.ChoiceField()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The organisations that must take it down will read this. Say what is wrong and what they may show instead."
        ),
    )
    deadline = forms.DateTimeField(label=_("To be removed by"), widget=AdminDateTimeInput)
    is_rehearsal = forms.BooleanField(
        label=_("This is only a rehearsal"),
        required=False,
        help_text=_("Nothing is kept back and nobody is mailed, but everything else happens as in earnest."),
    )
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        now_there = write_moment(at, zone=get_reader_zone(), language=get_language() or SOURCE)
        self.fields["deadline"].help_text = _("In your own time. There it is now %(now)s.") % {"now": now_there}
        self.groups = get_target_groups()
        self.targets = {name: target for group in self.groups for name, target in group.targets.items()}
        choices: list[Any] = [("", "—")]
        choices += [
            (group.label, [(name, target.title) for name, target in group.targets.items()])
            for group in self.groups
            if group.targets
        ]
        self.fields["item"] = forms.ChoiceField(label=_("What is recalled"), choices=choices)

    def clean_deadline(self) -> datetime:
        deadline: datetime = self.cleaned_data["deadline"]
        if deadline <= self.at:
            raise forms.ValidationError(_("The deadline has already passed."))
        return deadline

    @property
    def target(self) -> RecallTarget:
        return self.targets[self.cleaned_data["item"]]


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
    """The removal of a recalled item, as the desk learned of it."""

    evidence = forms.CharField(
        label=_("How you know that it was taken down"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example who told you, when and how, or what a photograph shows. Give no telephone numbers."),
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


@dataclass(frozen=True)
class TargetGroup:
    """Targets of one kind, by the names that the form has for them."""

    label: str
    targets: dict[str, RecallTarget]


def get_target_groups() -> list[TargetGroup]:
    """Return what can be recalled: items in one language or in all, editions, files by their source, and facts."""
    registered = {f"source:{target.source}": target for target in list_registered_targets()}
    return [
        TargetGroup(str(_("Items")), get_item_targets()),
        TargetGroup(str(_("Editions of kits")), get_edition_targets()),
        TargetGroup(str(_("Posters, pictures and films")), registered),
        TargetGroup(str(_("Facts of the register")), get_fact_targets()),
    ]


def get_fact_targets() -> dict[str, RecallTarget]:
    """Return the facts that were ever public; a recall reaches every file with a value approved so far."""
    return {
        f"fact:{fact.key}": RecallTarget(title=fact.label, fact_key=fact.key, fact_version=fact.version)
        for fact in list_known_facts()
    }


def get_edition_targets() -> dict[str, RecallTarget]:
    """Return the editions that were offered and have not been removed, newest first."""
    rows = list(Delivery.objects.filter(removed_at__isnull=True).order_by("-offered_at", "-pk"))
    names = get_names({row.organisation_key for row in rows})
    return {
        f"edition:{row.edition_key}": RecallTarget(
            title=_("%(title)s, edition %(number)s: %(organisation)s")
            % {"title": row.title, "number": row.number, "organisation": names.get(row.organisation_key, "")},
            edition_key=row.edition_key,
        )
        for row in rows
    }


def get_item_targets() -> dict[str, RecallTarget]:
    """Return the items that were offered and not yet removed, each both in all languages and in one."""
    rows = HeldItem.objects.filter(removed_at__isnull=True).values_list("kind", "key", "language", "title")
    targets: dict[str, RecallTarget] = {}
    # An item in all languages is listed under its Vietnamese title, if an organisation has it in Vietnamese.
    by_item = rows.order_by("kind", "key", Case(When(language=SOURCE, then=0), default=1), "language", "-offered_at")
    for kind, key, language, title in by_item:
        all_key, one_key = f"{kind}:{key}:", f"{kind}:{key}:{language}"
        all_title = str(_("%(title)s: all languages") % {"title": title})
        targets.setdefault(all_key, RecallTarget(title=all_title, kind=kind, key=key))
        one_title = f"{title} ({get_autonym(language)})"
        targets.setdefault(one_key, RecallTarget(title=one_title, kind=kind, key=key, language=language))
    return targets
