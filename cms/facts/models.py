"""The register: values that must not differ between languages, pages and posters.

Texts refer to a fact by the token ``[[key]]``. A fact's value has versions; a new one goes live, in all languages at
once, when a second person approves it.
"""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.facts.tokens import KEY_PATTERN


class FactKind(models.TextChoices):
    PHONE = "phone", _("Telephone number")
    DATE = "date", _("Date")
    FIGURE = "figure", _("Figure")
    NAME = "name", _("Name")
    URL = "url", _("Web address")
    EMAIL = "email", _("E-mail address")
    ADDRESS = "address", _("Postal address")


class Fact(models.Model):
    key = models.CharField(_("key"), max_length=60, unique=True, validators=[RegexValidator(rf"^{KEY_PATTERN}$")])
    kind = models.CharField(_("kind"), max_length=20, choices=FactKind.choices)
    label = models.CharField(_("what it is"), max_length=200)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")

    def __str__(self) -> str:
        return f"[[{self.key}]] {self.label}"


class VersionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")


class FactVersion(models.Model):
    """One value of a fact: E.164 for telephone numbers, ISO 8601 for dates, one value for each language for names."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="versions", verbose_name=_("fact"))
    value: Any = models.JSONField(_("value"))
    state = models.CharField(_("state"), max_length=20, choices=VersionState.choices, default=VersionState.PROPOSED)
    source = models.CharField(_("source"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact"], condition=models.Q(state="approved"), name="fact_one_approved_version"
            ),
            models.UniqueConstraint(
                fields=["fact"], condition=models.Q(state="proposed"), name="fact_one_proposed_version"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
                name="fact_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact.key}: {self.value}"


class ChannelKind(models.TextChoices):
    HOTLINE = "hotline", _("Hotline")
    ZALO = "zalo", _("Zalo")
    APP = "app", _("Mobile application")
    MISSION = "mission", _("Embassy or consulate")
    POST = "post", _("By post")
    EMAIL = "email", _("E-mail")


class ContactChannel(models.Model):
    """A way to reach the campaign. It is published only if it is verified and not a placeholder."""

    kind = models.CharField(_("kind"), max_length=20, choices=ChannelKind.choices)
    name = models.CharField(_("name"), max_length=200)
    facts = models.ManyToManyField(Fact, related_name="channels", verbose_name=_("number, address"))
    country = models.CharField(_("country (ISO 3166 code)"), max_length=2, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    is_placeholder = models.BooleanField(_("placeholder"), default=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verification_note = models.CharField(_("how it was verified"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | models.Q(is_placeholder=False),
                name="channel_placeholder_never_verified",
            )
        ]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name
