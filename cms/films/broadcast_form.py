"""Form of a broadcast, whose time is typed, and shown, on the broadcaster's clock."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import MomentInput
from cms.facts.hours_input import list_time_zones
from cms.films.language_tags import read_tag
from cms.films.models import BroadcastSlot
from cms.films.related_form import FilmRelatedForm, read_country
from translations.languages import SOURCE


class BroadcastSlotForm(FilmRelatedForm):
    """Form of a broadcast. Its time is typed, and shown, on the broadcaster's clock."""

    class Meta:
        model = BroadcastSlot
        fields = [
            *("film", "broadcaster", "time_zone", "starts_at", "minutes"),
            *("territory", "language_tag", "state", "audience", "evidence", "note"),
        ]
        widgets = {"starts_at": MomentInput()}
        help_texts = {
            "starts_at": _("On the broadcaster's clock."),
            "territory": _("Leave empty if it is broadcast in more than one country."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = list_time_zones(language=get_language() or SOURCE)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone of the broadcaster"), choices=zones)
        if self.instance.pk:
            there = self.instance.starts_at.astimezone(ZoneInfo(self.instance.time_zone))
            self.initial["starts_at"] = there.replace(tzinfo=None)
        else:
            self.initial["time_zone"] = settings.TIME_ZONE

    def clean_territory(self) -> str:
        return read_country(self.cleaned_data["territory"])

    def clean_language_tag(self) -> str:
        return read_tag(self.cleaned_data["language_tag"])

    def clean(self) -> dict[str, Any]:
        """Take the time that was typed as one of the broadcaster's clock, not of the desk's."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("starts_at") and cleaned.get("time_zone"):
            typed = timezone.make_naive(cleaned["starts_at"])
            cleaned["starts_at"] = typed.replace(tzinfo=ZoneInfo(cleaned["time_zone"]))
        return cleaned
