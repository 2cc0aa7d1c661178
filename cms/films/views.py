from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.facts.rendering import write_facts
from cms.films.chapters import read_chapters, write_chapters
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
    return _send_track(rewrite(write_facts(film.subtitles, language=language, keep_unknown=True)))


@public
@require_safe
def chapters(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the approved chapters of a live film page as WebVTT; 404 for a film without chapters."""
    language = get_language() or ""
    film = get_object_or_404(FilmPage.objects.live(), slug=slug, locale__language_code=language)
    listed = read_chapters(film.chapters)
    if not listed:
        raise Http404
    text = write_chapters(listed, duration=film.get_shortest_duration())
    return _send_track(write_facts(text, language=language, keep_unknown=True))


def _send_track(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers={"Cache-Control": "no-cache"})
