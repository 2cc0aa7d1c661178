"""Forms of the campaign's rows and of the values of indicators."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from cms.campaign.models import LONGEST_SOURCE
from translations.languages import CODES, LANGUAGES, SOURCE, get_column

SEPARATOR = "|"


class LinesField(forms.Field):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(self.write_line, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[Any]:
        return [self.read_line(line.strip()) for line in str(value or "").splitlines() if line.strip()]

    def write_line(self, row: Any) -> str:
        return str(row)

    def read_line(self, line: str) -> Any:
        return line


class SourcedNamesField(LinesField):
    """Names with the source of each: ``name | source`` on each line."""

    def write_line(self, row: Any) -> str:
        return f"{row['name']} {SEPARATOR} {row['source']}"

    def read_line(self, line: str) -> dict[str, str]:
        name, _separator, source = line.partition(SEPARATOR)
        return {"name": name.strip(), "source": source.strip()}


class PlaceForm(WagtailAdminModelForm):
    wartime_names = SourcedNamesField(
        label=_("war-time names"),
        required=False,
        help_text=_(
            "Names that witnesses from the war use, such as that of a base. One a line, each with the document that "
            "states it: name | source. Readers see both."
        ),
    )


class SubjectForm(WagtailAdminModelForm):
    other_names = LinesField(
        label=_("other names"), required=False, help_text=_("One a line: code names, names that others used.")
    )


class ValueForm(forms.Form):
    """A value of an indicator with its day and its source in each language."""

    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=4, min_value=Decimal(0), localize=False)
    as_of = forms.DateField(label=_("As of"), widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[get_column("source", language.code)] = forms.CharField(
                label=_("Source, as readers see it: %(language)s") % {"language": language.autonym},
                max_length=LONGEST_SOURCE,
                required=language.code == SOURCE,
                widget=forms.TextInput(attrs={"lang": language.tag, "dir": language.direction}),
            )

    def read_source(self) -> dict[str, str]:
        """Return the wording of the source by language."""
        return {code: text for code in CODES if (text := self.cleaned_data[get_column("source", code)])}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Why it must not be shown any more. The desk reads this, not the public."),
    )
