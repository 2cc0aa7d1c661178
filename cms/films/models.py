from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.campaign.models import Classified
from cms.change_requests.public_row import PublicRow
from cms.core.blocks import NO_BLOCKS
from cms.core.models import IndexPage, PosterWordingMixin, TextPage
from cms.core.rights import ALL_MEDIA, Medium
from cms.films.blocks import ChaptersBlock, StillsBlock
from cms.films.forms import FilmPageForm
from cms.media.pictured import PicturedMixin
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


class FilmPage(PicturedMixin, PosterWordingMixin, Classified, TextPage):
    """A film in one language; synopsis (the body), credits, transcript and subtitles are texts that need approval."""

    kind = "film"
    parent_page_types: ClassVar[list[str]] = ["films.FilmIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    stills = StreamField(
        StillsBlock(), verbose_name=_("further stills"), blank=True, default=list, db_default=NO_BLOCKS
    )
    chapters = StreamField(
        ChaptersBlock(),
        verbose_name=_("chapters"),
        blank=True,
        default=list,
        db_default=NO_BLOCKS,
        help_text=_("In the order of the film. Players offer them, and the page lists them."),
    )
    credits = models.TextField(
        _("credits"),
        blank=True,
        help_text=_("One credit a line, as “Directed by: Name”. A line without a colon stays as it is."),
    )
    transcript = models.TextField(_("transcript"), blank=True)
    subtitles = models.TextField(_("subtitles (WebVTT)"), blank=True)
    track_notices: Sequence[TrackNotice] = ()
    """What became of the markup of subtitles when ``clean`` converted them."""

    translatable_fields: ClassVar[list[str]] = [
        *TextPage.translatable_fields,
        *PicturedMixin.picture_fields,
        "stills",
        "chapters",
        "credits",
        "transcript",
        "subtitles",
        *PosterWordingMixin.poster_fields,
    ]
    subtitle_fields: ClassVar[list[str]] = ["subtitles"]
    base_form_class = FilmPageForm
    content_panels: ClassVar[list[Any]] = [
        *TextPage.content_panels,
        PicturedMixin.picture_panel,
        FieldPanel("stills"),
        FieldPanel("chapters"),
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
        FieldPanel("subjects"),
        FieldPanel("places"),
        FieldPanel("happened_on"),
        PosterWordingMixin.poster_panel,
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")

    def get_shortest_duration(self) -> timedelta | None:
        """Return the length of the film's shortest language version; None if no length is known (one query)."""
        versions = LanguageVersion.objects.filter(film__translation_key=self.translation_key)
        found: timedelta | None = versions.aggregate(shortest=models.Min("master__duration"))["shortest"]
        return found

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
    """A time in which a film may be shown in a territory; no territory means the whole world, no last day no end.

    A holdback is the opposite: in that time the film may not be shown there, whatever other windows say. No medium and
    no languages mean all of them. ``agreement`` is the document that grants it.
    """

    film = models.ForeignKey(FilmPage, on_delete=models.CASCADE, related_name="rights", verbose_name=_("film"))
    is_holdback = models.BooleanField(_("holdback: it may not be shown"), default=False, db_default=False)
    licensor = models.CharField(_("licensor"), max_length=200, blank=True, default="", db_default="")
    territory = models.CharField(_("territory (country or group)"), max_length=8, blank=True)
    medium = models.CharField(
        _("medium"), max_length=12, choices=Medium.choices, blank=True, default=ALL_MEDIA, db_default=ALL_MEDIA
    )
    languages = models.CharField(_("languages (BCP 47 tags)"), max_length=200, blank=True, default="", db_default="")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    runs = models.PositiveSmallIntegerField(_("number of broadcasts allowed"), null=True, blank=True)
    is_exclusive = models.BooleanField(_("exclusive"), default=False, db_default=False)
    agreement = models.ForeignKey(
        "media.CampaignDocument",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document of the agreement"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("rights window")
        verbose_name_plural = _("rights windows")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="rights_end_after_they_start",
            ),
            models.CheckConstraint(
                condition=models.Q(is_holdback=False) | models.Q(is_exclusive=False, runs__isnull=True),
                name="holdback_has_no_runs_and_is_not_exclusive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.film}: {self.territory or '*'}"

    @property
    def language_tags(self) -> tuple[str, ...]:
        return tuple(self.languages.split())

    def clean(self) -> None:
        """Refuse what no agreement says: a holdback that is exclusive or counts broadcasts."""
        super().clean()
        if self.is_holdback and (self.is_exclusive or self.runs is not None):
            raise ValidationError(_("A holdback isn't exclusive and counts no broadcasts: leave both empty."))


class BroadcastState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", _("Confirmed by the broadcaster")
    AIRED = "aired", _("Broadcast")


class BroadcastSlot(PublicRow):
    """A broadcast of a film: when, by whom and in which language. Note, audience and evidence are for the desk.

    ``starts_at`` is a moment; readers see it in ``time_zone``, which is the broadcaster's, and in their own.
    """

    film = models.ForeignKey(FilmPage, on_delete=models.CASCADE, related_name="broadcasts", verbose_name=_("film"))
    broadcaster = models.CharField(
        _("broadcaster and channel"),
        max_length=120,
        help_text=_("As it calls itself. The name is written alike in every language."),
    )
    starts_at = models.DateTimeField(_("starts at"))
    time_zone = models.CharField(_("time zone of the broadcaster"), max_length=50)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    territory = models.CharField(_("country (ISO 3166 code)"), max_length=2, blank=True)
    language_tag = models.CharField(_("language (BCP 47 tag)"), max_length=35)
    state = models.CharField(_("state"), max_length=10, choices=BroadcastState.choices, default=BroadcastState.PLANNED)
    note = models.CharField(_("note for the desk"), max_length=300, blank=True)
    audience = models.PositiveIntegerField(_("audience, as the broadcaster reports it"), null=True, blank=True)
    evidence = models.TextField(
        _("evidence that it was broadcast"), max_length=2000, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        constraints = [
            models.UniqueConstraint(fields=["film", "broadcaster", "starts_at"], name="broadcast_once_a_moment")
        ]
        indexes = [models.Index(fields=["starts_at"], name="broadcasts_by_start")]

    def __str__(self) -> str:
        return f"{self.film}: {self.broadcaster}"

    def clean(self) -> None:
        """Refuse to call a broadcast aired of which nobody knows how that is known."""
        super().clean()
        if self.state == BroadcastState.AIRED and not self.evidence.strip():
            text = _("Say how you know that it was broadcast, such as the broadcaster's report or a recording.")
            raise ValidationError({"evidence": text})

    @property
    def ends_at(self) -> datetime:
        """The end; of a broadcast of unknown length, its start."""
        return self.starts_at + timedelta(minutes=self.minutes or 0)
