"""Mixins for Wagtail's views of public rows: what the public reads waits there for a second person."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.change_requests.change_request import (
    ChangeRefused,
    find_open_request,
    request_addition,
    request_guarded_changes,
)
from cms.change_requests.models import ChangeRequest

if TYPE_CHECKING:
    from wagtail.admin.views.generic import CreateView as _CreateView
    from wagtail.admin.views.generic import EditView as _EditView
else:
    _CreateView = _EditView = object  # snippets, images and other models each have their own views


class RequestedAddMixin(_CreateView):
    """Create view of a model whose new rows would be public at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        request_addition(row=form.instance, by=self.request.user, at=timezone.now())
        text = _("“%(row)s” was not added yet: it waits for the approval of a second person.")
        messages.success(self.request, text % {"row": form.instance})
        return redirect(self.get_success_url())


class RequestedEditMixin(_EditView):
    """Edit view that saves at once what isn't guarded or only takes away, and requests the other changes."""

    change_request: ChangeRequest | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = find_open_request(self.object)
        if waiting is not None and self.request.method == "GET":
            text = _("A change that %(person)s requested on %(day)s waits for approval. It isn't shown in this form.")
            day = timezone.localtime(waiting.proposed_at).strftime("%d/%m/%Y")
            messages.warning(self.request, text % {"person": waiting.proposed_by, "day": day})
        return cast(dict[str, Any], super().get_context_data(**kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.change_request = request_guarded_changes(form=form, by=self.request.user, at=timezone.now())
        except ChangeRefused as refused:
            form.add_error(None, str(refused))
            self.produced_error_message = self.get_error_message()
            return cast(HttpResponse, self.form_invalid(form))
        return cast(HttpResponse, super().form_valid(form))

    def get_success_message(self) -> str:
        if self.change_request is None:
            return cast(str, super().get_success_message())
        text = _("What the public reads of “%(row)s” changes once a second person approves it. All else is saved.")
        return text % {"row": self.object}
