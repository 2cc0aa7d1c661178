"""Recalls and their recipients."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisations.models import Organisation
from outreach.recalls.targets import RecallTarget


class Recall(models.Model):
    """A request to take down an item (in one language or all), an edition, a file's source or a fact's value.

    ``source`` names a poster (``poster:UUID``), or a picture, document or film of the media library (``image:7``).
    ``fact_version`` is the newest version of the fact that is recalled.
    """

    kind = models.CharField(_("kind"), max_length=40, blank=True)
    key = models.CharField(_("item"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    edition_key = models.CharField(_("edition"), max_length=64, blank=True)
    source = models.CharField(_("poster, picture or film"), max_length=64, blank=True)
    fact_key = models.CharField(_("fact"), max_length=60, blank=True)
    fact_version = models.PositiveBigIntegerField(null=True, blank=True)
    title = models.CharField(_("title"), max_length=255)
    reason = models.TextField(_("reason"), max_length=2000)
    deadline = models.DateTimeField(_("to be removed by"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sent by")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(edition_key="")
                | ~models.Q(source="")
                | (~models.Q(fact_key="") & models.Q(fact_version__isnull=False))
                | (~models.Q(kind="") & ~models.Q(key="")),
                name="recall_has_target",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> RecallTarget:
        return RecallTarget(
            title=self.title,
            kind=self.kind,
            key=self.key,
            language=self.language,
            edition_key=self.edition_key,
            source=self.source,
            fact_key=self.fact_key,
            fact_version=self.fact_version,
        )


class RecallRecipient(models.Model):
    """An organisation that must take the recalled item down, and when each of its three mails was sent."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="recipients", verbose_name=_("recall"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="recalls_received", verbose_name=_("organisation")
    )
    confirmed_at = models.DateTimeField(_("removal confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("confirmed by")
    )
    evidence = models.TextField(_("how it was removed"), max_length=2000, blank=True)
    notified_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_notice_sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "organisation"], name="recall_recipient_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.recall}"
