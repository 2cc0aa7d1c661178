"""Guides in the admin: one's own first."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.guides.guide import GUIDES, SHARED, order_guides, read_guide
from cms.users.permissions import requires
from cms.users.roles import Capability, Role, get_roles
from translations.languages import SOURCE


@requires(Capability.USE_ADMIN)
@require_safe
def show_guides(request: HttpRequest) -> HttpResponse:
    """List every role's guide, those of the user's own roles first."""
    language, roles = get_language() or SOURCE, get_roles(request.user)
    own = {SHARED.get(role, role) for role in roles}
    guides = [(read_guide(role, language=language), role in own) for role in order_guides(roles)]
    return render(request, "guides/guides.html", {"guides": guides})


@requires(Capability.USE_ADMIN)
@require_safe
def show_guide(request: HttpRequest, role: str) -> HttpResponse:
    if role not in Role:
        raise Http404
    chosen = Role(role)
    if chosen not in GUIDES:
        return redirect("guide", SHARED[chosen].value)
    return render(request, "guides/guide.html", {"guide": read_guide(chosen, language=get_language() or SOURCE)})
