from cms.users.calendar_addresses import SecretAddress
from cms.users.roles import Capability


class PartnerCalendar(SecretAddress):
    """A member's address of the portal's calendar."""

    capability = Capability.USE_PORTAL
