"""The editor's form of a film's page."""

from typing import Any

from django.core.exceptions import ValidationError

from cms.core.page_form import PageForm
from cms.films.chapters import find_faults, read_chapters


class FilmPageForm(PageForm):
    """Refuses chapters that don't rise, or that start after the film's end.

    Only the editor's form does: a shorter file that replaces the film's must not keep approved pages from being saved.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        chapters = read_chapters(cleaned["chapters"]) if cleaned.get("chapters") else []
        duration = self.instance.get_shortest_duration() if chapters else None
        if faults := find_faults(chapters, duration=duration):
            self.add_error("chapters", ValidationError(faults))
        return cleaned
