from django.utils.translation import gettext_lazy as _

from cms.users.calendar_addresses import SecretAddress
from cms.users.roles import Capability


class CalendarAddress(SecretAddress):
    """A person's address of the newsroom's calendar."""

    capability = Capability.USE_ADMIN

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")
