"""A member's address of the portal's calendar, for the calendar program on their telephone or computer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerCalendar(models.Model):
    """The one address of a member. Its secret part is shown once; only the digest is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.user)
