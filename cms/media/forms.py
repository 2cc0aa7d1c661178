from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from cms.core.publication import PublicationRefused
from cms.core.rights import is_country
from cms.files.images import clean_image
from cms.files.refusal import UploadRefused
from cms.files.uploads import clean_document
from cms.media.masters import take_in
from cms.media.models import CampaignImage, FileKind, FilmMaster, RightsRecord
from cms.media.rights import DECIDING_FIELDS, may_show_image
from cms.media.tasks import request_shots
from cms.media.usage import require_replaceable
from cms.users.roles import Capability, may


class CampaignImageForm(BaseImageForm):
    """Form of a picture and of the rights to it. A picture that is down returns by a publisher only."""

    class Meta(BaseImageForm.Meta):
        widgets = {**BaseImageForm.Meta.widgets, "rights_until": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean_territories(self) -> str:
        codes = self.cleaned_data["territories"].replace(",", " ").upper().split()
        if not all(map(is_country, codes)):
            raise forms.ValidationError(
                _("Use the two letters of each country's code, such as KR, with spaces between.")
            )
        return " ".join(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before = CampaignImage.objects.filter(pk=self.instance.pk).first()
        if before is not None and not self.errors and not (self.user and may(self.user, Capability.PUBLISH_SOURCE)):
            after = CampaignImage(**{name: cleaned.get(name, getattr(before, name)) for name in DECIDING_FIELDS})
            today = timezone.localdate()
            if may_show_image(after, on=today) and not may_show_image(before, on=today):
                text = _("This picture may not be shown at present. Only a publisher can record that it may be again.")
                raise forms.ValidationError(text)
        return cleaned

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            require_replaceable(kind=FileKind.IMAGE, object_id=self.instance.pk, name=str(self.instance))
            return clean_image(file)
        except (UploadRefused, PublicationRefused) as refused:
            raise forms.ValidationError(str(refused)) from refused


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
            "file": _(
                "MP4 or WebM. The film is written anew on upload: picture and sound stay as they are, and its "
                "properties, such as place, author and comments, are left out."
            )
        }

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            return take_in(self.instance, file)
        except UploadRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def save(self, commit: bool = True) -> FilmMaster:
        master: FilmMaster = super().save(commit=commit)
        if commit:
            request_shots(master)
        return master
