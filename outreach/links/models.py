"""Tracked links and their scans."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.links.faults import CheckFault
from outreach.redirector.codes import LENGTH
from translations.languages import list_choices
from translations.negotiation import ANY

READERS_OWN = _("the reader's language")


def list_link_choices() -> list[tuple[str, Any]]:
    """Return the languages of a link as choices, the reader's own first."""
    return [(ANY, READERS_OWN), *list_choices()]


class LinkQuerySet(models.QuerySet["Link"]):
    def of_item(self, *, kind: str, key: str) -> "LinkQuerySet":
        return self.filter(item_kind=kind, item_key=key)

    def leading_to(self, *, kind: str, key: str) -> "LinkQuerySet":
        """Keep the links that lead to this item now, whatever was printed beside their codes."""
        printed = models.Q(destination_key="", item_kind=kind, item_key=key)
        return self.filter(printed | models.Q(destination_kind=kind, destination_key=key))

    def in_use(self) -> "LinkQuerySet":
        return self.filter(retired_at__isnull=True)

    def failing(self) -> "LinkQuerySet":
        return self.exclude(fault="")


class Link(models.Model):
    """A code that leads to an item, one for each language, organisation and placement, so that scans show where.

    Never deleted, because a printed code must keep working. The address that it leads to, and whether that was
    withdrawn, is looked up in the published items and stored nowhere else. ``destination_*`` name another item if the
    destination was corrected after printing. A retired link still leads; it is only listed apart.
    """

    code = models.CharField(_("code"), max_length=LENGTH, primary_key=True)
    item_kind = models.CharField(_("kind"), max_length=30)
    item_key = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=10, choices=list_link_choices)
    organisation_key = models.UUIDField(null=True, blank=True)
    placement = models.CharField(_("placement"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by_key = models.CharField(max_length=64, blank=True)
    destination_kind = models.CharField(max_length=30, blank=True, default="", db_default="")
    destination_key = models.CharField(max_length=64, blank=True, default="", db_default="")
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("followed at"), null=True, blank=True)
    fault = models.CharField(
        _("fault"), max_length=20, choices=CheckFault.choices, blank=True, default="", db_default=""
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item_kind", "item_key", "language", "organisation_key", "placement"],
                condition=models.Q(organisation_key__isnull=False),
                name="link_one_a_placement_of_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["item_kind", "item_key", "language", "placement"],
                condition=models.Q(organisation_key__isnull=True),
                name="link_one_a_placement_of_the_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation_key"], name="link_by_organisation"),
            models.Index(fields=["destination_key"], name="link_by_destination"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def item(self) -> tuple[str, str]:
        """Kind and key of the item that the code was printed for."""
        return self.item_kind, self.item_key

    @property
    def destination(self) -> tuple[str, str]:
        """Kind and key of the item that the code leads to."""
        return (self.destination_kind, self.destination_key) if self.destination_key else self.item


class DestinationChange(models.Model):
    """A correction of where a printed code leads: proposed by one person, decided by another. Never deleted.

    ``old_*`` is where the code led when it was proposed. ``is_approved`` is None until a decision.
    """

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="destination_changes")
    old_kind = models.CharField(max_length=30)
    old_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    is_approved = models.BooleanField(_("approved"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=models.Q(is_approved__isnull=True), name="destination_change_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(is_approved=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="destination_change_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(is_approved__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(is_approved__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="destination_change_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.kind}:{self.key}"

    @property
    def item(self) -> tuple[str, str]:
        return self.kind, self.key

    @property
    def old_item(self) -> tuple[str, str]:
        return self.old_kind, self.old_key


class ScanQuerySet(models.QuerySet["Scan"]):
    def by_people(self) -> "ScanQuerySet":
        return self.filter(is_robot=False)

    def between(self, since: datetime, until: datetime) -> "ScanQuerySet":
        """Keep the scans from ``since`` on and before ``until``."""
        return self.filter(minute__gte=since, minute__lt=until)


class Scan(models.Model):
    """A scan of a code: the minute, the language of the response, the country. No data about the person."""

    id = models.UUIDField(primary_key=True)
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="scans")
    minute = models.DateTimeField(_("minute"))
    language = models.CharField(_("answered in"), max_length=10)
    is_robot = models.BooleanField(_("robot"))
    country = models.CharField(_("country"), max_length=2, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minute"], name="scan_by_minute")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.minute:%Y-%m-%d %H:%M}"


class TableChange(models.Model):
    """The only row counts changes of link targets; the redirector's table holds the count at which it was written."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="table_change_is_one_row")]

    def __str__(self) -> str:
        return str(self.count)
