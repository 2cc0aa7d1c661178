"""Requests of organisations for the rights to show a film, and the desk's answers."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.organisations.models import Organisation


class RightsRequestState(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Declined")


class RightsRequest(models.Model):
    """A request to show a film in these countries and days. The ledger has its digest and that of its answer."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    film_key = models.CharField(_("film"), max_length=36)
    film_title = models.CharField(_("title"), max_length=300)
    film_language = models.CharField(_("language of the page"), max_length=12)
    territories: Any = models.JSONField(_("countries"), default=list)
    medium = models.CharField(_("medium"), max_length=12)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    note = models.TextField(_("what it is wanted for"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RightsRequestState, default=RightsRequestState.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("person")
    )
    requested_at = models.DateTimeField(_("requested at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for rights")
        verbose_name_plural = _("requests for rights")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="rightsrequest_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at__isnull=True)
                | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
                name="rightsrequest_is_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.film_title}"
