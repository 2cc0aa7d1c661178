"""Form of a rights window or holdback, which names its conflicts with others before they are saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import DayInput
from cms.core.rights import ALL_MEDIA, Medium
from cms.films.language_tags import read_tags
from cms.films.models import RightsWindow
from cms.films.related_form import FilmRelatedForm, read_territory
from cms.films.rights import get_rights, narrows_only
from cms.films.rights_conflicts import ConflictKind, RightsConflict, find_conflicts
from cms.films.waiting_rights import read_waiting


class RightsWindowForm(FilmRelatedForm):
    """A right that is there already is refused; other conflicts are saved once the person says so."""

    is_confirmed = forms.BooleanField(
        label=_("Save it in spite of the conflicts named above"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = RightsWindow
        fields = [
            *("film", "is_holdback", "licensor", "territory", "medium", "languages", "starts_on", "ends_on"),
            *("runs", "is_exclusive", "agreement", "note"),
        ]
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
        }
        help_texts = {
            "is_holdback": _(
                "Tick it for a time in which the film may not be shown there, such as the weeks after its first "
                "broadcast. A holdback takes effect at once; to lift or shorten it needs a second person."
            ),
            "licensor": _("Who grants the right, as the agreement names them."),
            "territory": _(
                "The two letters of a country, such as KR, or a group: ASEAN, EU, EEA, GCC, NORDIC. Leave empty for "
                "the whole world; only then does the public site show the film."
            ),
            "medium": _("Leave empty for all media. The public site shows the film by rights for the internet."),
            "languages": _("Leave empty for all languages. Else tags with spaces between, such as “vi en-GB”."),
            "runs": _("Leave empty if the agreement sets no number."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["medium"] = forms.ChoiceField(
            label=_("Medium"),
            choices=[(ALL_MEDIA, _("All media")), *Medium.choices],
            required=False,
            help_text=self.Meta.help_texts["medium"],
        )

    def clean_territory(self) -> str:
        return read_territory(self.cleaned_data["territory"])

    def clean_languages(self) -> str:
        return read_tags(self.cleaned_data["languages"])

    def clean(self) -> dict[str, Any]:
        """Name the conflicts with the film's other rights, those that wait for approval among them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        names = [name for name in self._meta.fields or () if name in cleaned]
        entered = RightsWindow(pk=self.instance.pk, **{name: cleaned[name] for name in names})
        stored = RightsWindow.objects.filter(pk=self.instance.pk).first()
        if stored is None or not narrows_only(stored, entered, ""):
            self._name(
                find_conflicts(entered, [*get_rights(entered.film.translation_key), *read_waiting([entered.film])])
            )
        return cleaned

    def _name(self, conflicts: list[RightsConflict]) -> None:
        is_double = any(each.kind == ConflictKind.DOUBLE for each in conflicts)
        if conflicts and (is_double or not self.cleaned_data["is_confirmed"]):
            self.add_error(None, [each.text for each in conflicts])
            if not is_double:
                self.fields["is_confirmed"].widget = forms.CheckboxInput()
