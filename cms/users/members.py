"""Members of the desk by what they may do, as recipients of its mails."""

from cms.users.models import User
from cms.users.roles import CAPABILITIES, PER_LANGUAGE, Capability, group_name


def find_members(capability: Capability, *, language: str = "") -> list[User]:
    """Return the active users with a role that has the capability; not superusers without one.

    Roles for one language count only if it is ``language``.
    """
    names = [
        group_name(role, language=language if role in PER_LANGUAGE else None)
        for role in CAPABILITIES[capability]
        if role not in PER_LANGUAGE or language
    ]
    return list(User.objects.filter(is_active=True, groups__name__in=names).distinct().order_by("pk"))
