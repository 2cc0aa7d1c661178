"""Mixins for Wagtail's views of public rows: what the public reads waits there for a second person."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.change_requests.models import ChangeRequest
from cms.change_requests.requests import (
    ChangeRefused,
    find_open_request,
    request_addition,
    request_guarded_changes,
)


class RequestedAddMixin:
    """Create view of a model whose new rows would be public at once."""

    def form_valid(self: Any, form: Any) -> HttpResponse:
        request_addition(row=form.instance, by=self.request.user, at=timezone.now())
        text = _("“%(row)s” was not added yet: it waits for the approval of a second person.")
        messages.success(self.request, text % {"row": form.instance})
        return redirect(self.get_success_url())


class RequestedEditMixin:
    """Edit view that saves at once what isn't guarded or only takes away, and requests the other changes."""

    change_request: ChangeRequest | None = None

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        waiting = find_open_request(self.object)
        if waiting is not None and self.request.method == "GET":
            text = _("A change that %(person)s requested on %(day)s waits for approval. It isn't shown in this form.")
            day = timezone.localtime(waiting.requested_at).strftime("%d/%m/%Y")
            messages.warning(self.request, text % {"person": waiting.requested_by, "day": day})
        return cast(dict[str, Any], super().get_context_data(**kwargs))  # type: ignore[misc]  # a mixin

    def form_valid(self: Any, form: Any) -> HttpResponse:
        try:
            self.change_request = request_guarded_changes(form=form, by=self.request.user, at=timezone.now())
        except ChangeRefused as refused:
            form.add_error(None, str(refused))
            self.produced_error_message = self.get_error_message()
            return cast(HttpResponse, self.form_invalid(form))
        return cast(HttpResponse, super().form_valid(form))  # type: ignore[misc]  # a mixin

    def get_success_message(self: Any) -> str:
        if self.change_request is None:
            return cast(str, super().get_success_message())  # type: ignore[misc]  # a mixin
        text = _("What the public reads of “%(row)s” changes once a second person approves it. All else is saved.")
        return text % {"row": self.object}
