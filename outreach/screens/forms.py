from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from cms.render.formats import get_format, load_formats
from outreach.organisations.models import Organisation
from outreach.posters.models import PosterFile, PosterState
from outreach.screens.models import Screen


class ScreenForm(WagtailAdminModelForm):
    """Form of a screen: its operator, its format and its location."""

    organisation_key = forms.ChoiceField(label=_("operator"))
    format = forms.ChoiceField(label=_("format"))

    class Meta:
        model = Screen
        fields = ("name", "organisation_key", "format", "location", "is_active", "is_demonstration")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.active().order_by("pk")
        self.fields["organisation_key"].choices = [(str(entry.key), entry.name) for entry in organisations]
        self.fields["format"].choices = [
            (entry.code, f"{entry.code} ({entry.width_px} × {entry.height_px})")
            for entry in load_formats()
            if entry.medium == "screen"
        ]


class PosterFileField(forms.ModelChoiceField):
    """Choice of a poster's file, by the poster's title, language and placement, and the beginning of its digest."""

    def label_from_instance(self, obj: PosterFile) -> str:
        return f"{obj.poster} · {obj.sha256[:12]}"


class AssignmentForm(forms.Form):
    """Form that schedules a file on a screen; offers only released files of the screen's size."""

    poster_file = PosterFileField(label=_("file"), queryset=PosterFile.objects.none())
    starts_at = forms.DateTimeField(label=_("from"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=_("until"), widget=AdminDateTimeInput)
    seconds = forms.IntegerField(label=_("seconds each time"), min_value=1, max_value=600, initial=15)
    position = forms.IntegerField(label=_("position"), min_value=1, max_value=1000, initial=1)

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        size = get_format(screen.format)
        field = self.fields["poster_file"]
        assert isinstance(field, PosterFileField)  # noqa: S101  # declared above; tells mypy
        field.queryset = (
            PosterFile.objects.filter(
                poster__state=PosterState.RELEASED, width=size.width_px or 0, height=size.height_px or 0
            )
            .select_related("poster")
            .order_by("-pk")
        )


class KeyForm(forms.Form):
    """Form that issues a key for one screen or for all screens of the operator."""

    name = forms.CharField(label=_("Player that the key is for"), max_length=100)
    for_all = forms.BooleanField(label=_("Valid for all screens of this operator"), required=False)
