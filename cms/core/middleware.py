"""What happens around a request: refusals are told, sign-in speaks the language of where it leads."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path

from cms.core.publication import PublicationRefused


class PublicationRefusedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PublicationRefused):
            return None
        for refusal in exception.refusals:
            messages.error(request, refusal.text)
        back = request.headers.get("referer", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return HttpResponseRedirect(back if safe else "/admin/")


class LanguageOfTargetMiddleware:
    """Speak the language of the page that a person is on the way to: sign-in for ``/ko/portal/`` is Korean."""

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
