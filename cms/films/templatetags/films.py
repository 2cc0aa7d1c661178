from django import template

from cms.films.models import FilmPage
from cms.films.playback import Playback, get_playback

register = template.Library()


@register.simple_tag
def film_playback(page: FilmPage) -> Playback:
    return get_playback(page)
