from typing import Any, NoReturn

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache

from cms.users.administration import may_administer
from cms.users.mfa import reset_authenticators
from cms.users.models import User
from cms.users.permissions import public, requires
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


@public
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Tell an open page who is signed in now ("" for nobody), and the CSRF token: each sign-in makes a new one."""
    return JsonResponse({"user": str(request.user.pk or ""), "csrf_token": get_token(request)})


@public
def signed_in(request: HttpRequest) -> HttpResponse:
    """Say that sign-in has succeeded, in a window that was opened beside an unsaved text."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "account/signed_in.html")


@requires(Capability.MANAGE_USERS)
def reset_lost_authenticators(request: HttpRequest, user_pk: int) -> HttpResponse:
    """Ask whether to remove another user's authenticators, and remove them."""
    by: Any = request.user
    user = get_object_or_404(User, pk=user_pk)
    if user == by or not may_administer(by=by, user=user):
        raise PermissionDenied
    if request.method == "POST":
        reset_authenticators(user=user, by=by)
        messages.success(request, gettext("Two-factor authentication of %(name)s has been reset.") % {"name": user})
        return redirect("wagtailusers_users:edit", user.pk)
    return render(request, "account/reset_authenticators.html", {"account": user})
