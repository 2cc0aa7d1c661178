"""Playback of a film on its page: the files and subtitles, and the countries in which it may be shown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.rights import ALL_MEDIA, Medium
from cms.films.broadcasts import name_language_tag
from cms.films.models import FilmPage, RightsWindow
from cms.films.rights import choose_versions, get_rights, list_versions, select_public
from cms.films.territories import name_for_readers
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
class DisplayedVersion:
    """A version of the film with sound in a language; ``is_playable`` on the page that lists it."""

    language_name: str
    kind: str
    is_playable: bool


@dataclass(frozen=True)
class Playback:
    """The files and subtitles that readers of a film's page can play, its versions, and where it may be shown."""

    sources: list[Source]
    tracks: list[Track]
    versions: list[DisplayedVersion]
    rights: list[DisplayedRights]


def get_playback(film: FilmPage, *, without: Collection[str] = ()) -> Playback:
    """Return what the film's page offers, in three queries; no subtitles in the languages ``without``.

    Without world rights today it offers no file, and the media library doesn't serve them either.
    """
    windows, versions = get_rights(film.translation_key), list_versions(film.translation_key)
    language = film.locale.language_code
    playable = select_public(choose_versions(versions, language=language), windows, on=timezone.localdate())
    masters = {version.master_id: version.master for version in playable}
    return Playback(
        sources=[Source(reverse("media", args=[master.file.name]), master.size) for master in masters.values()],
        tracks=get_tracks(film, without=without),
        versions=[
            DisplayedVersion(
                name_language_tag(version.language_tag, language=language),
                str(version.get_kind_display()),
                version in playable,
            )
            for version in versions
        ],
        rights=write_rights(windows, language=language),
    )


def get_tracks(film: FilmPage, *, without: Collection[str] = ()) -> list[Track]:
    """Return the subtitles of the film's live pages, but in these languages; the page's own are the default."""
    own = film.locale.language_code
    live = film.get_translations(inclusive=True).live().exclude(subtitles="")
    rows = dict(live.values_list("locale__language_code", "slug"))
    return [
        Track(f"/{code}/films/{rows[code]}/subtitles.vtt", get_language_entry(code), code == own)
        for code in CODES
        if code in rows and code not in without
    ]


def write_rights(windows: Iterable[RightsWindow], *, language: str) -> list[DisplayedRights]:
    """Return the film's rights for the internet by territory, named in the page's language; no holdbacks."""
    online = [each for each in windows if not each.is_holdback and each.medium in {ALL_MEDIA, Medium.ONLINE}]
    ordered = sorted(online, key=lambda window: (window.territory, window.starts_on))
    shown = [
        DisplayedRights(
            name_for_readers(window.territory, language=language) if window.territory else _("All countries"),
            window.starts_on,
            window.ends_on,
        )
        for window in ordered
    ]
    return list(dict.fromkeys(shown))
