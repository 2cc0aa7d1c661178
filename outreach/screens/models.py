"""Screens of operators, their schedules, proof of play and API keys."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.posters.models import PosterFile


class Screen(models.Model):
    """A panel, wall or lift screen of an operator; its player identifies it by ``key``."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation_key = models.UUIDField(_("operator"))
    name = models.CharField(_("name"), max_length=200)
    format = models.CharField(_("format"), max_length=60)
    location = models.CharField(_("where it hangs"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    class Meta:
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        indexes = [models.Index(fields=["organisation_key"], name="screen_by_organisation")]

    def __str__(self) -> str:
        return self.name


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self) -> "ApiKeyQuerySet":
        return self.filter(revoked_at__isnull=True)


class ApiKey(models.Model):
    """A player's key for one screen, or for all screens of its operator. Only the key's digest is stored."""

    organisation_key = models.UUIDField(_("operator"))
    screen = models.ForeignKey(
        Screen, null=True, blank=True, on_delete=models.PROTECT, related_name="api_keys", verbose_name=_("screen")
    )
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by_key = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class ScreenAssignmentQuerySet(models.QuerySet["ScreenAssignment"]):
    def active(self) -> "ScreenAssignmentQuerySet":
        return self.filter(removed_at__isnull=True)


class ScreenAssignment(models.Model):
    """A finished file scheduled on a screen. A removed assignment is kept, because plays refer to its file."""

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("screen"))
    poster_file = models.ForeignKey(PosterFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    position = models.PositiveIntegerField(_("position"), default=1)
    seconds = models.PositiveSmallIntegerField(_("seconds each time"), default=15)
    assigned_at = models.DateTimeField()
    assigned_by_key = models.CharField(max_length=64)
    fetched_at = models.DateTimeField(_("fetched at"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = ScreenAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="assignment_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["screen", "poster_file", "starts_at"],
                condition=models.Q(removed_at__isnull=True),
                name="assignment_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.screen_id}: {self.poster_file_id}"


class Play(models.Model):
    """Proof of play: a player reports that it showed a file. The player's UUID makes the report repeatable."""

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="plays", verbose_name=_("screen"))
    play_id = models.UUIDField()
    poster_file = models.ForeignKey(PosterFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    started_at = models.DateTimeField(_("started at"))
    seconds = models.PositiveIntegerField(_("seconds"))
    received_at = models.DateTimeField(_("reported at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screen", "play_id"], name="play_counted_once")]
        indexes = [models.Index(fields=["started_at"], name="play_by_time")]

    def __str__(self) -> str:
        return str(self.play_id)
