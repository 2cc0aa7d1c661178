from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.change_requests.change_request import request_guarded_changes
from cms.core.publication import PublicationRefused
from cms.core.rights import is_country
from cms.files.images import clean_image
from cms.files.refusal import UploadRefused
from cms.files.uploads import clean_document
from cms.media.masters import take_in
from cms.media.models import FileKind, FilmMaster, Recording, RightsRecord
from cms.media.recordings import take_in_recording
from cms.media.tasks import request_shots, request_technical
from cms.media.usage import require_replaceable
from cms.users.models import User
from translations.languages import CODES, SOURCE

ASKED = {
    "rights_holder": _("Can be recorded later, but before the picture or film goes live."),
    "licence": _("A contract, a permission, a licence, or that it is the campaign's own."),
    "consent": _("Say also if nobody can be recognised."),
}
"""What the forms of pictures and films ask about rights. An upload isn't stopped for it; a submission is."""

OPEN_CREDITS = frozenset({SOURCE, "en"})
"""The languages of which the credit is in view; ``static/js/folded-fields.js`` folds the others."""


class CampaignImageForm(BaseImageForm):
    """Form of a picture and of the rights to it. A credit or right in public changes by a second person's approval."""

    class Meta(BaseImageForm.Meta):
        widgets = {**BaseImageForm.Meta.widgets, "rights_until": AdminDateInput}
        help_texts = ASKED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User | None = kwargs.get("user")
        super().__init__(*args, **kwargs)
        for code in CODES:
            name = f"credit_{code.replace('-', '_')}"
            if code not in OPEN_CREDITS and name in self.fields:
                self.fields[name].widget.attrs["data-fold"] = _("Credit in the other languages")

    def clean_territories(self) -> str:
        codes = self.cleaned_data["territories"].replace(",", " ").upper().split()
        if not all(map(is_country, codes)):
            raise forms.ValidationError(
                _("Use the two letters of each country's code, such as KR, with spaces between.")
            )
        return " ".join(dict.fromkeys(codes))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            require_replaceable(kind=FileKind.IMAGE, object_id=self.instance.pk, name=str(self.instance))
            return clean_image(file)
        except (UploadRefused, PublicationRefused) as refused:
            raise forms.ValidationError(str(refused)) from refused

    def save(self, commit: bool = True) -> Any:
        if self.user is not None:
            request_guarded_changes(form=self, by=self.user, at=timezone.now())
        return super().save(commit)


class CampaignDocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                require_replaceable(kind=FileKind.DOCUMENT, object_id=self.instance.pk, name=str(self.instance))
                return clean_document(file)
            except (UploadRefused, PublicationRefused) as refused:
                raise forms.ValidationError(str(refused)) from refused
        return file


class FilmMasterForm(forms.ModelForm):
    class Meta:
        model = FilmMaster
        fields = ["title", "file", *RightsRecord.rights_fields, "is_demonstration"]
        help_texts = {
            **ASKED,
            "file": _(
                "MP4 or WebM. The film is written anew on upload: picture and sound stay as they are, and its "
                "properties, such as place, author and comments, are left out."
            ),
        }

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            require_replaceable(kind=FileKind.MASTER, object_id=self.instance.pk, name=str(self.instance))
            return take_in(self.instance, file)
        except (UploadRefused, PublicationRefused) as refused:
            raise forms.ValidationError(str(refused)) from refused

    def save(self, commit: bool = True) -> FilmMaster:
        master: FilmMaster = super().save(commit=commit)
        if commit:
            request_shots(master)
            request_technical(master)
        return master


class RecordingForm(forms.ModelForm):
    class Meta:
        model = Recording
        fields = ["title", "file", *RightsRecord.rights_fields, "is_demonstration"]
        labels = {"consent": _("consent of who is heard")}
        help_texts = {
            "rights_holder": _("Can be recorded later, but before the recording goes live."),
            "licence": ASKED["licence"],
            "file": _(
                "MP3, M4A, OGG or WAV, at most two hours. The sound is encoded anew on upload as one voice, and "
                "properties such as place, author and comments are left out."
            ),
        }

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            require_replaceable(kind=FileKind.RECORDING, object_id=self.instance.pk, name=str(self.instance))
            return take_in_recording(self.instance, file)
        except (UploadRefused, PublicationRefused) as refused:
            raise forms.ValidationError(str(refused)) from refused
