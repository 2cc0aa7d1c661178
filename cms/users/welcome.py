"""The mail to the owner of a new account, with a link to choose their own password."""

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from cms.users.models import User

_TEMPLATE = "account/email/welcome_{}.txt"


def send_welcome(*, user_id: int) -> None:
    """Send the mail in the person's language, unless the account is inactive, has no address or has a password."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None or user.has_usable_password():
        return
    key = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    values = {
        "username": user.username,
        "address": f"{settings.SITE_ADDRESS}{path}",
        "again": f"{settings.SITE_ADDRESS}{reverse('account_reset_password')}",
    }
    with override(user.interface_language):
        subject, body = (render_to_string(_TEMPLATE.format(part), values).strip() for part in ("subject", "message"))
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
