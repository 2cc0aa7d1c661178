"""Forms for reports of use: each kind asks only for what a report of that kind needs."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from cms.files.refusal import UploadRefused
from cms.published import get_ref
from outreach.holdings.models import HeldItem, UseKind
from outreach.holdings.use_photos import rebuild_photo
from outreach.holdings.use_reports import Use
from translations.languages import get_language_entry

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y. %m. %d.")
"""As browsers send a day, and as people type it into a table."""
FIELDS = {
    UseKind.SHOWN: ("place", "starts_on", "ends_on", "audience"),
    UseKind.AIRED: ("place", "starts_on", "air_time", "audience"),
    UseKind.PRINTED: ("place", "starts_on", "copies"),
    UseKind.EVENT: ("place", "starts_on", "audience"),
    UseKind.POST: ("address", "starts_on", "place", "audience"),
}
PLACES = {
    UseKind.AIRED: _("Channel"),
    UseKind.PRINTED: _("Where it was handed out"),
    UseKind.EVENT: _("Where the event was"),
    UseKind.POST: _("Network or site"),
}
AUDIENCES = {UseKind.EVENT: _("Number of people who came")}


class UseForm(forms.Form):
    """Report of how an organisation used an edition or an item of it; ``kind`` decides which fields there are."""

    item = forms.ChoiceField(label=_("What was shown"), required=False)
    address = forms.URLField(label=_("Address of the post"), max_length=500, assume_scheme="https")
    place = forms.CharField(label=_("Where it was shown"), max_length=300)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput(), input_formats=DAYS)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        input_formats=DAYS,
        help_text=_("Leave it empty if it is still being shown."),
    )
    air_time = forms.TimeField(
        label=_("Time on the channel's clock"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    copies = forms.IntegerField(label=_("Number of copies"), min_value=1, max_value=2_000_000_000)
    audience = forms.IntegerField(
        label=_("Approximate number of people who could see it"), required=False, min_value=0, max_value=2_000_000_000
    )
    photo = forms.FileField(
        label=_("Photograph"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("The file's other data, such as where it was taken, are removed. Only you and the desk see it."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example the address of a page or film, or a description of a photograph that you have."),
    )

    def __init__(self, *args: Any, kind: UseKind, held: list[HeldItem] | None, **kwargs: Any) -> None:
        """Without ``held`` items, as for a correction, what was used isn't asked for."""
        super().__init__(*args, **kwargs)
        self.kind, self.held = kind, {str(row.pk): row for row in held or ()}
        kept = {*FIELDS[kind], "photo", "evidence"} | ({"item"} if held is not None else set())
        for name in set(self.fields) - kept:
            del self.fields[name]
        self._name_fields()

    def _name_fields(self) -> None:
        place = self.fields["place"]
        place.label = PLACES.get(self.kind, place.label)
        place.required = self.kind != UseKind.POST
        if "audience" in self.fields:
            audience = self.fields["audience"]
            audience.label = AUDIENCES.get(self.kind, audience.label)
            audience.required = self.kind == UseKind.EVENT
        if "ends_on" not in self.fields:
            self.fields["starts_on"].label = _("Day")
        if "item" in self.fields:
            named = [(pk, f"{row.title} ({get_language_entry(row.language).autonym})") for pk, row in self.held.items()]
            choices = [("", _("The kit as a whole")), *named]
            self.fields["item"] = forms.ChoiceField(label=self.fields["item"].label, choices=choices, required=False)

    def clean_photo(self) -> bytes:
        """Return the photograph rebuilt; b"" without one."""
        file: File | None = self.cleaned_data["photo"]
        if file is None:
            return b""
        try:
            return rebuild_photo(file)
        except UploadRefused as refusal:
            text = _("The photograph can't be read. Use a JPEG, PNG or WebP file of at most 20 MB.")
            raise forms.ValidationError(text) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        if not cleaned.get("place") and cleaned.get("address"):
            cleaned["place"] = urlsplit(cleaned["address"]).hostname or cleaned["address"]
        return cleaned

    def read_use(self, *, edition_key: str = "") -> Use:
        """Return the use as it was typed into the valid form."""
        names = ("place", "starts_on", "ends_on", "air_time", "copies", "audience", "address", "photo", "evidence")
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        row = self.held.get(self.cleaned_data.get("item", ""))
        item = get_ref(kind=row.kind, key=row.key, revision=row.revision) if row else None
        return Use(**given, edition_key=edition_key, item=item, use_kind=self.kind)
