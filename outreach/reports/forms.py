from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from outreach.reports.periods import PeriodKind


class PeriodForm(forms.Form):
    """Choice of a report's period. It is sent by GET and read by ``admin_views.read_period``."""

    kind = forms.ChoiceField(label=_("Period"), choices=PeriodKind.choices)
    first = forms.DateField(label=_("A day of the period, or its first day"), widget=DayInput())
    last = forms.DateField(label=_("Last day (for chosen days only)"), widget=DayInput())
