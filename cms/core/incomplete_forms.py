"""Forms and queries that no page sends, in views of Wagtail that fail on them."""

import logging
import re

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.deprecation import MiddlewareMixin

_VIEWS: tuple[tuple[re.Pattern[str], tuple[type[Exception], ...]], ...] = (
    (re.compile(r"wagtailadmin_choose_page_external_link"), (AttributeError,)),
    (re.compile(r"wagtailredirects:process_import"), (AttributeError, KeyError)),
    (re.compile(r"wagtailadmin_pages:copy"), (ValueError,)),
    # These choosers have no form for a new row; Wagtail has its address all the same.
    (re.compile(r"wagtailsnippetchoosers_\w+:create"), (AttributeError,)),
)
"""Names of views, and how each fails."""
logger = logging.getLogger(__name__)


def is_incomplete(request: HttpRequest, exception: Exception) -> bool:
    """Return whether a view failed because the form it was sent isn't one that its page makes."""
    if request.method != "POST" or request.resolver_match is None:
        return False
    if isinstance(exception, MultiValueDictKeyError) or (isinstance(exception, ValueError) and _has_odd_count(request)):
        return True
    name = request.resolver_match.view_name or ""
    return any(view.fullmatch(name) and isinstance(exception, failures) for view, failures in _VIEWS)


def _has_odd_count(request: HttpRequest) -> bool:
    """Return whether the form doesn't say how many blocks or rows it has."""
    return not all(str(value).isdecimal() for name, value in request.POST.items() if name.endswith("-count"))


def is_about_nothing(request: HttpRequest, exception: Exception) -> bool:
    """Return whether a view failed because the query names a row or page of a list that can't exist."""
    # SQLite holds no whole number of more than 64 bits, so it refuses to look for one.
    if isinstance(exception, InvalidPage | OverflowError):
        return True
    return isinstance(exception, ValueError) and not all(key.isdecimal() for key in request.GET.getlist("id"))


class IncompleteFormMiddleware(MiddlewareMixin):
    """Returns 400 for such a form, with what to do, and 404 for such a query, rather than a server error.

    The view has checked the permission before it failed.
    """

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Refuse what names no address to show next: Wagtail would fail, but only after it has acted."""
        following = request.POST.get("next") or request.GET.get("next", "")
        return _refuse(request) if following and "/" not in following and "." not in following else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_about_nothing(request, exception):
            raise Http404 from exception
        if not is_incomplete(request, exception):
            return None
        logger.warning("An incomplete form was refused.", exc_info=exception, extra={"request": request})
        return _refuse(request)


def _refuse(request: HttpRequest) -> HttpResponse:
    return render(request, "core/form_incomplete.html", status=400)
