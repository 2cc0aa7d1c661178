"""Kits for organisations, and the immutable editions built from them.

An edition belongs to one organisation. It holds the kit's items in that organisation's languages, as far as they are
approved and rights allow. A finished edition never changes; a newer one supersedes it.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.jobs.models import Job
from outreach.organisations.models import Organisation
from translations.campaign.reading import get_folder
from translations.languages import list_choices


class Kit(models.Model):
    """A choice of items for some organisations: by hand, by a rule, or both.

    ``title`` is what it is called in the source language, once that is approved (``names.py``). The rule takes all
    items of ``kinds`` whose text was approved on a day from ``approved_from`` until ``approved_until``.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    organisations = models.ManyToManyField(Organisation, related_name="kits", verbose_name=_("recipients"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created"))
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)
    kinds: Any = models.JSONField(
        _("all items of these kinds"),
        default=list,
        db_default=models.Value([], output_field=models.JSONField()),
        blank=True,
    )
    approved_from = models.DateField(_("approved from"), null=True, blank=True)
    approved_until = models.DateField(_("approved until"), null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class KitName(models.Model):
    """The title of a kit in a language, and its introduction. They wait until a second person approves them."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12, choices=list_choices)
    title = models.CharField(_("title"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kit", "language"], condition=models.Q(approved_at__isnull=True), name="kit_name_one_waiting"
            ),
            models.UniqueConstraint(
                fields=["kit", "language"], condition=models.Q(approved_at__isnull=False), name="kit_name_one_approved"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(approved_by=models.F("proposed_by")),
                name="kit_name_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class KitItem(models.Model):
    """An item of a kit, by kind and key; its languages are chosen when an edition is built."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kit", "kind", "key"], name="kit_item_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EditionState(models.TextChoices):
    BUILDING = "building", _("Being built")
    FINISHED = "finished", _("Finished")


class EditionIsFinished(Exception):
    """A finished edition can't be changed."""


class KitEdition(models.Model):
    """A numbered edition of a kit for one organisation, stored as an archive.

    ``facts`` are the versions of the facts on its start page, by key.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="editions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    state = models.CharField(_("state"), max_length=10, choices=EditionState.choices, default=EditionState.BUILDING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    manifest: Any = models.JSONField(default=dict)
    facts: Any = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    storage_name = models.CharField(max_length=255, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "organisation", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["kit", "organisation"],
                condition=models.Q(state="building"),
                name="edition_one_being_built",
            ),
            models.CheckConstraint(
                condition=models.Q(state="building")
                | (~models.Q(sha256="") & ~models.Q(storage_name="") & models.Q(finished_at__isnull=False)),
                name="edition_finished_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kit.title} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save an edition that is being built; raise ``EditionIsFinished`` for a finished one."""
        if self.pk and KitEdition.objects.filter(pk=self.pk, state=EditionState.FINISHED).exists():
            raise EditionIsFinished(f"Edition {self.number} is finished: it never changes. Build a new one.")
        super().save(*args, **kwargs)

    @property
    def filename(self) -> str:
        return f"{get_folder().key}-kit-{self.kit_id}-{self.organisation_id}-{self.number}.zip"


class FileRole(models.TextChoices):
    TEXT = "text", _("The text")
    SHORT_TEXTS = "short_texts", _("Short texts for networks and messages")
    SCRIPT = "script", _("Script for loudspeakers")
    SHARE_CARD = "share_card", _("Share card")
    CREDITS = "credits", _("Credits of the pictures")
    POSTER = "poster", _("Poster")
    SUBTITLES = "subtitles", _("Subtitles")
    MASTER = "master", _("Film")
    IMAGE = "image", _("Picture")
    DOCUMENT = "document", _("Document")


class KitFile(models.Model):
    """A file inside an edition's archive, uncompressed so that it can be sent alone; or one that is fetched apart.

    Films are fetched apart: every edition names the same stored file (``storage_name``) instead of holding a copy.

    ``kind``, ``key`` and ``language`` name its item in the file's own language, which of a film is that of its sound;
    ``item_sha256`` is the digest of the text, or of the film. ``source``, ``facts`` and ``as_of`` are as in
    ``FileOrigin``.
    """

    edition = models.ForeignKey(KitEdition, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=255)
    role = models.CharField(_("what it is"), max_length=20, choices=FileRole.choices)
    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=35)
    revision = models.CharField(max_length=64, blank=True)
    item_sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=64, blank=True)
    facts: Any = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    offset = models.PositiveBigIntegerField(default=0)
    storage_name = models.CharField(max_length=255, blank=True, default="", db_default="")
    valid_until = models.DateField(_("may be used until"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "path"], name="kit_file_once")]
        indexes = [
            models.Index(fields=["kind", "key", "language"], name="kit_file_by_item"),
            models.Index(fields=["sha256"], name="kit_file_by_sha256"),
            models.Index(fields=["source"], name="kit_file_by_source"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def is_apart(self) -> bool:
        return bool(self.storage_name)
