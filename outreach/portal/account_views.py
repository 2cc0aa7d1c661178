"""Portal page of a person's own account, and the link in mails that ends them without signing in."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from cms.users.models import User
from cms.users.permissions import public, requires
from cms.users.roles import Capability
from outreach.organisations.mail_settings import choose_pace, get_settings, read_unsubscriber, unsubscribe_person
from outreach.organisations.members import organisations_of
from outreach.portal.members_forms import OwnAccountForm


@requires(Capability.USE_PORTAL)
def account(request: HttpRequest) -> HttpResponse:
    """Show and keep a person's language and mails; the portal goes on in the language that they chose."""
    user = cast(User, request.user)
    settings = get_settings(user)
    form = OwnAccountForm(request.POST or None, initial={"language": user.interface_language, "pace": settings.pace})
    if request.method == "POST" and form.is_valid():
        user.interface_language = form.cleaned_data["language"]
        user.save(update_fields=["interface_language"])
        choose_pace(user=user, pace=form.cleaned_data["pace"])
        with override(user.interface_language):
            messages.success(request, _("Saved."))
            return redirect("portal:account")
    context = {"form": form, "organisations": list(organisations_of(user)), "settings": settings}
    return render(request, "portal/account.html", context)


@csrf_exempt
@public
def unsubscribe(request: HttpRequest, signed: str) -> HttpResponse:
    """End a person's mails by the link in one of them. Mail programs send the POST themselves (RFC 8058)."""
    user = read_unsubscriber(signed)
    if user is None:
        raise Http404
    if request.method == "POST":
        unsubscribe_person(user=user)
    context = {"is_done": request.method == "POST", "language": get_language()}
    return render(request, "portal/unsubscribe.html", context)
