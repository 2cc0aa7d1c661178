"""The embargo in front of Wagtail's own pages about pages, which name them to everybody who may use the admin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cms.approvals.embargoed_texts import find_hidden_pages, sees_all
from cms.users.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]
NAMES = frozenset({"page_id", "page_pk", "page_to_move_id", "parent_page_id", "destination_id"})
"""Parts of an address that are the number of a page."""
LISTS = ("wagtailadmin_choose_page", "wagtail_bulk_action")
"""Beginnings of the names of addresses of which the query's ``id`` may be the number of a page."""
ALL_PAGES = frozenset({"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"})
"""Names of addresses that show pages of every language, whoever asks."""
ALL = "all"


class EmbargoedTextsMiddleware:
    """Returns 403 for every address of the admin that is about a page under embargo, to who doesn't work on it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.admin_path = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Sequence[Any], names: Mapping[str, Any]) -> None:
        if not request.path.startswith(self.admin_path) or not request.user.is_authenticated:
            return
        name = request.resolver_match.view_name if request.resolver_match else ""
        named = _list_named(request, name, args, names)
        if not (named or name in ALL_PAGES) or sees_all(request.user):
            return
        if name in ALL_PAGES or _names_hidden(named, user=request.user):
            raise PermissionDenied


def _list_named(request: HttpRequest, name: str, args: Sequence[Any], names: Mapping[str, Any]) -> set[str]:
    """Return the numbers of the pages that the request names, and ``ALL`` if it names all of a listing."""
    named = {str(value) for key, value in names.items() if key in NAMES}
    if name.startswith("wagtailadmin_pages"):
        named |= {str(value) for value in args}
    if name.startswith(LISTS) and names.get("model_name", "page") == "page":
        named |= set(request.GET.getlist("id"))
    return named


def _names_hidden(named: set[str], *, user: User) -> bool:
    numbers = {int(value) for value in named if value.isdecimal() and len(value) < 19}
    if not numbers and ALL not in named:
        return False
    hidden = find_hidden_pages(user=user, at=timezone.now())
    return (ALL in named and hidden.exists()) or hidden.filter(pk__in=numbers).exists()
