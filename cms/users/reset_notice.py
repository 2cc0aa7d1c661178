"""The mail to a person whose two-factor authentication was reset, who may not have asked for it."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from cms.users.models import User

_TEMPLATE = "account/email/authenticators_reset_{}.txt"


def send_reset_notice(*, user_id: int) -> None:
    """Send the mail in the person's language, unless the account is inactive or has no address."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return
    with override(user.interface_language):
        values = {"username": user.username, "address": f"{settings.SITE_ADDRESS}{reverse('account_login')}"}
        subject, body = (render_to_string(_TEMPLATE.format(part), values).strip() for part in ("subject", "message"))
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
