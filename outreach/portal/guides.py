"""The partners' guides, in the language of the portal."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.guides.guide import PORTAL_ROLES, order_guides, read_guide
from cms.users.permissions import requires
from cms.users.roles import Capability, Role, get_roles
from translations.languages import SOURCE


@requires(Capability.USE_PORTAL)
@require_safe
def show_own_guide(request: HttpRequest) -> HttpResponse:
    """Show the guide of the user's own role; the other one is linked below it."""
    return _show(request, order_guides(get_roles(request.user), among=PORTAL_ROLES)[0])


@requires(Capability.USE_PORTAL)
@require_safe
def show_guide(request: HttpRequest, role: str) -> HttpResponse:
    if role not in PORTAL_ROLES:
        raise Http404
    return _show(request, Role(role))


def _show(request: HttpRequest, role: Role) -> HttpResponse:
    language = get_language() or SOURCE
    others = [read_guide(other, language=language) for other in PORTAL_ROLES if other != role]
    return render(request, "portal/guide.html", {"guide": read_guide(role, language=language), "others": others})
