"""Mails about screens: to the operator's members in charge and to the desk, each in their own language."""

import logging
from collections.abc import Callable
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from cms.users.members import find_members
from cms.users.models import User
from cms.users.roles import Capability
from outreach.organisations.members import leads_of, members_of
from outreach.organisations.models import Organisation

logger = logging.getLogger(__name__)
Text = tuple[str, str]
"""Subject and body."""


def tell(organisation_key: UUID, write: Callable[[Organisation], Text]) -> bool:
    """Mail the operator's leads, or all members if it has none, and the desk; return whether anyone was told.

    ``write`` is called in the language of each person.
    """
    operator = Organisation.objects.filter(key=organisation_key).first()
    if operator is None:
        return False
    sent = [_send(user, operator, write) for user in _choose_people(operator)]
    return any(sent)


def _choose_people(operator: Organisation) -> list[User]:
    own = list(leads_of(operator).exclude(email="")) or list(members_of(operator).exclude(email=""))
    desk = [user for user in find_members(Capability.MANAGE_SCREENS) if user.email]
    return list({user.pk: user for user in [*own, *desk]}.values())


def _send(user: User, operator: Organisation, write: Callable[[Organisation], Text]) -> bool:
    with translation.override(user.interface_language):
        subject, body = write(operator)
    message = EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
    try:
        return bool(message.send())
    except (OSError, SMTPException) as error:
        logger.warning("A mail about screens to %s wasn't sent: %s.", user.key, type(error).__name__)
        return False
