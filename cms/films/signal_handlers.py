"""A change of a film's language version makes its public pages anew."""

from typing import Any

from cms.films.models import FilmPage, LanguageVersion
from cms.media.usage import record_uses


def on_version_changed(sender: type[LanguageVersion], instance: LanguageVersion, **kwargs: Any) -> None:
    """Record again which files the film's live pages make public."""
    for page in FilmPage.objects.filter(translation_key=instance.film.translation_key).select_related("locale"):
        record_uses(page)
