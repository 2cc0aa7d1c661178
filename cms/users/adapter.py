from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Disables sign-up: an administrator creates all accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
