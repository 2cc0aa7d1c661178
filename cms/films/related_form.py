"""Parts of the forms of a film's rows: the film's source page, and territories as they are typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.films.models import FilmPage
from cms.films.territories import is_territory, read_groups
from translations.countries import is_country
from translations.languages import SOURCE


class FilmRelatedForm(forms.ModelForm):
    """Form for a version or rights window, which belongs to the film's source page and applies to all languages."""

    film = forms.ModelChoiceField(
        label=_("film"), queryset=FilmPage.objects.filter(locale__language_code=SOURCE).order_by("title")
    )


def read_country(typed: str) -> str:
    """Return the code of a country as it was typed, in capitals; raise ``ValidationError`` for what is none."""
    country = typed.strip().upper()
    if country and not is_country(country):
        raise forms.ValidationError(_("Use the two letters of the country's code, such as KR."))
    return country


def read_territory(typed: str) -> str:
    """Return the code of a country or group as it was typed, in capitals; raise ``ValidationError`` for others."""
    territory = typed.strip().upper()
    if territory and not is_territory(territory):
        text = _("Use the two letters of the country's code, such as KR, or one of these groups: %(groups)s.")
        raise forms.ValidationError(text % {"groups": ", ".join(read_groups())})
    return territory
