"""Requests for rights at the desk: those that wait for an answer, and the answer itself."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.acquisition.models import RightsRequest, RightsRequestState
from outreach.acquisition.requests import AnswerRefused, answer_request, is_allowed, name_medium
from translations.countries import name_country
from translations.languages import SOURCE

LATEST = 50


class AnswerForm(forms.Form):
    """The desk's answer, which the organisation reads."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=RightsRequestState.choices[1:], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer for the organisation, in its language"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@requires(Capability.BUILD_KITS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests that wait for an answer, the oldest first, and those answered last."""
    rows = RightsRequest.objects.select_related("organisation")
    context = {
        "header_title": _("Requests for rights"),
        "page_title": _("Requests for rights"),
        "header_icon": "mail",
        "waiting": rows.filter(state=RightsRequestState.OPEN).order_by("requested_at"),
        "answered": rows.exclude(state=RightsRequestState.OPEN).order_by("-answered_at")[:LATEST],
    }
    return render(request, "acquisition/admin/requests.html", context)


@requires(Capability.BUILD_KITS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request beside what the recorded rights allow, and receive the answer."""
    found = get_object_or_404(RightsRequest.objects.select_related("organisation"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_request(
                request=found,
                is_granted=form.cleaned_data["decision"] == RightsRequestState.GRANTED,
                answer=form.cleaned_data["answer"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except AnswerRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The answer was recorded. The organisation sees it in the portal."))
            return redirect("rights_requests")
    language = get_language() or SOURCE
    context = {
        "header_title": found.film_title,
        "page_title": found.film_title,
        "header_icon": "mail",
        "found": found,
        "countries": [name_country(code, language=language) for code in found.territories],
        "medium": name_medium(found),
        "is_allowed": is_allowed(found),
        "form": form,
    }
    return render(request, "acquisition/admin/answer.html", context)
