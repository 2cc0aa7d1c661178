from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.http import HttpRequest
from django.utils.translation import get_language

from cms.users.tasks import mail_new_password


class NewPasswordForm(ResetPasswordForm):
    """Leaves the mail to the worker, so that the response doesn't tell by its time whether the address is known."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        mail_new_password.enqueue(user_ids=[user.pk for user in self.users], language=get_language())
        email: str = self.cleaned_data["email"]
        return email


class SetUpForm(ActivateTOTPForm):
    """Sets up an authenticator. Its first code, if it is right, counts as used in this session."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        record_authentication(context.request, self.user, "mfa", type=Authenticator.Type.TOTP)
        return code
