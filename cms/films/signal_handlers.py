"""A change of a film's language versions or broadcasts makes its public pages anew."""

from typing import Any

from django.utils import timezone

from cms.core.page_cache import schedule_version
from cms.films.models import BroadcastSlot, FilmPage, LanguageVersion
from cms.media.usage import record_uses


def on_version_changed(sender: type[LanguageVersion], instance: LanguageVersion, **kwargs: Any) -> None:
    """Record again which files the film's live pages make public."""
    for page in FilmPage.objects.filter(translation_key=instance.film.translation_key).select_related("locale"):
        record_uses(page)


def on_broadcast_saved(sender: type[BroadcastSlot], instance: BroadcastSlot, **kwargs: Any) -> None:
    """Have pages be made anew when the broadcast has ended: it is no longer one to come."""
    if instance.ends_at > timezone.now():
        schedule_version(at=instance.ends_at)
