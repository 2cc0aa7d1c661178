"""Access decorators for views. A view without a check must say so with ``public`` (enforced by tests/architecture)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from cms.users.roles import Capability, may

View = Callable[..., HttpResponseBase]


def requires(*capabilities: Capability) -> Callable[[View], View]:
    """Require any of the capabilities: redirect anonymous users to sign-in, and return 403 to others."""

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
    """Mark a view that anyone may open."""
    view.required_capabilities = ()  # type: ignore[attr-defined]  # read by tests/architecture
    return view
