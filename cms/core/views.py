"""Views of the public site: pages, search, robots.txt, sitemaps, and error responses."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models.pages import RouteResult
from wagtail.views import serve as wagtail_serve

from cms.core import addresses, search, sitemaps
from cms.core.health import read_health
from cms.core.page_layout import SECTIONS, source_or
from cms.users.permissions import public
from translations.languages import CODES
from translations.negotiation import choose_language

RESULTS_PER_PAGE = 10


@public
@require_safe
def serve_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the live page at this address through Wagtail's own view, with its hooks."""
    page = addresses.find_live_page(language=source_or(get_language() or ""), path=path)
    if page is None:
        raise Http404
    if request.path != page.url_path:
        return HttpResponsePermanentRedirect(page.url_path)
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]  # Wagtail's own cache
    response: HttpResponse = wagtail_serve(request, path)
    return response


@public
@require_safe
def search_pages(request: HttpRequest) -> HttpResponse:
    """Show the pages that match a query, in all languages, those in the reader's first."""
    query = request.GET.get("q", "").strip()[:200]
    entries = search.find_entries(query=query, language=source_or(get_language() or ""))
    results = Paginator(entries, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "core/search.html", {"query": query, "results": results})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Exclude crawlers from everything but pages, and name the sitemap."""
    rules = [f"Disallow: /{code}/{section}/" for code in CODES for section in ("search", "portal")]
    text = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /api/", "Disallow: /q/", *rules]
    text.append(f"Sitemap: {addresses.absolute(reverse('sitemap_index'))}")
    return HttpResponse("\n".join([*text, ""]), content_type="text/plain; charset=utf-8")


@public
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps, one for each language."""
    maps = [addresses.absolute(reverse("sitemap_language", args=[code])) for code in CODES]
    return render(request, "core/sitemap_index.xml", {"maps": maps}, content_type="application/xml")


@public
@require_safe
def sitemap_language(request: HttpRequest, code: str) -> HttpResponse:
    """List the live pages of a language, each with its translations."""
    if code not in CODES:
        raise Http404
    entries = sitemaps.list_pages(code)
    return render(request, "core/sitemap_language.xml", {"entries": entries}, content_type="application/xml")


@public
@require_safe
def keep_language(request: HttpRequest, code: str) -> HttpResponse:
    """Set the language cookie, which addresses without a language (sign-in) use, and return to the previous page."""
    if code not in CODES:
        raise Http404
    back = request.GET.get("next") or request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else f"/{code}/")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@public
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers, without asking anything that it needs."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@public
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether readers can be sent here (200 or 503), and what else a watcher must know."""
    state, is_ready = read_health()
    return JsonResponse(state, status=200 if is_ready else 503)


@public
def gone(request: HttpRequest) -> HttpResponse:
    """Return 410 with the hotline, in the reader's language."""
    return render(request, "core/gone.html", status=410)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Return 410 for a page that was taken down, redirect to one that moved or to a live translation, or return 404."""
    language = get_language_from_path(request.path_info)
    if language is None:
        return render(request, "core/not_found.html", status=404)
    path = request.path_info.removeprefix(f"/{language}")
    with override(language):
        if addresses.was_published(language=language, path=path):
            return gone(request)
        if moved := addresses.find_redirect(request.path_info):
            return HttpResponsePermanentRedirect(moved)
        translations = addresses.find_translations(language=language, path=path)
        accept_language = request.headers.get("accept-language", "")
        choice = choose_language(asked=language, accept_language=accept_language, available=tuple(translations))
        if choice and path.strip("/") not in {"", *SECTIONS}:
            return HttpResponseRedirect(f"{translations[choice.language]}?asked={language}")
        return render(request, "core/not_found.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "core/forbidden.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return 403 for a form that was open for too long, or a browser without cookies."""
    return render(request, "core/form_expired.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500 without a query, because the database may be what failed."""
    return render(request, "core/server_error.html", status=500)
