"""Forms of the glossary: a term of the source, its renderings in another language, and the import of a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from translations.languages import SOURCE, get_language_entry
from translations.term_tables import (
    MAX_CELL,
    MAX_TABLE_BYTES,
    NAMES,
    PartOfSpeech,
    SourceRow,
    TableRow,
    TargetRow,
)


class SourceRowForm(forms.Form):
    term = forms.CharField(label=_("Term, in the source language"), max_length=MAX_CELL)
    part_of_speech = forms.ChoiceField(label=_("Part of speech"), choices=PartOfSpeech.choices)
    note = forms.CharField(
        label=_("Meaning"), max_length=MAX_CELL, required=False, help_text=_("For translators, in the source language.")
    )

    def get_row(self, term: str) -> TableRow:
        data = self.cleaned_data
        return SourceRow(term or data["term"], data["part_of_speech"], data["note"])


class TargetRowForm(forms.Form):
    renderings = forms.CharField(
        label=_("Renderings"),
        max_length=MAX_CELL,
        help_text=_("The first one is offered. Others, after “|”, are also accepted; “*” matches any ending."),
    )
    forbidden = forms.CharField(
        label=_("Forbidden renderings"),
        max_length=MAX_CELL,
        required=False,
        help_text=_("A translation that uses one of these for the term is held back."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=MAX_CELL, required=False, help_text=_("For translators, in their language.")
    )

    def get_row(self, term: str) -> TableRow:
        data = self.cleaned_data
        return TargetRow(term, data["renderings"], data["forbidden"], data["note"])


class NameForm(TargetRowForm):
    """A name that was found in a text, with its renderings in one language."""

    name = forms.CharField(label=_("Name, in the source language"), max_length=MAX_CELL)
    part_of_speech = forms.ChoiceField(
        label=_("Kind of name"), choices=[choice for choice in PartOfSpeech.choices if choice[0] in NAMES]
    )
    field_order = ("name", "part_of_speech", "renderings", "note")

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["forbidden"]
        entry = get_language_entry(language)
        for each in ("renderings", "note"):
            self.fields[each].widget.attrs |= {"lang": entry.tag, "dir": entry.direction}

    def get_rows(self) -> tuple[SourceRow, TargetRow]:
        data = self.cleaned_data
        return SourceRow(data["name"], data["part_of_speech"]), TargetRow(
            data["name"], data["renderings"], "", data["note"]
        )


RowForm = SourceRowForm | TargetRowForm


def make_row_form(*, language: str, row: TableRow | None, data: Any) -> RowForm:
    """Return the form of a row, filled with the current entry; the name of an existing term can't be changed."""
    initial = {name: getattr(row, name) for name in row.__dataclass_fields__} if row else {}
    form: RowForm = (SourceRowForm if language == SOURCE else TargetRowForm)(data, initial=initial)
    entry = get_language_entry(language)
    for field in form.fields.values():
        field.widget.attrs |= {"lang": entry.tag, "dir": entry.direction}
    if row and "term" in form.fields:
        del form.fields["term"]
    return form


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_(
            "A CSV file in the format of the download, or a TBX file, at most 1 MB. Terms that aren't in the file stay "
            "unchanged."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_TABLE_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return file


class ApplyTableForm(forms.Form):
    """The table whose changes were previewed. It is parsed again as strictly as the file."""

    table = forms.CharField(widget=forms.HiddenInput, strip=False)
    name = forms.CharField(widget=forms.HiddenInput)
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
