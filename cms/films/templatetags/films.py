from typing import Any, NamedTuple

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from cms.campaign.templatetags.campaign import get_campaign
from cms.core.page_layout import get_withdrawn, source_or
from cms.core.parameters import read_country
from cms.films.broadcasts import Broadcasts, list_broadcasts
from cms.films.chapters import Chapter, read_chapters
from cms.films.models import FilmPage
from cms.films.playback import Playback, get_playback
from cms.films.structured_data import describe_video
from translations.countries import is_country, list_offered

register = template.Library()


class Credit(NamedTuple):
    """A line of the credits; ``role`` is empty if the line names none."""

    role: str
    name: str


@register.simple_tag(takes_context=True)
def film_playback(context: template.Context, page: FilmPage) -> Playback:
    return get_playback(page, without=get_withdrawn(context["request"]))


@register.simple_tag(takes_context=True)
def film_data(context: template.Context, page: FilmPage) -> dict[str, Any] | None:
    """Return the structured data of a film that can be played on its page today."""
    without = get_withdrawn(context["request"])
    return describe_video(page, campaign=get_campaign(context), on=timezone.localdate(), without=without)


@register.simple_tag(takes_context=True)
def film_broadcasts(context: template.Context, page: FilmPage) -> Broadcasts:
    """Return the film's broadcasts, for a reader where the address says that this one is."""
    language = page.locale.language_code
    country = read_country(context["request"], language=language)
    return list_broadcasts(page.translation_key, country=country, language=language, at=timezone.now())


@register.simple_tag(takes_context=True)
def reader_country(context: template.Context, page: FilmPage) -> str:
    return read_country(context["request"], language=page.locale.language_code)


@register.simple_tag
def offered_countries(country: str) -> list[tuple[str, str]]:
    """Return the countries that a reader is offered, the reader's own among them."""
    besides = frozenset({country} if is_country(country) else ())
    return list_offered(language=source_or(get_language() or ""), besides=besides)


@register.filter
def film_chapters(page: FilmPage) -> list[Chapter]:
    return read_chapters(page.chapters)


@register.filter
def credit_lines(text: str) -> list[Credit]:
    """Return the lines of a film's credits, divided at the first colon into role and name."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        role, colon, name = line.replace("\uff1a", ":", 1).partition(":")
        found.append(Credit(role.strip(), name.strip()) if colon and name.strip() else Credit("", line))
    return found


@register.simple_tag
def film_in_language(film: FilmPage | None) -> FilmPage | None:
    """Return the film's page that is live in the active language; None without one (one query)."""
    if film is None:
        return None
    pages = FilmPage.objects.live().filter(translation_key=film.translation_key)
    return pages.filter(locale__language_code=source_or(get_language() or "")).first()
