from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from translations.languages import get_autonym


class EmergencyWithdrawal(models.Model):
    """A time in which nothing of the campaign, or nothing in one ``language``, is public or leaves.

    With each person who decided about it.
    """

    language = models.CharField(_("language"), max_length=35, blank=True, default="", db_default="")
    reason = models.TextField(_("reason"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("withdrawn by")
    )
    declared_at = models.DateTimeField(_("withdrawn at"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    restoration_reason = models.TextField(_("reason for restoring"), blank=True)
    restoration_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("restoring proposed by"),
    )
    restoration_proposed_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("restored by"),
    )
    restored_at = models.DateTimeField(_("restored at"), null=True, blank=True)
    is_in_force = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language"], condition=Q(is_in_force=True), name="emergency_one_in_force_each"
            ),
            models.CheckConstraint(
                condition=Q(is_in_force=True, restored_at__isnull=True)
                | Q(is_in_force=False, restored_at__isnull=False),
                name="emergency_in_force_until_restored",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("declared_by")),
                name="emergency_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(restored_at__isnull=True)
                | (
                    Q(restored_by__isnull=False, restoration_proposed_by__isnull=False)
                    & ~Q(restored_by=F("restoration_proposed_by"))
                ),
                name="emergency_restored_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]

    @property
    def autonym(self) -> str:
        """The language's own name; empty of everything."""
        return get_autonym(self.language) if self.language else ""
