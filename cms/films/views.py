from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.facts.rendering import write_facts
from cms.films.models import FilmPage
from cms.subtitles.webvtt import rewrite
from cms.users.permissions import public


@public
@require_safe
def subtitles(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the approved subtitles of a live film page as WebVTT, with the current values of facts."""
    language = get_language() or ""
    films = FilmPage.objects.live().exclude(subtitles="")
    film = get_object_or_404(films, slug=slug, locale__language_code=language)
    text = rewrite(write_facts(film.subtitles, language=language, keep_unknown=True))
    return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": "no-cache"})
