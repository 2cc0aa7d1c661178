"""Events in the admin: cancelling one at once, and asking a second person to take a cancellation back."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.change_requests.view_mixins import RequestedEditMixin
from cms.events.models import EventCancellation, EventPage
from cms.users.models import User
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability, may
from translations.languages import SOURCE


class EventCancellationForm(forms.ModelForm):
    """Form to cancel an event, which is named by its page in the source language."""

    event = forms.ModelChoiceField(label=_("event"), queryset=EventPage.objects.none())

    class Meta:
        model = EventCancellation
        fields = ["event"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = EventPage.objects.filter(locale__language_code=SOURCE, cancellation=None)
        field = cast(forms.ModelChoiceField, self.fields["event"])
        field.queryset = sources.order_by("title")


class TakingBackForm(forms.ModelForm):
    class Meta:
        model = EventCancellation
        fields = ["is_cancelled"]
        help_texts = {"is_cancelled": _("Cancelling is public at once. A second person approves taking it back.")}


class CancellationAddView(CreateView):
    required_capabilities = (Capability.WITHDRAW,)
    """For tests/architecture only: the permission policy enforces it."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "event": self.request.GET.get("event")}

    def form_valid(self, form: Any) -> HttpResponse:
        response = cast(HttpResponse, super().form_valid(form))
        pages = form.instance.event.get_translations(inclusive=True).live().count()
        text = ngettext(
            "Readers see that the event is cancelled, in %(count)d language.",
            "Readers see that the event is cancelled, in %(count)d languages.",
            pages,
        )
        messages.warning(self.request, text % {"count": pages})
        return response


class CancellationEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WITHDRAW,)
    """For tests/architecture only: the permission policy enforces it."""


class CancellationViewSet(ModelViewSet):
    model = EventCancellation
    name = "event_cancellations"
    url_prefix = "events/cancellations"
    icon = "calendar-alt"
    menu_label = _("Cancelled events")
    menu_order = 257
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = CancellationAddView
    edit_view_class = CancellationEditView
    list_display = [
        "event",
        BooleanColumn("is_cancelled", label=_("Cancelled")),
        DateColumn("changed_at", label=_("Changed")),
    ]
    permission_policy = CapabilityPolicy(
        EventCancellation, add=Capability.WITHDRAW, change=Capability.WITHDRAW, view=Capability.WITHDRAW
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return TakingBackForm if for_update else EventCancellationForm


@hooks.register("register_admin_viewset")
def register_viewset() -> CancellationViewSet:
    return CancellationViewSet()


@hooks.register("register_page_header_buttons")
def offer_cancellation(page: Page, user: User, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """Offer whoever may take texts down to cancel the event whose page is open."""
    if page.specific_class is not EventPage or not may(user, Capability.WITHDRAW):
        return
    source = EventPage.objects.filter(translation_key=page.translation_key, locale__language_code=SOURCE)
    event = source.select_related("cancellation").first()
    if event is None:
        return
    cancellation = getattr(event, "cancellation", None)
    if cancellation is None:
        address = f"{reverse('event_cancellations:add')}?event={event.pk}"
    else:
        address = reverse("event_cancellations:edit", args=[cancellation.pk])
    is_cancelled = cancellation is not None and cancellation.is_cancelled
    label = gettext("Take the cancellation back") if is_cancelled else gettext("Cancel the event")
    yield Button(label, address, icon_name="calendar-alt", priority=60)
