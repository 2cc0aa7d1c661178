"""allauth's accounts with this project's rules."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Disables sign-up: an administrator creates all accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Return whether to ask for the password again; not soon after it was entered, to sign in for instance."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        moments = [record["at"] for record in get_authentication_records(self.request, self.request.user)]
        return time.time() - max(moments, default=0) >= app_settings.REAUTHENTICATION_TIMEOUT
