"""Posters: approved texts of an item in one language and format, with the code of one placement."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.links.models import Link
from translations.languages import list_choices


class PosterState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    OUTDATED = "outdated", _("Out of date")
    WITHDRAWN = "withdrawn", _("Withdrawn")


IN_FORCE = (PosterState.REQUESTED, PosterState.RELEASED)
NOT_MADE = (PosterState.REFUSED, PosterState.FAILED, PosterState.CANCELLED)
NO_LONGER_VALID = (PosterState.OUTDATED, PosterState.WITHDRAWN)
PLACE = ("item_kind", "item_key", "language", "template", "format_code", "placement")
WAS_RELEASED = (PosterState.RELEASED, *NO_LONGER_VALID)


class PosterQuerySet(models.QuerySet["Poster"]):
    def of_item(self, *, kind: str, key: str, language: str = "") -> "PosterQuerySet":
        of_item = self.filter(item_kind=kind, item_key=key)
        return of_item.filter(language=language) if language else of_item

    def released(self) -> "PosterQuerySet":
        return self.filter(state=PosterState.RELEASED)

    def of_organisation(self, organisation_key: uuid.UUID) -> "PosterQuerySet":
        return self.filter(organisation_key=organisation_key)


class Poster(models.Model):
    """A poster. ``item_*`` name the approval of its texts; ``words_digest`` covers the texts with their facts.

    ``facts`` are the versions of the facts in its texts, by key. ``attempts`` counts how often a worker began it.
    ``valid_until`` is the end that was known when it was made, as its signature says it; empty if there was none.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item_kind = models.CharField(_("kind"), max_length=30)
    item_key = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=10, choices=list_choices)
    item_revision = models.CharField(max_length=64, blank=True)
    item_sha256 = models.CharField(max_length=64, blank=True)
    words_digest = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(_("text approved at"), null=True, blank=True)
    facts: Any = models.JSONField(default=dict, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    template = models.CharField(_("template"), max_length=60, default="call")
    format_code = models.CharField(_("format"), max_length=40)
    organisation_key = models.UUIDField(_("organisation"), null=True, blank=True)
    placement = models.CharField(_("where it will hang"), max_length=200)
    link = models.ForeignKey(Link, null=True, blank=True, on_delete=models.PROTECT, related_name="posters")
    state = models.CharField(_("state"), max_length=12, choices=PosterState.choices, default=PosterState.REQUESTED)
    reason = models.TextField(_("why"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("no longer valid since"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)

    objects = PosterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[*PLACE, "organisation_key"],
                condition=models.Q(state__in=["requested", "released"], organisation_key__isnull=False),
                name="poster_one_in_force_of_an_organisation",
            ),
            models.UniqueConstraint(
                fields=PLACE,
                condition=models.Q(state__in=["requested", "released"], organisation_key__isnull=True),
                name="poster_one_in_force_of_the_desk",
            ),
        ]
        indexes = [models.Index(fields=["item_kind", "item_key", "language"], name="poster_by_item")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.format_code}): {self.placement}"


class FinishedFile(models.Model):
    """A file whose code was read before it was released. Its name in storage is its SHA-256."""

    media_type = models.CharField(max_length=60)
    storage_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.storage_name

    @property
    def extension(self) -> str:
        return self.storage_name.rsplit(".", 1)[-1]


class PosterFile(FinishedFile):
    """A poster's file, read by two decoders."""

    poster = models.OneToOneField(Poster, on_delete=models.CASCADE, related_name="file")
    read_back: Any = models.JSONField(_("what the decoders read"), default=dict)


class PosterBase(models.Model):
    """A poster without code, shared by all placements; ``digest`` covers texts, format, template and fonts."""

    digest = models.CharField(max_length=64, unique=True)
    storage_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    details: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.digest


class PosterRequest(models.Model):
    """Posters that an officer asks for at once: an item in languages and designs, each for the same places.

    ``places`` are rows of format, placement and organisation (``places.py``). Nothing is made before ``requested_at``.
    """

    item_kind = models.CharField(_("kind"), max_length=30)
    item_key = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=255, blank=True)
    languages: Any = models.JSONField(_("languages"), default=list)
    templates: Any = models.JSONField(_("designs"), default=list)
    places: Any = models.JSONField(_("where they will hang"), default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    requested_at = models.DateTimeField(_("requested at"), null=True, blank=True)
    posters = models.ManyToManyField(Poster, related_name="requests")

    def __str__(self) -> str:
        return f"{self.title} ({self.pk})"


class PosterDrawing(models.Model):
    """A poster drawn before it is made, for one language, design, format and contact; ``flaws`` say why it can't be.

    ``picture`` is the name of a small picture in storage, without a code; empty if nothing could be drawn. The other
    fields name the approval of its texts, and the versions of the facts in them, as a poster's do.
    """

    request = models.ForeignKey(PosterRequest, on_delete=models.CASCADE, related_name="drawings")
    position = models.PositiveIntegerField()
    language = models.CharField(_("language"), max_length=10, choices=list_choices)
    template = models.CharField(_("design"), max_length=60)
    format_code = models.CharField(_("format"), max_length=40)
    organisation_key = models.UUIDField(_("organisation"), null=True, blank=True)
    item_revision = models.CharField(max_length=64, blank=True)
    item_sha256 = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(_("text approved at"), null=True, blank=True)
    facts: Any = models.JSONField(default=dict)
    picture = models.CharField(max_length=200, blank=True)
    flaws: Any = models.JSONField(_("flaws"), default=list)
    notes: Any = models.JSONField(_("notes"), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "position"], name="poster_drawing_once")]

    def __str__(self) -> str:
        return f"{self.language}, {self.template}, {self.format_code}"


class LoopState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    RELEASED = "released", _("Released")
    REFUSED = "refused", _("Refused")


class Loop(models.Model):
    """A silent film of released posters of one place, in turn. It may leave for as long as each of them may."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    format_code = models.CharField(_("format"), max_length=40)
    organisation_key = models.UUIDField(_("organisation"), null=True, blank=True)
    placement = models.CharField(_("where it will run"), max_length=200)
    seconds_each = models.PositiveSmallIntegerField(_("seconds for each language"))
    state = models.CharField(_("state"), max_length=12, choices=LoopState.choices, default=LoopState.REQUESTED)
    reason = models.TextField(_("why"), blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.title} ({self.format_code}): {self.placement}"


class LoopPart(models.Model):
    """A poster in a loop, at its turn."""

    loop = models.ForeignKey(Loop, on_delete=models.CASCADE, related_name="parts")
    poster = models.ForeignKey(Poster, on_delete=models.PROTECT, related_name="loop_parts")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loop", "position"], name="loop_part_once")]

    def __str__(self) -> str:
        return f"{self.loop_id}: {self.position}"


class LoopFile(FinishedFile):
    """A film of a loop, read in every frame."""

    loop = models.ForeignKey(Loop, on_delete=models.CASCADE, related_name="files")
    seconds = models.PositiveSmallIntegerField()
    frames_read = models.PositiveIntegerField(_("frames in which the code was read"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loop", "media_type"], name="loop_file_once")]


class ProvenDesign(models.Model):
    """The proof of one design on one format, for codes of one version: whether they read from their distance.

    ``digest`` covers everything that the proof rests on, so a design that was changed needs another. ``fault`` is the
    condition under which the code didn't read; empty if it read under each of ``conditions``.
    """

    digest = models.CharField(max_length=64, unique=True)
    template = models.CharField(_("design"), max_length=60)
    format_code = models.CharField(_("format"), max_length=40)
    symbol_version = models.PositiveSmallIntegerField()
    conditions: Any = models.JSONField(default=dict)
    fault = models.CharField(_("can't be read under"), max_length=60, blank=True)
    proven_at = models.DateTimeField(_("proven at"))

    def __str__(self) -> str:
        return f"{self.template}, {self.format_code}"
