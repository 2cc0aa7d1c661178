"""Browsers that ask to become the player of a screen."""

from datetime import datetime

from django.db import models

from outreach.screens.models import ApiKey, Screen


class PairingQuerySet(models.QuerySet["Pairing"]):
    def open_at(self, at: datetime) -> "PairingQuerySet":
        return self.filter(expires_at__gt=at)

    def connected_at(self, at: datetime) -> "PairingQuerySet":
        """Return those whose browser has a key that holds."""
        holds = models.Q(key__expires_at__isnull=True) | models.Q(key__expires_at__gt=at)
        return self.filter(holds, key__isnull=False, key__revoked_at__isnull=True)


class Pairing(models.Model):
    """A browser that shows a code, the screen that somebody entitled gave it, and the key that it fetched.

    Of the code and of the browser's secret only digests are kept; that of the code goes when it is used.
    """

    code_digest = models.CharField(max_length=64, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    screen = models.ForeignKey(Screen, null=True, on_delete=models.PROTECT, related_name="pairings")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_key = models.CharField(max_length=64, blank=True)
    key = models.OneToOneField(ApiKey, null=True, on_delete=models.PROTECT, related_name="pairing")

    objects = PairingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code_digest"], condition=~models.Q(code_digest=""), name="pairing_code_shown_once"
            ),
            models.CheckConstraint(
                condition=models.Q(screen__isnull=True, confirmed_at__isnull=True, key__isnull=True)
                | (models.Q(screen__isnull=False, confirmed_at__isnull=False) & ~models.Q(confirmed_by_key="")),
                name="pairing_gets_a_key_of_a_confirmed_screen",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="pairing_by_expiry")]

    def __str__(self) -> str:
        return f"{self.pk}"
