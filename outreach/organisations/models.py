"""Partner organisations: missions, broadcasters, newsrooms, operators of screens, front organisations."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisations.local_time import find_zone


class OrganisationKind(models.TextChoices):
    MISSION = "mission", _("Embassy or consulate")
    BROADCASTER = "broadcaster", _("Broadcaster")
    NEWSROOM = "newsroom", _("Newsroom")
    OPERATOR = "operator", _("Operator of screens")
    FRONT = "front", _("Front or mass organisation")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        return self.filter(is_active=True)


class Organisation(models.Model):
    """A partner organisation. Other apps refer to it by ``key``, which the ledger keeps even if the row is deleted."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country (ISO 3166 code)"), max_length=2, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        help_text=_("Deadlines are told in this time too. Leave it empty if the whole country has one time."),
    )
    languages: Any = models.JSONField(_("languages"), default=list, blank=True)
    territories: Any = models.JSONField(_("territory (ISO 3166 codes)"), default=list, blank=True)
    contact_keys: Any = models.JSONField(
        _("contact channels of the register"),
        default=list,
        blank=True,
        help_text=_("Numbers of the channels in the register that are this organisation's own address and telephone."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def working_countries(self) -> list[str]:
        """Codes of the countries it works in: its territory, or its own country if none is set."""
        return list(self.territories) or ([self.country] if self.country else [])

    @property
    def zone(self) -> ZoneInfo | None:
        """Its time zone: the one chosen, or the only one of its country; None if that isn't known."""
        return find_zone(name=self.time_zone, country=self.country)


class Membership(models.Model):
    """A user's membership of an organisation; the portal shows a user the material of their organisations."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    is_lead = models.BooleanField(
        _("in charge"),
        default=False,
        help_text=_("Is told first if the organisation doesn't answer a recall in time."),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"
