"""Images, documents, film masters and recordings. All are private until a live page uses them (``usage.py``)."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from cms.change_requests.public_row import PublicRow
from translations.languages import CODES


class Consent(models.TextChoices):
    NOT_NEEDED = "not_needed", _("Nobody can be recognised")
    GIVEN = "given", _("Those shown agreed")
    REFUSED = "refused", _("Refused or withdrawn: don't show it")


class RightsRecord(models.Model):
    """The record of who holds the rights to a file, and whether those shown agreed; read by ``rights.py``."""

    rights_holder = models.CharField(_("rights holder"), max_length=200, blank=True)
    licence = models.CharField(_("licence or agreement"), max_length=200, blank=True)
    consent = models.CharField(_("consent of those shown"), max_length=12, choices=Consent.choices, blank=True)

    rights_fields: ClassVar[tuple[str, ...]] = ("rights_holder", "licence", "consent")

    class Meta:
        abstract = True

    def get_missing(self) -> tuple[str, ...]:
        """Return the names of what has to be recorded before the file may go live, in the active language."""
        names = [name for name in self.rights_fields if not str(getattr(self, name)).strip()]
        return tuple(str(getattr(self._meta.get_field(name), "verbose_name", name)) for name in names)


class CampaignImage(PublicRow, RightsRecord, AbstractImage):
    """An image with a credit in each language (modeltranslation). Alternative text and caption belong to the page."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)
    territories = models.CharField(
        _("countries (ISO 3166 codes)"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty for the whole world; only then does the public site show the picture."),
    )
    rights_until = models.DateField(
        _("last day of the right"), null=True, blank=True, help_text=_("Leave empty if the right has no end.")
    )
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        *(f"credit_{code.replace('-', '_')}" for code in CODES),
        "description",
        *RightsRecord.rights_fields,
        "territories",
        "rights_until",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
        "is_demonstration",
    )

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def __str__(self) -> str:
        return str(self.title)


class CampaignRendition(AbstractRendition):
    image = models.ForeignKey(CampaignImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class CampaignDocument(AbstractDocument):
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    admin_form_fields: ClassVar[tuple[str, ...]] = ("title", "file", "credit", "collection", "is_demonstration")


class FileKind(models.TextChoices):
    IMAGE = "image", _("Image")
    DOCUMENT = "document", _("Document")
    MASTER = "master", _("Film")
    ORIGINAL = "original", _("Picture in full size")
    RECORDING = "recording", _("Recording")


class FileUse(models.Model):
    """A live page that makes a file public (written by ``usage.py``, read by ``access.py``)."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind.choices)
    object_id = models.PositiveBigIntegerField(_("file"))
    public_from = models.DateTimeField(_("public from"), null=True, blank=True)
    is_picture = models.BooleanField(default=False, db_default=False)
    """Whether it is the page's own picture, which lists show."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "page"], name="fileuse_once_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.page_id}"


class FilmMaster(RightsRecord):
    """The file of a film, as it is shown and delivered; where and until when is in the film's rights windows."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="masters/")
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), editable=False, default=0)
    duration = models.DurationField(_("duration"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True, editable=False)
    media_type = models.CharField(_("type"), max_length=40, default="video/mp4", editable=False)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)
    taken_in_at = models.DateTimeField(_("file imported at"), null=True, blank=True, editable=False)
    shots = models.JSONField(_("changes of shot, in seconds"), null=True, blank=True, editable=False)
    """The moments at which a shot ends and the next begins (``shots.py``); None until they have been determined."""
    technical = models.JSONField(_("technical facts"), null=True, blank=True, editable=False)
    """Container, codecs, tracks and loudness (``technical.py``); None until they have been read."""

    class Meta:
        verbose_name = _("film master")
        verbose_name_plural = _("film masters")

    def __str__(self) -> str:
        return self.title

    @property
    def tracks(self) -> str:
        """The tracks of the file in technical notation, such as “h264 1920×1080 25 · aac mono 48000 Hz −23.0 LUFS”."""
        facts = self.technical or {}
        pictures = [
            f"{track['codec']} {track['width']}×{track['height']} {track['frames_per_second']:g}"
            for track in facts.get("pictures", ())
        ]
        sounds = [
            f"{track['codec']} {track['channels']} {track['rate']} Hz"
            + ("" if track["loudness"] is None else f" {track['loudness']:.1f} LUFS".replace("-", "−"))
            for track in facts.get("sounds", ())
        ]
        return " · ".join([*pictures, *sounds])


class UploadState(models.TextChoices):
    RECEIVING = "receiving", _("Arriving")
    RECEIVED = "received", _("Being checked")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Refused")


class MasterUpload(models.Model):
    """A film's file that arrives in parts. The storage has its first ``offset`` bytes, which it calls ``handle``."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    filename = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("bytes"))
    offset = models.PositiveBigIntegerField(_("bytes that have arrived"), default=0)
    sha256 = models.CharField(_("SHA-256 that was announced"), max_length=64, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    refusal = models.TextField(_("reason for the refusal"), blank=True)
    master = models.ForeignKey(
        FilmMaster, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("film master")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last part at"))

    class Meta:
        verbose_name = _("upload of a film")
        verbose_name_plural = _("uploads of films")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("size")), name="upload_has_no_more_than_its_size"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Recording(RightsRecord):
    """The file of a page read aloud, in the one form that the site plays; private until a ``PageReading`` is public."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="recordings/")
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), editable=False, default=0)
    duration = models.DurationField(_("duration"), null=True, blank=True, editable=False)
    media_type = models.CharField(_("type"), max_length=40, default="audio/mp4", editable=False)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return self.title


class PageReading(PublicRow):
    """The recording in which a page's text is read aloud in one language. ``page`` is the source's page."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    language = models.CharField(_("language"), max_length=12)
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, related_name="readings", verbose_name=_("recording")
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="reading_once_a_language")]

    def __str__(self) -> str:
        return f"{self.page} ({self.language})"

    def clean(self) -> None:
        """Refuse a recording whose rights aren't recorded: on a live page it would be public with the approval."""
        super().clean()
        missing = self.recording.get_missing() if self.recording_id else ()
        if missing:
            text = _("The rights to this recording aren't recorded yet: %(missing)s. Record them with its file first.")
            raise ValidationError({"recording": text % {"missing": ", ".join(missing)}})


class ReadAloudMixin(models.Model):
    """A page that can be read aloud (``PageReading``); its transcript is the page's text unless there is another."""

    recording_transcript = models.TextField(
        _("transcript of the recorded reading"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Only if other words are read than the text of this page. Readers find it below the recording."),
    )

    class Meta:
        abstract = True
