"""Admin views of invitations: the desk invites people, sees who hasn't come, and withdraws."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.bounces import list_bounced
from outreach.organisations.forms import InvitationForm
from outreach.organisations.invitations import InvitationRefused, invite, revoke
from outreach.organisations.models import Invitation


@requires(Capability.MANAGE_ORGANISATIONS)
def invitations(request: HttpRequest) -> HttpResponse:
    """Show the open invitations and the members whose mail comes back, and invite a person."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite(**form.cleaned_data, by=cast(User, request.user), at=timezone.now())
        except InvitationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("outreach_invitations")
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    context = {
        "form": form,
        "invitations": waiting.select_related("organisation", "invited_by").order_by("-invited_at", "-pk"),
        "bounced": list_bounced(),
        "now": timezone.now(),
    }
    return render(request, "organisations/invitations.html", context, status=422 if form.errors else 200)


@requires(Capability.MANAGE_ORGANISATIONS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    try:
        revoke(invitation=invitation, by=cast(User, request.user), at=timezone.now())
    except InvitationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("outreach_invitations")
