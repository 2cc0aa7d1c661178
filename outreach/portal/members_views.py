"""Portal pages of an organisation's people: who is in charge invites and removes, who is invited makes an account."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.users.models import User
from cms.users.permissions import public, requires
from cms.users.roles import Capability
from outreach.organisations.invitations import (
    InvitationRefused,
    accept,
    find_account,
    find_invitation,
    invite,
    is_lead_of,
    list_open,
    remove_member,
)
from outreach.organisations.invitations import revoke as revoke_invitation
from outreach.organisations.members import NotAMember, get_organisation_of
from outreach.organisations.models import Organisation
from outreach.portal.members_forms import ColleagueForm, NewAccountForm
from translations.languages import SOURCE


def get_own(request: HttpRequest, key: UUID) -> Organisation:
    """Return the user's organisation; raise ``Http404`` for any other."""
    try:
        return get_organisation_of(user=request.user, key=key)
    except NotAMember as refused:
        raise Http404 from refused


def _get_led(request: HttpRequest, key: UUID) -> Organisation:
    organisation = get_own(request, key)
    if not is_lead_of(user=cast(User, request.user), organisation=organisation):
        raise PermissionDenied
    return organisation


@requires(Capability.USE_PORTAL)
def members(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who belongs to the organisation; whoever is in charge invites a colleague."""
    organisation, user = get_own(request, key), cast(User, request.user)
    is_lead = is_lead_of(user=user, organisation=organisation)
    form = ColleagueForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST":
        if not is_lead:
            raise PermissionDenied
        if form.is_valid():
            try:
                invite(organisation=organisation, **form.cleaned_data, is_lead=False, by=user, at=timezone.now())
            except InvitationRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("The invitation is on its way."))
                return redirect("portal:members", key=key)
    context = {
        "organisation": organisation,
        "members": organisation.memberships.filter(user__is_active=True).select_related("user").order_by("pk"),
        "invitations": list_open(organisation) if is_lead else [],
        "form": form if is_lead else None,
        "now": timezone.now(),
    }
    return render(request, "portal/members.html", context)


@requires(Capability.USE_PORTAL)
@require_POST
def remove(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    organisation = _get_led(request, key)
    membership = get_object_or_404(organisation.memberships.select_related("user", "organisation"), pk=pk)
    try:
        remove_member(membership=membership, by=cast(User, request.user))
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The person doesn't belong to your organisation any more."))
    return redirect("portal:members", key=key)


@requires(Capability.USE_PORTAL)
@require_POST
def revoke(request: HttpRequest, key: UUID, pk: int) -> HttpResponse:
    organisation = _get_led(request, key)
    waiting = get_object_or_404(organisation.invitations.select_related("organisation"), pk=pk)
    try:
        revoke_invitation(invitation=waiting, by=cast(User, request.user), at=timezone.now())
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("portal:members", key=key)


@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Receive a person by the link of their invitation: with a new account, or with the one they have."""
    now, language = timezone.now(), get_language() or SOURCE
    found = find_invitation(token=token, at=now)
    if found is None:
        return render(request, "portal/invitation.html", {"invitation": None}, status=410)
    has_account = find_account(found.email) is not None
    form = (
        None if has_account else NewAccountForm(request.POST or None, email=found.email, initial={"language": language})
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        typed = {name: form.cleaned_data[name] for name in ("password", "first_name", "last_name")} if form else {}
        try:
            accept(token=token, **typed, language=form.cleaned_data["language"] if form else language, at=now)
        except InvitationRefused as refused:
            messages.error(request, str(refused))
            return redirect("portal:invitation", token=token)
        messages.success(request, _("You belong to the organisation now. Please sign in with your mail address."))
        return redirect("account_login")
    return render(request, "portal/invitation.html", {"invitation": found, "form": form})
