from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from outreach.organisations.models import Organisation


class PastHoldingsForm(forms.Form):
    """Choice of an organisation and a day. Closed organisations are offered too: they have held things."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.order_by("pk"), to_field_name="key"
    )
    day = forms.DateField(label=_("At the end of this day, by the desk's clock"), widget=AdminDateInput)
