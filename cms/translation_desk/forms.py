"""Forms of the desk, with one text field for each segment."""

from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from cms.approvals.models import ChangeLevel
from cms.approvals.status import Status
from cms.approvals.translation_drafts import has_only_known_texts
from cms.core.date_inputs import MomentInput
from cms.core.language_names import name_languages
from cms.core.models import BasePage
from cms.exchange.archive import MAX_UPLOAD_BYTES, Format
from cms.segments.page_segments import get_max_length
from cms.segments.segment import SegmentKind
from cms.translation_desk.segment_fields import SegmentField
from translations.languages import CODES, TARGETS, get_language_entry

EVERYWHERE = ""


def name_field(path: str) -> str:
    """Return the name of the form field for a path, without characters that need escaping in selectors."""
    return f"s-{sha256(path.encode()).hexdigest()[:12]}"


class TranslationForm(forms.Form):
    """A translation with one field for each text of the source, in the text's language and direction.

    ``base_moment`` distinguishes two windows of one user, because autosave overwrites the user's own draft.
    """

    base_revision_id = forms.IntegerField(widget=forms.HiddenInput)
    base_moment = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, entries: Mapping[str, SegmentField], page: BasePage, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        language_entry = get_language_entry(language)
        attrs = {"lang": language_entry.tag, "dir": language_entry.direction}
        self.paths = {path: name_field(path) for path in entries}
        for path, entry in entries.items():
            self.fields[self.paths[path]] = forms.CharField(
                required=False,
                strip=False,
                widget=_make_widget(entry.segment.kind, attrs),
                initial=entry.text,
                max_length=get_max_length(page, path),
            )

    def get_texts(self) -> dict[str, str]:
        """Return the stored form of the submitted texts by path; autosave submits only those that changed."""
        return {
            path: self.entries[path].store(self.cleaned_data[name])
            for path, name in self.paths.items()
            if name in self.cleaned_data and name in self.data
        }

    def get_typed(self) -> dict[str, str]:
        """Return the text in each field by path, as the user sees it."""
        if not self.is_bound:
            return {path: entry.text for path, entry in self.entries.items()}
        return {path: str(self.data.get(name, self.entries[path].text)) for path, name in self.paths.items()}

    def has_only_known_texts(self) -> bool:
        """Return whether the user knows all that the draft has in place of the submitted texts.

        The page sends what it loaded with ``was-`` before the field's name. Without that, only an equal text is known.
        """
        return has_only_known_texts(
            draft={path: entry.text for path, entry in self.entries.items()},
            loaded=self._read_data("was-"),
            submitted=self._read_data(),
        )

    def _read_data(self, prefix: str = "") -> dict[str, str]:
        names = {path: f"{prefix}{name}" for path, name in self.paths.items()}
        return {path: self.data[name].replace("\r\n", "\n") for path, name in names.items() if name in self.data}


def _make_widget(kind: str, attrs: dict[str, str]) -> forms.Widget:
    if kind == SegmentKind.CHAR:
        return forms.TextInput(attrs=attrs)
    return AdminAutoHeightTextInput(attrs=attrs)


class ReviewForm(forms.Form):
    """A decision on a submission; ``digest`` and ``source_digest`` identify the texts that the reviewer has read."""

    digest = forms.CharField(widget=forms.HiddenInput)
    source_digest = forms.CharField(widget=forms.HiddenInput, required=False)
    change_level = forms.ChoiceField(
        label=_("What this change is"),
        choices=ChangeLevel.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Your answer stays on the record, with your name and the words that changed."),
    )
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=4000, widget=AdminAutoHeightTextInput(attrs={"rows": 3})
    )

    def clean_change_level(self) -> ChangeLevel:
        return ChangeLevel(self.cleaned_data["change_level"] or ChangeLevel.SUBSTANTIVE)


class WithdrawalForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Where it is taken down"),
        required=False,
        choices=lambda: [(EVERYWHERE, _("Everywhere, in all languages")), *name_languages(CODES)],
    )
    reason = forms.CharField(
        label=_("Why it has to come down"),
        max_length=2000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        help_text=_("The reason stays on the record and is sent to those who hold the item."),
    )


class ScheduleForm(forms.Form):
    due_at = forms.DateTimeField(
        label=_("Goes live at"),
        widget=MomentInput(),
        help_text=_("A moment that has passed means now."),
    )


class CancellationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it isn't to go live"),
        max_length=2000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
        help_text=_("The reason stays on the record. What is public stays public."),
    )


class ExportForm(forms.Form):
    """The items and languages to export, and the file format; ``items`` are the choices, by key."""

    file_format = forms.ChoiceField(
        label=_("Format"), choices=Format.choices, initial=Format.XLIFF, widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=partial(name_languages, TARGETS),
        widget=forms.CheckboxSelectMultiple,
    )
    states = forms.MultipleChoiceField(
        label=_("State"),
        required=False,
        choices=Status.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If you choose none, texts in every state are exported."),
    )
    items = forms.MultipleChoiceField(label=_("Items"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["items"]
        field.choices = list(items)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("An XLIFF or PO file that was exported from this desk, or a ZIP of them."),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.po,.zip"}),
    )
    skip_conflicts = forms.BooleanField(
        label=_("Leave texts that are in conflict unchanged, and import the rest"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            raise forms.ValidationError(_("The file is too large. Export fewer items at a time."))
        return file
