from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cms.published import get_published, get_published_languages, list_published
from cms.render.designs import list_designs
from cms.render.formats import load_formats
from outreach.organisations.models import Organisation
from translations.languages import SOURCE, get_language_entry


class ItemForm(forms.Form):
    """Choice of the published item to make posters of."""

    item = forms.ChoiceField(label=_("Item"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {(s.ref.kind, s.ref.key): s.title for s in list_published(language=SOURCE)}
        self.fields["item"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, as declared above
            (f"{kind}:{key}", title)
            for (kind, key), title in found.items()
            if (item := get_published(kind=kind, key=key, language=SOURCE)) and item.poster_wording
        ]


class PosterForm(forms.Form):
    """Languages, formats, organisation and placement of new posters."""

    template = forms.ChoiceField(label=_("Design"), required=False)
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    formats = forms.MultipleChoiceField(label=_("Formats"), widget=forms.CheckboxSelectMultiple)
    organisation = forms.ModelChoiceField(
        label=_("For which organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("None: the desk's own"),
    )
    placement = forms.CharField(
        label=_("Where it will hang"),
        max_length=200,
        help_text=_("Each placement has its own code, so that a scan shows where it was made."),
    )

    def __init__(self, *args: Any, kind: str, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [  # type: ignore[attr-defined]  # a ChoiceField, as declared above
            (design.code, design.get_name(get_language())) for design in list_designs(kind=kind)
        ]
        languages = get_published_languages(kind=kind, key=key)
        self.fields["languages"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, as declared above
            (code, get_language_entry(code).autonym) for code in languages
        ]
        self.fields["formats"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, as declared above
            (entry.code, f"{entry.code}: {entry.typical_place}") for entry in load_formats()
        ]
        self.fields["organisation"].queryset = Organisation.objects.active().order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField, as declared above
