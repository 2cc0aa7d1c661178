"""Requested changes of rows that the public reads: each takes effect when a second person approves it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    OPEN = "open", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class Proposed(models.Model):
    """A change that one person proposes and another one decides on; the database refuses an approval by the first."""

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
        abstract = True


def approved_by_a_second_person(name: str, *, states: Iterable[str]) -> models.CheckConstraint:
    """Return the constraint that whatever is in one of these states was decided by someone else than its proposer."""
    return models.CheckConstraint(
        condition=~models.Q(state__in=list(states))
        | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by"))),
        name=name,
    )


class ChangeRequest(Proposed):
    """New values of a row's fields, by field name; without a row, the values of one to be added."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, verbose_name=_("kind"))
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    label = models.CharField(_("what is changed"), max_length=300)
    before: Any = models.JSONField(_("values now"), encoder=DjangoJSONEncoder, default=dict)
    after: Any = models.JSONField(_("values after approval"), encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.OPEN)

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(state="open"),
                name="changerequest_one_open_a_row",
            ),
            approved_by_a_second_person("changerequest_approved_by_a_second_person", states=[RequestState.APPROVED]),
        ]

    def __str__(self) -> str:
        return self.label
