"""Deliveries and held items, derived from the ledger's events, and organisations' reports of use."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.organisations.models import Organisation


class DeliveryState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    OPENED = "opened", _("Opened")
    DOWNLOADED = "downloaded", _("Downloaded")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    USED = "used", _("Used")
    SUPERSEDED = "superseded", _("Out of date")
    RECALLED = "recalled", _("Recalled")
    REMOVED = "removed", _("Removed")


DONE_BY_ORGANISATION = (
    DeliveryState.OFFERED,
    DeliveryState.OPENED,
    DeliveryState.DOWNLOADED,
    DeliveryState.ACKNOWLEDGED,
    DeliveryState.USED,
)


class Delivery(models.Model):
    """An edition at an organisation, with the first time of each step."""

    organisation_key = models.UUIDField()
    edition_key = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("edition"), default=0)
    offered_at = models.DateTimeField(_("offered"), null=True)
    opened_at = models.DateTimeField(_("opened"), null=True)
    downloaded_at = models.DateTimeField(_("downloaded"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)
    superseded_at = models.DateTimeField(_("out of date since"), null=True)
    recalled_at = models.DateTimeField(_("recalled"), null=True)
    removed_at = models.DateTimeField(_("removed"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_key", "edition_key"], name="delivery_once")]
        indexes = [models.Index(fields=["edition_key"], name="delivery_by_edition")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}: {self.state}"

    @property
    def state(self) -> DeliveryState:
        """The last step taken."""
        return self._find_last(DeliveryState)

    @property
    def progress(self) -> DeliveryState:
        """The last step that the organisation took, whatever became of a part of the edition since."""
        return self._find_last(DONE_BY_ORGANISATION)

    def _find_last(self, states: Iterable[DeliveryState]) -> DeliveryState:
        taken = [state for state in states if getattr(self, f"{state.value}_at") is not None]
        return taken[-1] if taken else DeliveryState.OFFERED


class OutdatedWhy(models.TextChoices):
    CHANGED = "changed", _("The text was changed.")
    FACT = "fact", _("A number, date or name in it was changed.")
    WITHDRAWN = "withdrawn", _("It was withdrawn.")


INVALID_NEVER = models.Q(
    outdated_at__isnull=True, recalled_at__isnull=True, poster_ended_at__isnull=True, expired_at__isnull=True
)
HELD = models.Q(held_at__isnull=False, removed_at__isnull=True)


class HeldItemQuerySet(models.QuerySet["HeldItem"]):
    def of_item(self, *, kind: str, key: str, language: str = "") -> "HeldItemQuerySet":
        """Filter to the versions of an item, in one language or (empty) in all."""
        found = self.filter(kind=kind, key=key)
        return found.filter(language=language) if language else found

    def texts(self) -> "HeldItemQuerySet":
        """Filter to texts; a film that is held in the language of its sound has no approval of its own."""
        return self.exclude(revision="")

    def held(self) -> "HeldItemQuerySet":
        """Filter to items that an organisation fetched and hasn't removed."""
        return self.filter(HELD)

    def active(self) -> "HeldItemQuerySet":
        """Filter to items neither recalled nor removed, out of date or not."""
        return self.filter(recalled_at__isnull=True, removed_at__isnull=True)

    def current(self) -> "HeldItemQuerySet":
        """Filter to active items that equal what is public."""
        return self.active().filter(outdated_at__isnull=True)

    def valid(self) -> "HeldItemQuerySet":
        """Filter to current items whose posters are valid too, and to whose files the rights haven't ended."""
        return self.current().filter(poster_ended_at__isnull=True, expired_at__isnull=True)

    def invalidated(self) -> "HeldItemQuerySet":
        """Filter to items changed, withdrawn or recalled since, or with a poster or rights that have ended."""
        return self.exclude(INVALID_NEVER)

    def invalid(self) -> "HeldItemQuerySet":
        """Filter to items that are held and must not be used any more."""
        return self.held().invalidated()


class HeldItem(models.Model):
    """A version of an item, in an edition or alone, offered to an organisation; ``held_at`` is when it was fetched."""

    organisation_key = models.UUIDField()
    edition_key = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=35)
    revision = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    offered_at = models.DateTimeField(_("offered"))
    held_at = models.DateTimeField(_("fetched"), null=True)
    outdated_at = models.DateTimeField(_("out of date since"), null=True)
    outdated_why = models.CharField(_("why"), max_length=20, choices=OutdatedWhy.choices, blank=True)
    poster_ended_at = models.DateTimeField(_("a poster no longer valid since"), null=True)
    expired_at = models.DateTimeField(_("rights to a file of it ended on"), null=True)
    recalled_at = models.DateTimeField(_("recalled"), null=True)
    removed_at = models.DateTimeField(_("removed"), null=True)

    objects = HeldItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_key", "edition_key", "kind", "key", "language", "sha256"], name="held_once"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "key", "language"], name="held_by_item"),
            models.Index(fields=["edition_key"], name="held_by_edition"),
            models.Index(fields=["organisation_key", "kind", "title"], condition=HELD, name="held_now"),
            models.Index(fields=["organisation_key"], condition=HELD & ~INVALID_NEVER, name="held_invalid"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def invalid_reason(self) -> str:
        """The most serious reason why it must not be used; empty if it may be."""
        if self.recalled_at:
            return gettext("It was recalled.")
        if self.outdated_at:
            return str(self.get_outdated_why_display())
        if self.expired_at:
            return gettext("The rights to show it have ended.")
        return gettext("A poster of it is no longer valid.") if self.poster_ended_at else ""


class UseKind(models.TextChoices):
    SHOWN = "shown", _("Shown or hung up")
    AIRED = "aired", _("Broadcast")
    PRINTED = "printed", _("Printed and handed out")
    EVENT = "event", _("Event")
    POST = "post", _("Post on the internet")


class UseReportQuerySet(models.QuerySet["UseReport"]):
    def current(self) -> "UseReportQuerySet":
        """Filter to the reports that no later one has corrected; these are counted and shown."""
        return self.filter(correction__isnull=True)


class UseReport(models.Model):
    """An organisation's report of use: where and when it showed something, and to how many people.

    ``place`` is the channel of a broadcast and the network of a post; ``air_time`` is on the channel's clock. ``photo``
    is the private file of a photograph, rebuilt. A row is never changed: a later report ``corrects`` it.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="use_reports", verbose_name=_("organisation")
    )
    edition_key = models.CharField(_("edition"), max_length=64, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    link_code = models.CharField(_("code on the poster"), max_length=16, blank=True)
    place = models.CharField(_("where it was shown"), max_length=300)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    audience = models.PositiveIntegerField(_("about how many people"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True)
    use_kind = models.CharField(
        _("kind of use"), max_length=10, choices=UseKind.choices, default=UseKind.SHOWN, db_default=UseKind.SHOWN.value
    )
    air_time = models.TimeField(_("time on the channel's clock"), null=True, blank=True)
    copies = models.PositiveIntegerField(_("number of copies"), null=True, blank=True)
    address = models.URLField(_("address of the post"), max_length=500, blank=True, default="", db_default="")
    photo = models.CharField(max_length=200, blank=True, default="", db_default="")
    photo_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction", verbose_name=_("corrects")
    )

    objects = UseReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="use_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.place}"


class RegisterNotice(models.Model):
    """An organisation that has material with a withdrawn contact or number, and when it was told of it by mail."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="register_notices", verbose_name=_("organisation")
    )
    withdrawal_key = models.PositiveBigIntegerField()
    told_at = models.DateTimeField(_("told at"))
    restoration_told_at = models.DateTimeField(_("told of the replacement at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "withdrawal_key"], name="register_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.withdrawal_key}"


class TakeDownNotice(models.Model):
    """An organisation that holds a text which was taken down, and when it was told of it by mail."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="take_down_notices", verbose_name=_("organisation")
    )
    revision = models.CharField(max_length=64)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "revision"], name="take_down_notice_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.revision}"
