"""Tracked links and their scans."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class Link(models.Model):
    """A code that leads to an item, one for each language, organisation and placement, so that scans show where.

    Never deleted, because a printed code must keep working. Its target, and whether that was withdrawn, is looked up
    in the published items and stored nowhere else.
    """

    code = models.CharField(_("code"), max_length=LENGTH, primary_key=True)
    item_kind = models.CharField(_("kind"), max_length=30)
    item_key = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=10, choices=list_link_choices)
    organisation_key = models.UUIDField(null=True, blank=True)
    placement = models.CharField(_("placement"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by_key = models.CharField(max_length=64, blank=True)

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
        indexes = [models.Index(fields=["organisation_key"], name="link_by_organisation")]

    def __str__(self) -> str:
        return self.code


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
