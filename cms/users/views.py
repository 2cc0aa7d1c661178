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
    """Lead Wagtail's own ways of signing in to the one that asks for the second factor and counts failures.

    Wagtail also sends here whoever is signed in but has no business in the admin: asked to sign in again, they would be
    led back and forth for ever.
    """
    if request.user.is_authenticated and not may(request.user, Capability.USE_ADMIN):
        raise PermissionDenied
    target = request.GET.get("next", "")
    return redirect_to_login(target) if target else redirect(settings.LOGIN_URL)


@public
def raise_404(request: HttpRequest) -> NoReturn:
    """Stand before an address of Wagtail's that only breaks, to try how a fault looks."""
    raise Http404


@public
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead a person to where they work: the desk to the admin, partners to the portal in their language."""
    user = request.user
    if not user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if may(user, Capability.USE_ADMIN):
        return redirect("wagtailadmin_home")
    with override(user.interface_language):
        return redirect(reverse("portal:home") if may(user, Capability.USE_PORTAL) else "/")
