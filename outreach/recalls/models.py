"""Recalls and their recipients."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisations.models import Organisation
from outreach.recalls.targets import TARGET_FIELDS, RecallTarget


class RecallQuerySet(models.QuerySet["Recall"]):
    def in_earnest(self) -> "RecallQuerySet":
        """Filter to the recalls that are no rehearsals."""
        return self.filter(is_rehearsal=False)

    def in_force(self) -> "RecallQuerySet":
        """Filter to the recalls that keep something back: no rehearsal, and not lifted. A closed one still does."""
        return self.in_earnest().filter(lifted_at__isnull=True)

    def under_way(self) -> "RecallQuerySet":
        """Filter to the recalls in force that aren't closed: somebody may still have to answer."""
        return self.in_force().filter(closed_at__isnull=True)


class Recall(models.Model):
    """A request to take down an item (in one language or all), an edition, a file's source or a fact's value.

    ``source`` names a poster (``poster:UUID``), or a picture, document or film of the media library (``image:7``).
    ``fact_version`` is the newest version of the fact that is recalled. ``title`` is the desk's name for it; partners
    read ``titles.get_title``. ``request_key`` is that of the form: a second press of its button is no second recall. A
    rehearsal keeps nothing back and is mailed to nobody. ``addressed_at`` is when all who must answer were known.
    A recall that was a mistake is lifted by two people.
    """

    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False)
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
    addressed_at = models.DateTimeField(null=True)
    desk_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("closed by")
    )
    lift_reason = models.TextField(_("reason for lifting"), max_length=2000, blank=True, default="", db_default="")
    lift_proposed_at = models.DateTimeField(null=True)
    lift_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lifting proposed by"),
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("lifted by")
    )

    objects = RecallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(edition_key="")
                | ~models.Q(source="")
                | (~models.Q(fact_key="") & models.Q(fact_version__isnull=False))
                | (~models.Q(kind="") & ~models.Q(key="")),
                name="recall_has_target",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | models.Q(lift_proposed_at__isnull=False),
                name="recall_lifted_after_proposal",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_by__isnull=True) | ~models.Q(lifted_by=models.F("lift_proposed_by")),
                name="recall_lifted_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> RecallTarget:
        return RecallTarget(title=self.title, **{name: getattr(self, name) for name in TARGET_FIELDS})


class RecallRecipientQuerySet(models.QuerySet["RecallRecipient"]):
    def in_earnest(self) -> "RecallRecipientQuerySet":
        """Filter to the recipients of recalls that are no rehearsals."""
        return self.filter(recall__is_rehearsal=False)

    def unanswered(self) -> "RecallRecipientQuerySet":
        return self.filter(confirmed_at__isnull=True)


class RecallRecipient(models.Model):
    """An organisation that must take the recalled item down, with its answer.

    ``notified_at`` is when somebody there was first told, by mail or telephone; ``lift_notified_at`` when somebody was
    told that the recall was lifted; the ledger knows each person. The desk
    may answer for an organisation (``is_answered_by_desk``) or say why there is no answer (``unanswered_reason``).
    """

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="recipients", verbose_name=_("recall"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="recalls_received", verbose_name=_("organisation")
    )
    confirmed_at = models.DateTimeField(_("removal confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("confirmed by")
    )
    is_answered_by_desk = models.BooleanField(_("recorded by the desk"), default=False)
    evidence = models.TextField(_("how it was removed"), max_length=2000, blank=True)
    unanswered_reason = models.TextField(_("why there is no answer"), max_length=2000, blank=True)
    notified_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_notice_sent_at = models.DateTimeField(null=True)
    lift_notified_at = models.DateTimeField(null=True)

    objects = RecallRecipientQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "organisation"], name="recall_recipient_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.recall}"
