from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.core import page_cache
from cms.core.addresses import find_live_page
from cms.core.cached_pages import CACHEABLE
from cms.core.models import BasePage
from cms.core.page_layout import source_or
from cms.core.parameters import read_asked_country, read_asked_language
from cms.facts.ways import find_missions
from cms.pages.kept_data import KEPT_DATA, Whose
from cms.pages.share_card import write_card
from cms.render.share_card import MEDIA_TYPE
from cms.users.permissions import public

MOST_AT_ONCE = 8
"""The number of countries whose missions are shown without being chosen."""


@public
@require_safe
def show_kept_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about people, made from the table that a test compares with the models."""
    groups = [(whose.label, [row for row in KEPT_DATA if row.whose == whose]) for whose in Whose]
    return render(request, "pages/kept_data.html", {"groups": groups})


@public
@require_safe
def show_missions(request: HttpRequest) -> HttpResponse:
    """Show the embassies and consulates of the register by country: all of a few, else those of the chosen country."""
    country = read_asked_country(request)
    read_asked_language(request)
    found = find_missions(language=source_or(get_language() or ""), at=timezone.now())
    is_short = not country and len(found) <= MOST_AT_ONCE
    shown = [each for each in found if is_short or each.code == country]
    context = {"countries": found, "shown": shown, "country": country}
    return _keep(render(request, "pages/missions.html", context))


@public
@require_safe
def show_genuine(request: HttpRequest) -> HttpResponse:
    """Tell readers how to know this site, and what a false code looks like."""
    read_asked_country(request)
    read_asked_language(request)
    return _keep(render(request, "pages/genuine.html", {"site_address": settings.SITE_ADDRESS}))


@public
@require_safe
def share_card(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the card of a live page that everybody may read, made once for each version of public content."""

    def make() -> bytes:
        page = find_live_page(language=source_or(get_language() or ""), path=path)
        if not isinstance(page, BasePage) or page.get_view_restrictions():
            raise Http404
        return write_card(page, on=timezone.localdate())

    card = page_cache.remember(f"card:{request.path}", make, version=page_cache.get_version())
    headers = {"Cache-Control": "max-age=0, s-maxage=1", "X-Robots-Tag": "noindex"}
    return HttpResponse(card, content_type=MEDIA_TYPE, headers=headers)


def _keep(response: HttpResponse) -> HttpResponse:
    """Return the response for the page cache to keep: it depends on public content and the address only."""
    setattr(response, CACHEABLE, True)
    return response
