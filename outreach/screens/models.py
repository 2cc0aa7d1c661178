"""Screens of operators, their schedules, proof of play and API keys."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.posters.models import LoopFile, PosterFile
from outreach.screens.play_faults import PlayFault

NO_HOURS = models.Value([], output_field=models.JSONField())
_ONE_FILE = models.Q(poster_file__isnull=False, loop_file__isnull=True) | models.Q(
    poster_file__isnull=True, loop_file__isnull=False
)


def _require_file(poster_file: PosterFile | None, loop_file: LoopFile | None) -> PosterFile | LoopFile:
    file = poster_file or loop_file
    if file is None:
        raise ValueError("This row has the file of neither a poster nor a loop.")
    return file


class Screen(models.Model):
    """A panel, wall or lift screen of an operator; its player identifies it by ``key``."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation_key = models.UUIDField(_("operator"))
    name = models.CharField(_("name"), max_length=200)
    format = models.CharField(_("format"), max_length=60)
    location = models.CharField(_("where it hangs"), max_length=300, blank=True)
    placement = models.CharField(
        _("placement on its posters"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Only posters made for this operator and this placement can be shown. Empty: the screen's name."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("Hours of the day are those of this zone. Empty: the operator's own, or else that of the desk."),
    )
    silent_after_hours = models.PositiveSmallIntegerField(
        _("silent after (hours)"),
        default=24,
        db_default=24,
        help_text=_(
            "If its player is silent for so long, the operator's people in charge and the desk are told, once."
        ),
    )
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True, editable=False)
    held_etag = models.CharField(max_length=70, blank=True, default="", db_default="", editable=False)
    silence_notified_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    class Meta:
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        indexes = [models.Index(fields=["organisation_key"], name="screen_by_organisation")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """The placement that posters made for this screen have."""
        return self.placement or self.name


class ScreenGroup(models.Model):
    """A network, or another group of one operator's screens, that a playlist or a replacement can be given to."""

    organisation_key = models.UUIDField(_("operator"))
    name = models.CharField(_("name"), max_length=200)
    screens = models.ManyToManyField(Screen, related_name="groups", blank=True, verbose_name=_("screens"))

    class Meta:
        verbose_name = _("group of screens")
        verbose_name_plural = _("groups of screens")
        constraints = [models.UniqueConstraint(fields=["organisation_key", "name"], name="screen_group_once")]

    def __str__(self) -> str:
        return self.name


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def open(self) -> "PlaylistQuerySet":
        return self.filter(ended_at__isnull=True)


class Playlist(models.Model):
    """A rule: the posters of one item in these languages are shown on every screen of a group.

    ``hours`` and ``share`` are those of its assignments, which ``playlists`` makes and removes.
    """

    group = models.ForeignKey(ScreenGroup, on_delete=models.PROTECT, related_name="playlists", verbose_name=_("group"))
    item_kind = models.CharField(max_length=30)
    item_key = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=255)
    languages: Any = models.JSONField(_("languages"), default=list)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    hours: Any = models.JSONField(_("hours of the day"), default=list, blank=True)
    share = models.PositiveSmallIntegerField(_("share of time"), default=1)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)
    seconds = models.PositiveSmallIntegerField(_("seconds each time"), default=15)
    position = models.PositiveIntegerField(_("position"), default=1)
    made_at = models.DateTimeField()
    made_by_key = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        verbose_name = _("playlist")
        verbose_name_plural = _("playlists")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="playlist_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.group}"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def valid(self) -> "ApiKeyQuerySet":
        return self.filter(revoked_at__isnull=True)

    def usable(self, *, at: datetime) -> "ApiKeyQuerySet":
        """Return the keys that are neither revoked nor expired."""
        return self.valid().filter(models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=at))


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
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    expiry_notified_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class ScreenAssignmentQuerySet(models.QuerySet["ScreenAssignment"]):
    def active(self) -> "ScreenAssignmentQuerySet":
        return self.filter(removed_at__isnull=True)


class ScreenAssignment(models.Model):
    """A finished file scheduled on a screen, of a poster or of a loop.

    A removed assignment is kept, because plays refer to its file. ``hours`` are pairs of minutes of the screen's day,
    empty for all day. An emergency replaces everything else.
    """

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("screen"))
    poster_file = models.ForeignKey(
        PosterFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    loop_file = models.ForeignKey(
        LoopFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("loop")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    position = models.PositiveIntegerField(_("position"), default=1)
    seconds = models.PositiveSmallIntegerField(_("seconds each time"), default=15)
    hours: Any = models.JSONField(_("hours of the day"), default=list, db_default=NO_HOURS, blank=True)
    share = models.PositiveSmallIntegerField(_("share of time"), default=1, db_default=1)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, db_default=0)
    is_emergency = models.BooleanField(_("replaces all"), default=False, db_default=False)
    playlist = models.ForeignKey(Playlist, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
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
            models.UniqueConstraint(
                fields=["screen", "loop_file", "starts_at"],
                condition=models.Q(removed_at__isnull=True, loop_file__isnull=False),
                name="assignment_of_a_loop_once",
            ),
            models.CheckConstraint(condition=_ONE_FILE, name="assignment_has_one_file"),
        ]

    def __str__(self) -> str:
        return f"{self.screen_id}: {self.poster_file_id or self.loop_file_id}"

    @property
    def file(self) -> PosterFile | LoopFile:
        """The file that is shown; select it with the row."""
        return _require_file(self.poster_file, self.loop_file)


class Play(models.Model):
    """Proof of play: a player reports that it showed a file. The player's UUID makes the report repeatable."""

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="plays", verbose_name=_("screen"))
    play_id = models.UUIDField()
    poster_file = models.ForeignKey(
        PosterFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    loop_file = models.ForeignKey(
        LoopFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("loop")
    )
    started_at = models.DateTimeField(_("started at"))
    seconds = models.PositiveIntegerField(_("seconds"))
    received_at = models.DateTimeField(_("reported at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screen", "play_id"], name="play_counted_once"),
            models.CheckConstraint(condition=_ONE_FILE, name="play_has_one_file"),
        ]
        indexes = [models.Index(fields=["started_at"], name="play_by_time")]

    def __str__(self) -> str:
        return str(self.play_id)


class RefusedPlay(models.Model):
    """A reported play that isn't counted, and why. The player's UUID makes the report repeatable."""

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="refused_plays", verbose_name=_("screen"))
    play_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    poster_file = models.ForeignKey(PosterFile, null=True, on_delete=models.PROTECT, related_name="+")
    loop_file = models.ForeignKey(LoopFile, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started at"))
    seconds = models.PositiveIntegerField(_("seconds"))
    fault = models.CharField(_("why it isn't counted"), max_length=20, choices=PlayFault.choices)
    received_at = models.DateTimeField(_("reported at"))
    notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screen", "play_id"], name="refused_play_kept_once")]
        indexes = [models.Index(fields=["notified_at", "screen"], name="refused_play_to_tell")]

    def __str__(self) -> str:
        return f"{self.play_id}: {self.fault}"
