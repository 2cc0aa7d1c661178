from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import override

from cms.users.permissions import public
from cms.users.roles import Capability, may


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
