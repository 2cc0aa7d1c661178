"""Events as files for calendar programs, kept by the page cache."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.campaign.models import Campaign
from cms.core import addresses
from cms.core.cached_pages import CACHEABLE
from cms.core.page_layout import SECTIONS, source_or
from cms.core.views import gone
from cms.events.calendar import write_calendar
from cms.events.models import EventPage
from cms.users.permissions import public


@public
@require_safe
def event_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve a live event; 410 if it was taken down."""
    language = source_or(get_language() or "")
    path = f"events/{slug}/"
    page = addresses.find_live_page(language=language, path=path)
    occasion = page.find_occasion() if isinstance(page, EventPage) else None
    if occasion is None:
        if addresses.was_published(language=language, path=path):
            return gone(request)
        raise Http404
    return _answer(write_calendar([occasion], name=_name_calendar(), language=language), name=slug)


@public
@require_safe
def calendar_file(request: HttpRequest) -> HttpResponseBase:
    """Serve all live events of the language; 410 or 404 if its list isn't live."""
    language = source_or(get_language() or "")
    if addresses.find_live_page(language=language, path="events/") is None:
        if addresses.was_published(language=language, path="events/"):
            return gone(request)
        raise Http404
    rows = EventPage.objects.listed(language).order_by("begins_at", "pk").prefetch_related("contacts")
    content = write_calendar((row.make_occasion() for row in rows), name=_name_calendar(), language=language)
    return _answer(content, name="calendar")


def _name_calendar() -> str:
    campaign = Campaign.objects.first()
    names = [str(SECTIONS["events"]), *([campaign.short_name] if campaign else [])]
    return " · ".join(names)


def _answer(content: bytes, *, name: str) -> HttpResponse:
    """Return the file for the page cache to keep: it depends on public content and the address only."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    setattr(response, CACHEABLE, True)
    return response
