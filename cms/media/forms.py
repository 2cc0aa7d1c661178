from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.change_requests.requests import request_guarded_changes
from cms.core.publication import PublicationRefused
from cms.files.uploads import UploadRefused, clean_document, clean_image
from cms.media.masters import describe_master
from cms.media.models import FileKind, FilmMaster
from cms.media.tasks import request_shots
from cms.media.usage import require_replaceable
from cms.users.models import User


class CampaignImageForm(BaseImageForm):
    """The form of every view that edits an image; a credit in public is changed by a second person's approval."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User | None = kwargs.get("user")
        super().__init__(*args, **kwargs)

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
                clean_document(file)
            except (UploadRefused, PublicationRefused) as refused:
                raise forms.ValidationError(str(refused)) from refused
        return file


class FilmMasterForm(forms.ModelForm):
    class Meta:
        model = FilmMaster
        fields = ["title", "file", "is_demonstration"]
        help_texts = {"file": _("MP4 or WebM. The file is checked, measured and hashed on upload.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if isinstance(file, UploadedFile):
            try:
                require_replaceable(kind=FileKind.MASTER, object_id=self.instance.pk, name=str(self.instance))
                self.instance.file = file
                describe_master(self.instance)
            except (UploadRefused, PublicationRefused) as refused:
                self.add_error("file", str(refused))
        return cleaned

    def save(self, commit: bool = True) -> FilmMaster:
        master: FilmMaster = super().save(commit=commit)
        if commit:
            request_shots(master)
        return master
