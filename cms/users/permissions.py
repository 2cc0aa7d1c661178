"""Guards for views. A view without a guard must say so with ``public`` (tests/architecture holds to it)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from cms.users.roles import Capability, may

View = Callable[..., HttpResponseBase]


def requires(*capabilities: Capability) -> Callable[[View], View]:
    """Let in who has any of the capabilities; send the anonymous to sign-in, refuse others with 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(may(request.user, capability) for capability in capabilities):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_capabilities = capabilities  # type: ignore[attr-defined]  # read by tests/architecture
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a view that anybody may reach."""
    view.required_capabilities = ()  # type: ignore[attr-defined]  # read by tests/architecture
    return view
