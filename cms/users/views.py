from typing import NoReturn

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import override

from cms.users.permissions import public
from cms.users.roles import Capability, may


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect Wagtail's sign-in pages to ours, which has two-factor authentication and counts failures.

    Return 403 to users who are signed in but may not use the admin, whom Wagtail also redirects here: our sign-in page
    would redirect them back in an endless loop.
    """
    if request.user.is_authenticated and not may(request.user, Capability.USE_ADMIN):
        raise PermissionDenied
    target = request.GET.get("next", "")
    return redirect_to_login(target) if target else redirect(settings.LOGIN_URL)


@public
def raise_404(request: HttpRequest) -> NoReturn:
    """Return 404 instead of a view of Wagtail's that raises an error on purpose."""
    raise Http404


@public
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect staff to the admin, and partners to the portal in their language."""
    user = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if may(user, Capability.USE_ADMIN):
        return redirect("wagtailadmin_home")
    with override(user.interface_language):
        return redirect(reverse("portal:home") if may(user, Capability.USE_PORTAL) else "/")
