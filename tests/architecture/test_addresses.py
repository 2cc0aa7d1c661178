"""Every view of the project declares who may reach it."""

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views.generic import TemplateView

from cms.users.permissions import public, requires
from cms.users.roles import Capability

OURS = ("cms.", "outreach.")


def list_patterns(resolver, prefix=""):
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from list_patterns(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def find_unguarded(resolver, *, ours=OURS):
    """Return the addresses whose view is ours and neither guarded by a capability nor marked public."""
    unguarded = set()
    for address, callback in list_patterns(resolver):
        view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback
        if not view.__module__.startswith(ours):
            continue
        if not any(hasattr(holder, "required_capabilities") for holder in (callback, view)):
            unguarded.add(f"{address} ({view.__module__}.{view.__qualname__})")
    return sorted(unguarded)


def test_every_view_of_the_project_is_guarded_or_marked_public():
    assert find_unguarded(get_resolver()) == []


def test_an_unguarded_view_is_found():
    def unguarded_view(request):
        return HttpResponse()

    class Resolver:
        url_patterns = (
            path("guarded/", requires(Capability.SEE_LEDGER)(unguarded_view)),
            path("public/", public(TemplateView.as_view(template_name="a.html"))),
            path("open/", unguarded_view),
        )

    assert find_unguarded(Resolver, ours=(__name__,)) == [f"open/ ({__name__}.{unguarded_view.__qualname__})"]
