from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.facts.rendering import write_facts
from cms.films.models import FilmPage
from cms.films.rights_list import RightsState, find_holders, find_pages, list_files
from cms.subtitles.webvtt import is_webvtt
from cms.users.permissions import public, requires
from cms.users.roles import Capability

FILES_PER_PAGE = 50
_DOWN = {RightsState.REFUSED, RightsState.ENDED}


@public
@require_safe
def subtitles(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the approved subtitles of a live film page as WebVTT, with the current values of facts."""
    language = get_language() or ""
    films = FilmPage.objects.live().exclude(subtitles="")
    film = get_object_or_404(films, slug=slug, locale__language_code=language)
    text = write_facts(film.subtitles, language=language, keep_unknown=True)
    if not is_webvtt(text):
        text = f"WEBVTT\n\n{text}"
    return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": "no-cache"})


@requires(Capability.SEE_DESK)
@require_safe
def rights_list(request: HttpRequest) -> HttpResponse:
    """Show the rights to pictures and films, the pages that use each, and who holds what was made of those down."""
    page = Paginator(list_files(on=timezone.localdate()), FILES_PER_PAGE).get_page(request.GET.get("p"))
    rows = []
    for file in page:
        pages = find_pages(file)
        rows.append({"file": file, "pages": pages, "holders": find_holders(pages) if file.state in _DOWN else []})
    context = {
        "header_title": _("Rights to pictures and films"),
        "page_title": _("Rights to pictures and films"),
        "header_icon": "date",
        "rows": rows,
        "page": page,
    }
    return render(request, "films/admin/rights.html", context)
