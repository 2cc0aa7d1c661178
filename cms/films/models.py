from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.campaign.models import Classified
from cms.core.models import IndexPage, PosterWordingMixin, TextPage
from cms.media.rights import find_missing
from cms.segments.track_messages import describe_faults
from cms.subtitles.faults import TrackRefused
from cms.subtitles.foreign_markup import TrackNotice
from cms.subtitles.tracks import convert_track


class FilmIndexPage(IndexPage):
    lists = "film"
    section = "films"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["films.FilmPage"]

    class Meta:
        verbose_name = _("list of films")
        verbose_name_plural = _("lists of films")


class FilmPage(PosterWordingMixin, Classified, TextPage):
    """A film in one language; synopsis (the body), credits, transcript and subtitles are texts that need approval."""

    kind = "film"
    parent_page_types: ClassVar[list[str]] = ["films.FilmIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    still = models.ForeignKey(
        "media.CampaignImage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("still"),
    )
    still_text = models.CharField(_("what the still shows"), max_length=300, blank=True)
    credits = models.TextField(_("credits"), blank=True)
    transcript = models.TextField(_("transcript"), blank=True)
    subtitles = models.TextField(_("subtitles (WebVTT)"), blank=True)
    track_notices: Sequence[TrackNotice] = ()
    """What became of the markup of subtitles when ``clean`` converted them."""

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        "still_text",
        "credits",
        "transcript",
        "subtitles",
        *PosterWordingMixin.poster_fields,
    ]
    subtitle_fields: ClassVar[list[str]] = ["subtitles"]
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        MultiFieldPanel([FieldPanel("still"), FieldPanel("still_text")], heading=_("Still")),
        FieldPanel("credits"),
        FieldPanel("transcript"),
        FieldPanel(
            "subtitles",
            help_text=_(
                "WebVTT, or SRT, which is converted to WebVTT. At the translation desk you can import a file and see "
                "the subtitles with the film."
            ),
        ),
        FieldPanel("topics"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")

    def clean(self) -> None:
        """Convert the subtitles to WebVTT; report their faults by line, and keep what became of their markup."""
        super().clean()
        if self.subtitles:
            try:
                self.subtitles, self.track_notices = convert_track(self.subtitles)
            except TrackRefused as refused:
                raise ValidationError({"subtitles": describe_faults(refused)}) from refused


class VersionKind(models.TextChoices):
    ORIGINAL = "original", _("Original sound")
    DUBBED = "dubbed", _("Dubbed")
    NARRATED = "narrated", _("Narrated over the original sound")


class LanguageVersion(models.Model):
    """A film's picture with sound in one language, which may be any BCP 47 tag (VTV5 broadcasts in many)."""

    film = models.ForeignKey(FilmPage, on_delete=models.CASCADE, related_name="versions", verbose_name=_("film"))
    language_tag = models.CharField(_("language (BCP 47 tag)"), max_length=35)
    kind = models.CharField(_("kind"), max_length=20, choices=VersionKind.choices, default=VersionKind.ORIGINAL)
    master = models.ForeignKey(
        "media.FilmMaster", on_delete=models.PROTECT, related_name="versions", verbose_name=_("master")
    )
    master_since = models.DateTimeField(_("master in place since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")
        constraints = [
            models.UniqueConstraint(fields=["film", "language_tag", "kind"], name="version_once_a_language_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.film} ({self.language_tag})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and set ``master_since`` if the master changed: subtitles approved with another one are out of date."""
        before = type(self).objects.filter(pk=self.pk).values_list("master_id", flat=True).first()
        if before != self.master_id:
            self.master_since = timezone.now()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a master whose rights aren't recorded: on a live film it would be public with the next approval."""
        super().clean()
        missing = find_missing(self.master) if self.master_id else ()
        if missing:
            text = _(
                "The rights to this film aren't recorded yet: %(missing)s. Record them with the film's file first."
            )
            raise ValidationError({"master": text % {"missing": ", ".join(missing)}})


class RightsWindow(models.Model):
    """A time in which a film may be shown in a country; no country means the whole world, no last day means no end."""

    film = models.ForeignKey(FilmPage, on_delete=models.CASCADE, related_name="rights", verbose_name=_("film"))
    territory = models.CharField(_("country (ISO 3166 code)"), max_length=2, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rights window")
        verbose_name_plural = _("rights windows")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="rights_end_after_they_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.film}: {self.territory or '*'}"
