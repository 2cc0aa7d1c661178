"""Middleware: redirects to a language, reports refused publications, localises the sign-in page."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path, gettext

from cms.core.publication import PublicationRefused
from cms.core.typed_text import clean_request


class AddressLanguageMiddleware(LocaleMiddleware):
    """Redirects an address without a language to the reader's language, but only if no view handles the address.

    Django's own middleware redirects every 404, including those that a view returned, such as for a mistyped code.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != HTTPStatus.NOT_FOUND or request.resolver_match is None:
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class PublicationRefusedMiddleware:
    """Shows why a page can't be published or a row can't be deleted, on the page that the user came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PublicationRefused):
            reasons = [str(refusal.text) for refusal in exception.refusals]
        elif isinstance(exception, ProtectedError):
            reasons = [gettext("This can't be deleted because it is used elsewhere. Nothing was changed.")]
        else:
            return None
        for reason in reasons:
            messages.error(request, reason)
        back = request.headers.get("referer", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return HttpResponseRedirect(back if safe else "/admin/")


class TypedTextMiddleware(MiddlewareMixin):
    """Cleans the texts of every form before any view reads them, after the check against forged requests."""

    def process_view(self, request: HttpRequest, *view: object) -> None:
        clean_request(request)


class SignInLanguageMiddleware:
    """Shows the sign-in pages in the language of the page that sign-in leads to, such as ``/ko/portal/``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/accounts/") and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            target = request.POST.get("next") or request.GET.get("next", "")
            language = get_language_from_path(target)
            if language:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)
