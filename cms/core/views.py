"""Views of the public site: pages, search, robots.txt, sitemaps, and error responses."""

import sys

from django.db import Error as DatabaseFailed
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
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from wagtail.models.pages import RouteResult
from wagtail.views import serve as wagtail_serve

from cms.core import addresses, feeds, sitemaps
from cms.core.cached_pages import CACHEABLE, VERSION_HEADER
from cms.core.health import read_health
from cms.core.page_cache import AWAY_SECONDS, read_version
from cms.core.page_layout import SECTIONS, get_withdrawn, source_or
from cms.core.parameters import BadParameter, read_asked_language
from cms.core.search_page import build_search_page
from cms.monitoring.machine_failures import MachineFailure, describe_failure, find_failure
from cms.users.permissions import public
from translations.campaign.look import FAVICON, LARGE_ICON, MASKABLE_ICON, SMALL_ICON
from translations.campaign.reading import get_folder
from translations.languages import CODES
from translations.negotiation import COOKIE, choose_language, choose_notice_language, match_tag, put_first


@public
@require_safe
@vary_on_headers("Accept-Language", "Cookie")
@cache_control(private=True, no_cache=True)
def choose_home(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the home page in the language that the reader chose before, else in the browser's."""
    chosen, accepted = request.COOKIES.get(COOKIE, ""), request.headers.get("accept-language", "")
    choice = choose_language(accept_language=put_first(chosen, accepted), available=addresses.find_homes())
    if choice is None:
        with override(choose_notice_language(asked=chosen, accept_language=accepted)):
            return no_home(request)
    return HttpResponseRedirect(f"/{choice.language}/{choice.wanted and '?asked='}{choice.wanted}")


@public
@require_safe
def serve_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the live page at this address through Wagtail's own view, with its hooks."""
    page = addresses.find_live_page(language=source_or(get_language() or ""), path=path)
    if page is None:
        raise Http404
    if request.path != page.url_path:
        return HttpResponsePermanentRedirect(page.url_path)
    asked = read_asked_language(request)
    if asked and (translation := addresses.find_translation(page, language=asked)):
        kept = request.GET.copy()
        del kept["asked"]
        return HttpResponseRedirect(f"{translation}{'?' if kept else ''}{kept.urlencode()}")
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]  # Wagtail's own cache
    response: HttpResponse = wagtail_serve(request, path)
    return response


@public
@require_safe
def search_pages(request: HttpRequest) -> HttpResponse:
    """Show the items that match a query, in all languages, those in the reader's first."""
    found = build_search_page(request.GET, language=source_or(get_language() or ""))
    return render(request, "core/search.html", {"found": found})


@public
@require_safe
def news_feed(request: HttpRequest, section: str = "") -> HttpResponseBase:
    """Serve the newest items of a section, or of all, as an Atom feed that the page cache keeps.

    A section without items has an empty feed; one that doesn't exist is a 404, and one that was taken down a 410.
    """
    language = source_or(get_language() or "")
    feed = feeds.read_feed(language=language, section=section)
    if feed is None:
        if addresses.was_published(language=language, path=section):
            return gone(request)
        raise Http404
    context = {"feed": feed, "section_label": SECTIONS.get(section, "")}
    response = render(request, "core/feed.xml", context, content_type="application/atom+xml; charset=utf-8")
    setattr(response, CACHEABLE, True)
    return response


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Exclude crawlers from everything but pages, and name the sitemap."""
    rules = [f"Disallow: /{code}/{section}/" for code in CODES for section in ("search", "portal")]
    closed = ("/admin/", "/accounts/", "/api/", "/language/", "/q/")
    text = ["User-agent: *", *(f"Disallow: {path}" for path in closed), *rules]
    text.append(f"Sitemap: {addresses.absolute(reverse('sitemap_index'))}")
    return HttpResponse("\n".join([*text, ""]), content_type="text/plain; charset=utf-8")


@public
@require_safe
@cache_control(max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect those who ask for the icon without having read a page."""
    return HttpResponseRedirect(static(f"campaign/{FAVICON}"))


@public
@require_safe
@cache_control(max_age=86_400)
def manifest(request: HttpRequest) -> JsonResponse:
    """Say under which name, icon and colours the site is on a home screen."""
    folder = get_folder()
    icons = [(SMALL_ICON, "192x192", "any"), (LARGE_ICON, "512x512", "any"), (MASKABLE_ICON, "512x512", "maskable")]
    content = {
        "name": folder.title,
        "short_name": folder.title,
        "start_url": "/",
        "display": "browser",
        "background_color": folder.colours["paper"],
        "theme_color": folder.colours["paper"],
        "icons": [
            {"src": static(f"campaign/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in icons
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps: one for each language, that of the news and that of the films."""
    names = ("sitemap_news", "sitemap_videos")
    paths = [*(reverse("sitemap_language", args=[code]) for code in CODES), *map(reverse, names)]
    maps = [addresses.absolute(path) for path in paths]
    return render(request, "core/sitemap_index.xml", {"maps": maps}, content_type="application/xml")


@public
@require_safe
def sitemap_language(request: HttpRequest, code: str) -> HttpResponse:
    """List the live pages of a language, each with its translations."""
    if code not in CODES:
        raise Http404
    entries = sitemaps.list_pages(code, without=get_withdrawn(request))
    return render(request, "core/sitemap_language.xml", {"entries": entries}, content_type="application/xml")


@public
@require_safe
def sitemap_news(request: HttpRequest) -> HttpResponse:
    """List what was published in the last two days, in all languages, as search engines for news ask for it."""
    entries = sitemaps.list_news(at=timezone.now(), without=get_withdrawn(request))
    return render(request, "core/sitemap_news.xml", {"entries": entries}, content_type="application/xml")


@public
@require_safe
def sitemap_videos(request: HttpRequest) -> HttpResponse:
    """List the pages on which a film can be played."""
    entries = sitemaps.list_videos(on=timezone.localdate(), without=get_withdrawn(request))
    return render(request, "core/sitemap_videos.xml", {"entries": entries}, content_type="application/xml")


@public
@require_safe
def keep_language(request: HttpRequest, code: str) -> HttpResponse:
    """Set the language cookie, which addresses without a language (sign-in) use, and return to the previous page."""
    if code not in CODES:
        raise Http404
    back = request.GET.get("next") or request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else f"/{code}/")
    response.set_cookie(COOKIE, code, max_age=31_536_000, samesite="Lax", httponly=True)
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
@require_safe
def public_version(request: HttpRequest) -> HttpResponse:
    """Say under which version a front server may keep public pages now, and how long if this process is away."""
    try:
        version = read_version()
    except DatabaseFailed:
        return HttpResponse(status=503)
    seconds = AWAY_SECONDS
    if version.until is not None:
        seconds = min(seconds, int((version.until - timezone.now()).total_seconds()))
    headers = {
        VERSION_HEADER: str(version.number),
        "Cache-Control": f"s-maxage={max(0, min(1, seconds))}, stale-if-error={max(0, seconds - 2)}",
    }
    return HttpResponse(headers=headers)


@public
def gone(request: HttpRequest) -> HttpResponse:
    """Return 410 with the hotline, in the reader's language."""
    return render(request, "core/gone.html", status=410)


def no_home(request: HttpRequest) -> HttpResponse:
    """Return 503 with the hotline: no language has a home page that readers could be led to."""
    response = render(request, "core/no_home.html", status=503)
    response["Retry-After"] = "600"
    return response


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Return 410 for a page that was taken down, redirect to one that moved or to a live translation, or return 404.

    An address with a parameter that can't be right gets a 404 that says which.
    """
    tag, _slash, path = request.path_info[1:].partition("/")
    language = match_tag(tag)
    if not language:
        return render(request, "core/not_found.html", status=404)
    if language != tag:  # such as /EN/ or /zh-CN/
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"/{language}/{path}{query and '?'}{query}")
    with override(language):
        if isinstance(exception, BadParameter):
            return render(request, "core/bad_address.html", {"parameter": exception.name}, status=404)
        return _look_elsewhere(request, language=language, path=path)


def _look_elsewhere(request: HttpRequest, *, language: str, path: str) -> HttpResponseBase:
    if not path:
        return _lead_to_another_home(request, language=language)
    if addresses.was_published(language=language, path=path):
        return gone(request)
    if moved := addresses.find_mistyped(language=language, path=path) or addresses.find_redirect(request.path_info):
        return HttpResponsePermanentRedirect(moved)
    translations = addresses.find_translations(language=language, path=path)
    accept_language = request.headers.get("accept-language", "")
    choice = choose_language(asked=language, accept_language=accept_language, available=tuple(translations))
    if choice and path.strip("/") not in {"", *SECTIONS}:
        return HttpResponseRedirect(f"{translations[choice.language]}?asked={language}")
    return render(request, "core/not_found.html", status=404)


def _lead_to_another_home(request: HttpRequest, *, language: str) -> HttpResponseBase:
    """Lead a reader whose home page is off line to the one that is closest: a home is no text that was taken down."""
    accept_language = request.headers.get("accept-language", "")
    choice = choose_language(asked=language, accept_language=accept_language, available=addresses.find_homes())
    return HttpResponseRedirect(f"/{choice.language}/?asked={language}") if choice else no_home(request)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "core/forbidden.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return 403 for a form that was open for too long, or a browser without cookies."""
    return render(request, "core/form_expired.html", status=403)


def server_error(request: HttpRequest, *, hotline: str = "") -> HttpResponse:
    """Return 500 without a query, because the database may be what failed; 503 or 507 if the machine did.

    ``hotline`` is HTML that was written before.
    """
    failure = find_failure(sys.exc_info()[1])
    reason = describe_failure(failure) if failure else ""
    status = {None: 500, MachineFailure.DISK_FULL: 507}.get(failure, 503)
    return render(request, "core/server_error.html", {"reason": reason, "hotline": hotline}, status=status)
