"""Playback of a film on its page: the files and subtitles, and the countries in which it may be shown."""

from dataclasses import dataclass
from datetime import date

from babel import Locale
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.films.models import FilmPage
from cms.films.rights import get_public_versions, get_rights
from translations.languages import CODES, Language, get_language_entry


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
class DisplayedRights:
    place: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Playback:
    """The files and subtitles that readers of a film's page can play, and where the film may be shown."""

    sources: list[Source]
    tracks: list[Track]
    rights: list[DisplayedRights]


def get_playback(film: FilmPage) -> Playback:
    return Playback(sources=get_sources(film), tracks=get_tracks(film), rights=get_displayed_rights(film))


def get_sources(film: FilmPage) -> list[Source]:
    """Return the files that are public today, those with sound in the page's language first.

    Without world rights today there are none, and the media library doesn't serve them either.
    """
    versions = get_public_versions(film, on=timezone.localdate())
    masters = {version.master_id: version.master for version in versions}
    return [Source(reverse("media", args=[master.file.name]), master.size) for master in masters.values()]


def get_tracks(film: FilmPage) -> list[Track]:
    """Return the subtitles of the film's live pages, with those in the page's own language as the default."""
    own = film.locale.language_code
    live = film.get_translations(inclusive=True).live().exclude(subtitles="")
    rows = dict(live.values_list("locale__language_code", "slug"))
    return [
        Track(f"/{code}/films/{rows[code]}/subtitles.vtt", get_language_entry(code), code == own)
        for code in CODES
        if code in rows
    ]


def get_displayed_rights(film: FilmPage) -> list[DisplayedRights]:
    """Return the film's rights windows by country, with countries named in the page's language."""
    windows = sorted(get_rights(film.translation_key), key=lambda window: (window.territory, window.starts_on))
    names = Locale.parse(get_language_entry(film.locale.language_code).locale).territories
    return [
        DisplayedRights(
            names.get(window.territory, window.territory) if window.territory else _("All countries"),
            window.starts_on,
            window.ends_on,
        )
        for window in windows
    ]
