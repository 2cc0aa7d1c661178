from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.published import get_published, get_published_languages, list_published
from cms.render.designs import list_designs
from cms.render.formats import load_formats
from outreach.organisations.models import Organisation
from outreach.posters.places import PosterPlace, combine_places
from translations.languages import SOURCE, get_language_entry

LONGEST_PLACEMENT = 200


class ItemForm(forms.Form):
    """Choice of the published item to make posters of."""

    item = forms.ChoiceField(label=_("Item"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = list_item_choices()  # type: ignore[attr-defined]  # a ChoiceField, as declared above


def list_item_choices() -> list[tuple[str, str]]:
    """Return the published items whose page has a poster headline, as choices of a form."""
    found = {(s.ref.kind, s.ref.key): s.title for s in list_published(language=SOURCE)}
    return [
        (f"{kind}:{key}", title)
        for (kind, key), title in found.items()
        if (item := get_published(kind=kind, key=key, language=SOURCE)) and item.poster_wording
    ]


class DesignForm(forms.Form):
    """Languages and designs of new posters."""

    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    template = forms.MultipleChoiceField(label=_("Design"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, kind: str, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = get_published_languages(kind=kind, key=key)
        self.fields["languages"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, as declared above
            (code, get_language_entry(code).autonym) for code in languages
        ]
        designs = list_designs(kind=kind)
        self.fields["template"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, as declared above
            (design.code, design.get_name(get_language() or SOURCE)) for design in designs
        ]
        self.fields["template"].initial = [design.code for design in designs[:1]]
        if len(designs) == 1:
            self.fields["template"].widget = forms.MultipleHiddenInput()


class PosterForm(DesignForm):
    """Languages, designs, formats, organisations and placements of new posters."""

    formats = forms.MultipleChoiceField(label=_("Formats"), widget=forms.CheckboxSelectMultiple)
    organisation = forms.ModelMultipleChoiceField(
        label=_("For which organisations"),
        queryset=Organisation.objects.none(),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without one, the posters are the desk's own. Each organisation has codes of its own."),
    )
    placement = forms.CharField(
        label=_("Where it will hang"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One place a line. Each has its own code, so that a scan shows where it was made."),
    )

    def __init__(self, *args: Any, kind: str, key: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, key=key, **kwargs)
        self.fields["formats"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, as declared above
            (entry.code, f"{entry.code}: {entry.typical_place}") for entry in load_formats()
        ]
        self.fields["organisation"].queryset = Organisation.objects.active().order_by("name")  # type: ignore[attr-defined]  # a ModelMultipleChoiceField, as declared above

    def clean_placement(self) -> list[str]:
        places = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["placement"].splitlines()))
        placements = [place for place in places if place]
        if any(len(place) > LONGEST_PLACEMENT for place in placements):
            raise forms.ValidationError(
                _("A place has at most %(most)s characters.") % {"most": LONGEST_PLACEMENT}, code="max_length"
            )
        return placements

    def get_places(self) -> tuple[PosterPlace, ...]:
        """Return one place for each format, organisation and line; the form must be valid."""
        return combine_places(
            format_codes=self.cleaned_data["formats"],
            placements=self.cleaned_data["placement"],
            organisation_keys=[organisation.key for organisation in self.cleaned_data["organisation"]],
        )
