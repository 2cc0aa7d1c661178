"""What a reader can watch of a film: files, subtitles, and where it may be shown."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from translations.languages import CODES, Language, get_language_entry

if TYPE_CHECKING:
    from cms.films.models import FilmPage


@dataclass(frozen=True)
class Source:
    url: str
    size: int


@dataclass(frozen=True)
class Track:
    url: str
    language: Language
    is_default: bool


@dataclass(frozen=True)
class ShownRights:
    place: str
    starts_on: date
    ends_on: date | None


def describe(film: "FilmPage") -> dict[str, Any]:
    """Return what the film's template shows: ``sources``, ``tracks``, ``rights``."""
    return {"sources": get_sources(film), "tracks": get_tracks(film), "rights": get_rights(film)}


def get_sources(film: "FilmPage") -> list[Source]:
    """Return the files that the public may see today, those with sound in the page's language first.

    They are the ones that the library serves: without world rights on this day there are none.
    """
    from cms.films.rights import get_public_versions  # reads the models, which import this module

    versions = get_public_versions(film, on=timezone.localdate())
    masters = {version.master_id: version.master for version in versions}
    return [Source(reverse("media", args=[master.file.name]), master.size) for master in masters.values()]


def get_tracks(film: "FilmPage") -> list[Track]:
    """Return the subtitles of all live language pages, the reader's language as default."""
    own = film.locale.language_code
    live = film.get_translations(inclusive=True).live().exclude(subtitles="")
    rows = dict(live.values_list("locale__language_code", "slug"))
    return [
        Track(f"/{code}/films/{rows[code]}/subtitles.vtt", get_language_entry(code), code == own)
        for code in CODES
        if code in rows
    ]


def get_rights(film: "FilmPage") -> list[ShownRights]:
    """Return where and until when the film may be shown, with countries named in the page's language."""
    twins = film.get_translations(inclusive=True).values_list("pk", flat=True)
    windows = film.rights.model.objects.filter(film_id__in=twins).order_by("territory", "starts_on")
    names = Locale.parse(get_language_entry(film.locale.language_code).locale).territories
    return [
        ShownRights(
            names.get(window.territory, window.territory) if window.territory else _("All countries"),
            window.starts_on,
            window.ends_on,
        )
        for window in windows
    ]
