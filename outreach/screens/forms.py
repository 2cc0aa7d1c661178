from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from cms.render.formats import load_formats
from outreach.organisations.local_time import list_zones
from outreach.organisations.models import Organisation
from outreach.posters.loops import prefetch_parts
from outreach.posters.models import LoopFile, Poster, PosterFile
from outreach.screens.fitting import find_fitting_files, find_fitting_loops
from outreach.screens.hours import Hours, UnreadableHours, parse_hours
from outreach.screens.models import Screen, ScreenGroup
from outreach.screens.playlists import PlaylistItem, apply_playlist
from outreach.screens.schedule import LARGEST_SHARE, LONGEST_SECONDS, Showing
from translations.languages import LANGUAGES, SOURCE

FIXED_WHILE_IN_USE = ("organisation_key", "format", "placement")


def list_operators() -> list[tuple[str, str]]:
    return [(str(entry.key), entry.name) for entry in Organisation.objects.active().order_by("pk")]


class ScreenForm(WagtailAdminModelForm):
    """Form of a screen: its operator, its format and its location."""

    organisation_key = forms.ChoiceField(label=_("operator"))
    format = forms.ChoiceField(label=_("format"))

    class Meta:
        model = Screen
        fields = (
            "name",
            "organisation_key",
            "format",
            "placement",
            "location",
            "time_zone",
            "silent_after_hours",
            "is_active",
            "is_demonstration",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_key"].choices = list_operators()
        self.fields["format"].choices = [
            (entry.code, f"{entry.code} ({entry.width_px} × {entry.height_px}, {entry.scan_distance_m:g} m)")
            for entry in load_formats()
            if entry.medium == "screen"
        ]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("time zone"),
            required=False,
            choices=[("", "—"), *list_zones(language=get_language() or SOURCE)],
            help_text=self.fields["time_zone"].help_text,
        )
        self.fields["silent_after_hours"].required = False

    def clean_silent_after_hours(self) -> int:
        hours: int | None = self.cleaned_data["silent_after_hours"]
        return Screen._meta.get_field("silent_after_hours").default if hours is None else hours

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.instance.pk:
            return cleaned
        before = Screen.objects.get(pk=self.instance.pk)
        after = {**{name: str(getattr(before, name)) for name in FIXED_WHILE_IN_USE}, **cleaned}
        place = after["placement"] or cleaned.get("name", before.name)
        changed = [name for name in ("organisation_key", "format") if str(after[name]) != str(getattr(before, name))]
        changed += ["placement"] if place != before.place else []
        if changed and before.assignments.active().filter(ends_at__gt=timezone.now()).exists():
            text = _("Files made for this operator, placement and format are scheduled here. Remove them first.")
            self.add_error(changed[0], text)
        return cleaned


class ScreenGroupForm(WagtailAdminModelForm):
    """Form of a network or group: screens of one operator. Its playlists follow at once."""

    organisation_key = forms.ChoiceField(label=_("operator"))
    screens = forms.ModelMultipleChoiceField(
        label=_("screens"), queryset=Screen.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = ScreenGroup
        fields = ("name", "organisation_key", "screens")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_key"].choices = list_operators()
        self.fields["screens"].queryset = Screen.objects.order_by("organisation_key", "name", "pk")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        screens, operator = cleaned.get("screens") or (), cleaned.get("organisation_key")
        foreign = [screen.name for screen in screens if operator and str(screen.organisation_key) != operator]
        if foreign:
            text = _("These screens belong to another operator: %(names)s.")
            self.add_error("screens", text % {"names": ", ".join(foreign)})
        return cleaned

    def save(self, commit: bool = True) -> ScreenGroup:
        group: ScreenGroup = super().save(commit=commit)
        if commit:
            for playlist in group.playlists.open():
                apply_playlist(playlist, at=timezone.now())
        return group


class HoursField(forms.CharField):
    """Spans of the day, written as 06:00–09:00, 17:00–22:00."""

    def __init__(self) -> None:
        super().__init__(
            label=_("hours of the day"),
            required=False,
            max_length=200,
            help_text=_("In the screen's own time, as in 06:00–09:00, 17:00–22:00. Empty: all day."),
        )

    def clean(self, value: Any) -> Hours:
        try:
            return parse_hours(super().clean(value))
        except UnreadableHours as error:
            text = _("“%(text)s” isn't a time span. Write it as in 06:00–09:00.")
            raise forms.ValidationError(text % {"text": error}) from error


class ShowingForm(forms.Form):
    """Base of forms that say when and how often something is shown."""

    starts_at = forms.DateTimeField(label=_("from"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=_("until"), widget=AdminDateTimeInput)
    hours = HoursField()
    seconds = forms.IntegerField(label=_("seconds each time"), min_value=1, max_value=LONGEST_SECONDS, initial=15)
    share = forms.IntegerField(
        label=_("share of time"),
        min_value=1,
        max_value=LARGEST_SHARE,
        initial=1,
        help_text=_("A file with 2 is shown twice as often as one with 1."),
    )
    priority = forms.IntegerField(
        label=_("priority"),
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("Of the files that may be shown at a moment, only those with the highest number are."),
    )
    position = forms.IntegerField(label=_("position"), min_value=1, max_value=1000, initial=1)

    def get_showing(self) -> Showing:
        """Return the times and numbers of a valid form."""
        names = ("starts_at", "ends_at", "hours", "seconds", "share", "priority", "position")
        return Showing(**{name: self.cleaned_data[name] for name in names})


class PosterFileField(forms.ModelChoiceField):
    """Choice of a poster's file, by the poster's title, language and placement."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: PosterFile) -> str:
        return f"{obj.poster.title} · {obj.poster.get_language_display()} · {obj.poster.placement}"


class LoopFileField(forms.ModelChoiceField):
    """Choice of a loop's film, by the loop's title and the kind of film."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: LoopFile) -> str:
        return f"{obj.loop.title} · {obj.media_type}"


class AssignmentForm(ShowingForm):
    """Form that schedules a poster or a loop on a screen; offers only released files that were made for this screen."""

    poster_file = PosterFileField(label=_("file"), queryset=PosterFile.objects.none(), empty_label=None, required=False)
    loop_file = LoopFileField(label=_("Or a loop"), queryset=LoopFile.objects.none(), empty_label=None, required=False)
    field_order = ("poster_file", "loop_file")

    def __init__(self, *args: Any, screen: Screen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posters, loops = self.fields["poster_file"], self.fields["loop_file"]
        assert isinstance(posters, PosterFileField)  # noqa: S101  # declared above; tells mypy
        assert isinstance(loops, LoopFileField)  # noqa: S101  # declared above; tells mypy
        posters.queryset = find_fitting_files(screen).order_by("poster__title", "poster__language", "-pk")
        films = find_fitting_loops(screen).prefetch_related(prefetch_parts("loop__"))
        loops.queryset = films.order_by("loop__title", "-loop", "media_type")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [name for name in ("poster_file", "loop_file") if cleaned.get(name) or name in self.errors]
        if len(chosen) != 1:
            self.add_error("poster_file", _("Choose one file: a poster or a loop."))
        return cleaned


class ItemChoiceForm(forms.Form):
    """Base of forms that name an item of which posters are released."""

    item = forms.ChoiceField(label=_("Item"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = _list_titles()
        self.fields["item"].choices = list(self.titles.items())  # type: ignore[attr-defined]  # a ChoiceField, as declared above

    def get_item_key(self) -> tuple[str, str]:
        """Return kind and key of the item that was chosen."""
        kind, _colon, key = self.cleaned_data["item"].partition(":")
        return kind, key


def _list_titles() -> dict[str, str]:
    rows = Poster.objects.released().filter(organisation_key__isnull=False).order_by("title", "pk")
    titles: dict[str, str] = {}
    for kind, key, language, title in rows.values_list("item_kind", "item_key", "language", "title").distinct():
        name = f"{kind}:{key}"
        if language == SOURCE or name not in titles:
            titles[name] = title
    return titles


class PlaylistForm(ItemChoiceForm, ShowingForm):
    """Form of a playlist: an item in some languages on a group of screens."""

    group = forms.ModelChoiceField(label=_("group of screens"), queryset=ScreenGroup.objects.none())
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=[(language.code, language.autonym) for language in LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("group", "item", "languages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = ScreenGroup.objects.order_by("name", "pk")  # type: ignore[attr-defined]  # a ModelChoiceField, as declared above

    def get_item(self) -> PlaylistItem:
        """Return the item and the languages of a valid form."""
        kind, key = self.get_item_key()
        title = self.titles[self.cleaned_data["item"]]
        return PlaylistItem(kind, key, title, languages=tuple(self.cleaned_data["languages"]))


class ReplacementForm(ItemChoiceForm):
    """Form of an emergency replacement: which screens, by what, until when."""

    where = forms.ChoiceField(label=_("On which screens"))
    language = forms.ChoiceField(
        label=_("Language"), choices=[(language.code, language.autonym) for language in LANGUAGES]
    )
    until = forms.DateTimeField(label=_("until"), widget=AdminDateTimeInput)
    field_order = ("where", "item", "language", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(f"group:{group.pk}", group.name) for group in ScreenGroup.objects.order_by("name", "pk")]
        screens = Screen.objects.filter(is_active=True).order_by("name", "pk")
        single = [(f"screen:{screen.pk}", screen.name) for screen in screens]
        self.fields["where"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, as declared above
            ("all:", _("All screens")),
            (_("Groups of screens"), groups),
            (_("Screens"), single),
        ]

    def list_screens(self) -> list[Screen]:
        """Return the screens that were chosen and are switched on."""
        kind, _colon, pk = self.cleaned_data["where"].partition(":")
        screens = Screen.objects.filter(is_active=True)
        chosen = {"all": {}, "group": {"groups": pk}, "screen": {"pk": pk}}[kind]
        return list(screens.filter(**chosen).order_by("name", "pk"))


class KeyForm(forms.Form):
    """Form that issues a key for one screen or for all screens of the operator."""

    name = forms.CharField(label=_("Player that the key is for"), max_length=100)
    for_all = forms.BooleanField(label=_("Valid for all screens of this operator"), required=False)
