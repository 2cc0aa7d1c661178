"""Films for an organisation's programme in the portal: what it may show, and asking for the rights to more."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.published import is_everything_withdrawn, list_licensed_films
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.acquisition.forms import NoteForm, WishForm
from outreach.acquisition.models import RightsRequest
from outreach.acquisition.offers import list_offers
from outreach.acquisition.requests import request_rights
from outreach.organisations.members import organisations_of
from outreach.organisations.models import Organisation
from translations.languages import SOURCE


@requires(Capability.USE_PORTAL)
@require_safe
def own_films(request: HttpRequest) -> HttpResponse:
    """Lead to the films of the user's organisation, the first of several; without one, to the page that says so."""
    organisation = organisations_of(request.user).first()
    if organisation is None:
        return redirect("portal:home")
    return redirect("acquisition:films", key=organisation.key)


@requires(Capability.USE_PORTAL)
@require_safe
def films(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the films for one of the user's organisations by its days, country and language, and its requests."""
    organisation = _get_own(request, key)
    form = _make_form(request.GET, organisation)
    is_withdrawn = is_everything_withdrawn()
    offers = []
    if form.is_valid() and not is_withdrawn:
        offers = list_offers(
            organisation=organisation, wish=form.get_wish(), language=get_language() or SOURCE, at=timezone.now()
        )
    requests = RightsRequest.objects.filter(organisation=organisation).order_by("-requested_at", "-pk")
    context = {
        "organisation": organisation,
        "others": organisations_of(request.user).exclude(pk=organisation.pk),
        "form": form,
        "note": NoteForm(),
        "allowed": [offer for offer in offers if offer.is_allowed],
        "asked": [offer for offer in offers if not offer.is_allowed],
        "requests": requests[:50],
        "is_everything_withdrawn": is_withdrawn,
    }
    return render(request, "acquisition/films.html", context)


@requires(Capability.USE_PORTAL)
@require_POST
def ask(request: HttpRequest, key: UUID, film_key: UUID) -> HttpResponse:
    """Receive a request for the rights to a film, on the days and in the country that the page was about."""
    organisation = _get_own(request, key)
    language = get_language() or SOURCE
    found = [film for film in list_licensed_films(language=language) if film.ref.key == str(film_key)]
    form, note = _make_form(request.POST, organisation), NoteForm(request.POST)
    if not found:
        raise Http404
    if form.is_valid() and note.is_valid() and form.get_wish().territories:
        request_rights(
            organisation=organisation,
            film=found[0],
            wish=form.get_wish(),
            note=note.cleaned_data["note"],
            by=cast(User, request.user),
            at=timezone.now(),
        )
        messages.success(request, _("Your request was sent. The answer will be on this page."))
    else:
        messages.error(request, _("Your request was not sent. Please check the days and send it again."))
    return redirect("acquisition:films", key=key)


def _get_own(request: HttpRequest, key: UUID) -> Organisation:
    return get_object_or_404(organisations_of(request.user), key=key)


def _make_form(data: object, organisation: Organisation) -> WishForm:
    language = get_language() or SOURCE
    return WishForm(data, organisation=organisation, language=language, today=timezone.localdate())
