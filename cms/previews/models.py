"""Preview links: a newsroom reads an approved text before its time, without an account."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from translations.languages import list_choices


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self, *, at: datetime) -> "PreviewLinkQuerySet":
        """Filter to the links that still lead somewhere, whatever became of their texts."""
        return self.filter(revoked_at__isnull=True, ends_at__gt=at)


class PreviewLink(models.Model):
    """A link for one recipient to one text that awaits its time. Only the digest of its token is stored.

    It names the item and the language, not an approval: it always shows what was approved last.
    """

    translation_key = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=12, choices=list_choices)
    recipient = models.CharField(_("for whom"), max_length=200)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    ends_at = models.DateTimeField(_("ends at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    uses = models.PositiveIntegerField(_("times opened"), default=0)
    last_used_at = models.DateTimeField(_("opened last"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="preview_ends_after_it_was_made"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="preview_revoked_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["translation_key", "language"], name="preview_of_a_text")]

    def __str__(self) -> str:
        return self.recipient
