"""Admin page that makes posters for screens: each in the screen's format, with the code of its own placement."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.published import get_published
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.models import Organisation
from outreach.posters.admin_forms import DesignForm, ItemForm
from outreach.posters.drawings import request_drawings
from outreach.posters.places import PosterPlace
from outreach.posters.requests import prepare_request
from outreach.screens.models import Screen
from translations.languages import SOURCE


class ScreenChoiceField(forms.ModelMultipleChoiceField):
    """Choice of screens, by operator, name, format and location."""

    operators: dict[Any, str]

    def label_from_instance(self, obj: Screen) -> str:
        parts = (self.operators.get(obj.organisation_key, ""), obj.name, obj.format, obj.location)
        return " · ".join(dict.fromkeys(part for part in parts if part))


class ScreenPostersForm(DesignForm):
    """Languages and designs of new posters, and the screens that they are for."""

    screens = ScreenChoiceField(
        label=gettext_lazy("Screens"), queryset=Screen.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, kind: str, key: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, key=key, **kwargs)
        field = cast(ScreenChoiceField, self.fields["screens"])
        open_operators = Organisation.objects.active()
        field.operators = dict(open_operators.values_list("key", "name"))
        field.queryset = Screen.objects.filter(is_active=True, organisation_key__in=field.operators).order_by(
            "organisation_key", "name", "pk"
        )

    def get_places(self) -> tuple[PosterPlace, ...]:
        """Return the place of each screen; the form must be valid."""
        return tuple(get_place(screen) for screen in self.cleaned_data["screens"])


def get_place(screen: Screen) -> PosterPlace:
    """Return the place of posters for this screen alone: its format, its placement and its operator."""
    return PosterPlace(screen.format, screen.place, screen.organisation_key)


@requires(Capability.MAKE_POSTERS)
def make(request: HttpRequest) -> HttpResponse:
    """Show the form for posters of screens; by POST, draw them to be looked at before they are made."""
    kind, _colon, key = request.GET.get("item", "").partition(":")
    item = get_published(kind=kind, key=key, language=SOURCE) if key else None
    if item is None:
        if key:
            messages.warning(request, _("Choose a published item whose page has a poster headline."))
        return render(request, "screens/make_posters.html", {"item_form": ItemForm()})
    form = ScreenPostersForm(request.POST or None, kind=kind, key=key)
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        wanted = prepare_request(
            kind=kind,
            key=key,
            languages=form.cleaned_data["languages"],
            templates=form.cleaned_data["template"],
            places=form.get_places(),
            by=by,
            at=timezone.now(),
        )
        request_drawings(wanted, by=by)
        return redirect("poster_request", request_id=wanted.pk)
    return render(request, "screens/make_posters.html", {"form": form, "item": item})
