from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text import DraftailRichTextArea

from cms.core.date_inputs import DayInput
from cms.published import get_campaign_names
from outreach.reports.figures import SECTIONS
from outreach.reports.models import NARRATIVE_FEATURES, Report
from outreach.reports.periods import Period, PeriodKind, PeriodRefused, get_days, get_period, get_zone
from translations.languages import SOURCE

AS_BEFORE = ("parent_body", "issuing_body", "place", "recipients", "authority", "office", "signer", "addressed_to")
WITH_LAST_DAY = (PeriodKind.DAYS, PeriodKind.CLOSING)


def choose_period(*, kind: PeriodKind, first: date, last: date | None) -> Period:
    """Return the period of the kind around the first day, or from the first to the last; raise ``PeriodRefused``."""
    if kind in WITH_LAST_DAY:
        return get_days(first=first, last=last or first, zone=get_zone(), kind=kind)
    return get_period(kind=kind, day=first, zone=get_zone())


class PeriodForm(forms.Form):
    """Choice of a period whose figures are shown. It is sent by GET and read by ``admin_views.read_period``."""

    kind = forms.ChoiceField(label=_("Period"), choices=PeriodKind.choices)
    first = forms.DateField(label=_("A day of the period, or its first day"), widget=DayInput())
    last = forms.DateField(label=_("Last day (for chosen days and the whole campaign only)"), widget=DayInput())


class ReportForm(forms.ModelForm[Report]):
    """Everything of a report but its figures. The head, recipients and signature begin as in the report before."""

    last = forms.DateField(
        label=_("Last day (for chosen days and the whole campaign only)"), widget=DayInput(), required=False
    )
    sections = forms.MultipleChoiceField(
        label=_("Sections of figures"), choices=list(SECTIONS.items()), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Report
        fields = (
            "kind",
            "first",
            "last",
            "sections",
            "narrative",
            "narrative_en",
            "parent_body",
            "issuing_body",
            "number",
            "place",
            "dated_on",
            "addressed_to",
            "recipients",
            "authority",
            "office",
            "signer",
        )
        labels = {"first": _("A day of the period, or its first day")}
        help_texts = {
            "number": _("As the office's register gives it, for instance 05/BC-TTT. It may be empty until then."),
            "addressed_to": _("One body on each line; empty if the report is sent to nobody in particular."),
            "recipients": _("One on each line, in the office's own order."),
            "authority": _("For instance TM. and the body, if somebody signs for it."),
        }
        widgets = {
            "first": DayInput(),
            "dated_on": DayInput(),
            "narrative": DraftailRichTextArea(features=NARRATIVE_FEATURES),
            "narrative_en": DraftailRichTextArea(features=NARRATIVE_FEATURES),
            "addressed_to": forms.Textarea(attrs={"rows": 3}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "kind" in data and "first" in data:
            try:
                period = choose_period(kind=PeriodKind(data["kind"]), first=data["first"], last=data.get("last"))
            except PeriodRefused as refusal:
                self.add_error("first", str(refusal))
            else:
                data["first"], data["last"] = period.first, period.last
        return data


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("What has to be changed"), widget=forms.Textarea(attrs={"rows": 3}))


def make_initial() -> dict[str, Any]:
    """Return what a new report begins with: the head of the newest one, this month, today."""
    today = timezone.now().astimezone(get_zone()).date()
    newest = Report.objects.order_by("-pk").first()
    head = {name: getattr(newest, name) for name in AS_BEFORE} if newest else {}
    return {
        "issuing_body": get_campaign_names(SOURCE).desk_name,
        **head,
        "kind": PeriodKind.MONTH,
        "first": today,
        "dated_on": today,
        "sections": list(SECTIONS),
    }
