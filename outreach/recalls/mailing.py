"""One mail about a recall to one person."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from cms.users.models import User
from outreach.recalls.models import Recall

logger = logging.getLogger(__name__)


def send(subject: str, body: str, *, recall: Recall, user: User) -> bool:
    """Return whether the mail server took the mail. The log names no address."""
    message = EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
    try:
        return bool(message.send())
    except (OSError, SMTPException) as error:
        logger.warning("A mail about recall %s to %s wasn't sent: %s.", recall.pk, user.key, type(error).__name__)
        return False
