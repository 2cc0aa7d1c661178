"""The mail with the link to choose a new password, sent by the worker."""

from urllib.parse import urlsplit

from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core.context import request_context
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.translation import override

from cms.users.models import User


def mail_links(*, user_ids: list[int], language: str) -> None:
    """Send each active user a link, to the address of their account."""
    for user in User.objects.filter(pk__in=user_ids, is_active=True).exclude(email=""):
        request = _make_request()
        with override(language), request_context(request):
            request_password_reset(request, user.email, [user], None)


def _make_request() -> HttpRequest:
    """Return a request to the public address, from which allauth makes the link."""
    site = urlsplit(settings.SITE_ADDRESS)
    return RequestFactory().get("/", secure=site.scheme == "https", headers={"host": site.netloc})
