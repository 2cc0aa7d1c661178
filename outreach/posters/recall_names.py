"""Posters named for the partners who must take them down."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from outreach.posters.models import Poster
from translations.languages import get_autonym


def name_poster(source: str, language: str) -> str:
    """Return the poster's title, the language of its words and the place where it hangs."""
    try:
        poster = Poster.objects.filter(key=source.partition(":")[2]).first()
    except ValidationError:
        return ""
    if poster is None:
        return ""
    words = {"title": poster.title, "language": get_autonym(poster.language), "place": poster.placement}
    return _("Poster “%(title)s” (%(language)s): %(place)s") % words
