from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import get_language

from cms.users.tasks import mail_new_password


class NewPasswordForm(ResetPasswordForm):
    """Leaves the mail to the worker, so that the response doesn't tell by its time whether the address is known."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        mail_new_password.enqueue(user_ids=[user.pk for user in self.users], language=get_language())
        email: str = self.cleaned_data["email"]
        return email
