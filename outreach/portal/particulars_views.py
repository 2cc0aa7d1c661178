"""Portal pages of an organisation's own address, telephone and hours: what is public, and a proposal to the desk."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.published import OwnContact, ParticularsRefused, list_own_contacts
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.organisations.particulars import add_contact, propose_own
from outreach.portal.members_forms import ParticularsForm
from outreach.portal.members_views import get_own
from translations.languages import SOURCE


@requires(Capability.USE_PORTAL)
def particulars(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the organisation's contacts in the register; a mission without any begins its own."""
    organisation, language = get_own(request, key), get_language() or SOURCE
    contacts = list_own_contacts(organisation.contact_keys, language=language)
    may_begin = not contacts and organisation.kind == OrganisationKind.MISSION
    if may_begin:
        form = ParticularsForm(request.POST or None, language=language)
        if request.method == "POST" and form.is_valid():
            try:
                add_contact(
                    organisation=organisation,
                    wanted=form.get_particulars(),
                    note=form.cleaned_data["note"],
                    by=cast(User, request.user),
                    at=timezone.now(),
                )
            except ParticularsRefused as refused:
                form.add_refusal(refused)
            else:
                return _thank(request, organisation)
        return _show_form(request, organisation, form, contact=None)
    return render(request, "portal/particulars.html", {"organisation": organisation, "contacts": contacts})


@requires(Capability.USE_PORTAL)
def propose(request: HttpRequest, key: UUID, contact: int) -> HttpResponse:
    """Receive a proposal of new particulars of one of the organisation's contacts."""
    organisation, language = get_own(request, key), get_language() or SOURCE
    if contact not in organisation.contact_keys:
        raise Http404
    found = next(iter(list_own_contacts([contact], language=language)), None)
    if found is None:
        raise Http404
    shown = found.particulars
    initial = {"telephone": shown.telephone, "address": shown.address}
    initial |= {f"day_{day}": text for day, text in shown.hours.items()}
    form = ParticularsForm(request.POST or None, language=language, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            propose_own(
                organisation=organisation,
                key=contact,
                wanted=form.get_particulars(),
                note=form.cleaned_data["note"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except ParticularsRefused as refused:
            form.add_refusal(refused)
        else:
            return _thank(request, organisation)
    return _show_form(request, organisation, form, contact=found)


def _show_form(
    request: HttpRequest, organisation: Organisation, form: ParticularsForm, *, contact: OwnContact | None
) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "contact": contact}
    return render(request, "portal/propose_particulars.html", context)


def _thank(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    messages.success(
        request, _("Thank you. The desk will look at it. Nothing changes in public before it has approved.")
    )
    return redirect("portal:particulars", key=organisation.key)
