"""Playlists by rule: a call in these languages on every screen of a group, kept up with what there is.

A playlist is carried out as assignments, so that whatever holds for a scheduled file holds for its files too.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from outreach.posters.models import Poster, PosterFile
from outreach.screens.fitting import find_fitting_files
from outreach.screens.models import Playlist, Screen, ScreenAssignment, ScreenGroup
from outreach.screens.schedule import Showing, require_possible
from translations.languages import get_language_entry


@dataclass(frozen=True)
class PlaylistItem:
    """A published item in some languages, as a playlist names it."""

    kind: str
    key: str
    title: str
    languages: tuple[str, ...]


@dataclass(frozen=True)
class ScreenCoverage:
    """A screen of a playlist, the languages that are scheduled on it, and those for which it has no poster."""

    screen: Screen
    languages: tuple[str, ...]
    missing: tuple[str, ...] = field(default=())

    @property
    def missing_names(self) -> list[str]:
        return [get_language_entry(code).autonym for code in self.missing]


@transaction.atomic
def make_playlist(*, group: ScreenGroup, item: PlaylistItem, showing: Showing, by_key: str, at: datetime) -> Playlist:
    """Make a playlist and schedule what there is; raise ``SchedulingRefused`` for impossible times."""
    require_possible(showing, at=at)
    playlist = Playlist.objects.create(
        group=group,
        item_kind=item.kind,
        item_key=item.key,
        title=item.title,
        languages=list(item.languages),
        made_at=at,
        made_by_key=by_key,
        **vars(showing),
    )
    apply_playlist(playlist, at=at)
    return playlist


@transaction.atomic
def end_playlist(playlist: Playlist, *, at: datetime) -> None:
    """End a playlist and remove its files from all screens. Ending it again changes nothing."""
    Playlist.objects.open().filter(pk=playlist.pk).update(ended_at=at)
    playlist.assignments.filter(removed_at__isnull=True).update(removed_at=at)


@transaction.atomic
def apply_playlist(playlist: Playlist, *, at: datetime) -> None:
    """Schedule the files that the playlist lacks, and remove those of screens that have left it. May run at any time.

    A file that was made anew takes the place of the one before it (``succession``).
    """
    locked = Playlist.objects.open().select_for_update().filter(pk=playlist.pk, ends_at__gt=at).first()
    if locked is None:
        return
    screens = list(locked.group.screens.filter(is_active=True).order_by("pk"))
    mine = locked.assignments.filter(removed_at__isnull=True)
    mine.exclude(screen__in=screens).update(removed_at=at)
    there = set(mine.values_list("screen_id", "poster_file_id"))
    wanted = [(screen, file) for screen in screens for file in _find_files(locked, screen)]
    new = [
        _make_assignment(locked, screen, file, at=at) for screen, file in wanted if (screen.pk, file.pk) not in there
    ]
    ScreenAssignment.objects.bulk_create(new, ignore_conflicts=True)


def apply_all(*, at: datetime) -> None:
    """Apply every open playlist."""
    for playlist in Playlist.objects.open().filter(ends_at__gt=at).order_by("pk"):
        apply_playlist(playlist, at=at)


def apply_for_poster(poster: Poster, *, at: datetime) -> None:
    """Apply the playlists of the poster's item, after it was released."""
    of_item = Playlist.objects.open().filter(item_kind=poster.item_kind, item_key=poster.item_key, ends_at__gt=at)
    for playlist in of_item.order_by("pk"):
        if poster.language in playlist.languages:
            apply_playlist(playlist, at=at)


def get_coverage(playlist: Playlist) -> list[ScreenCoverage]:
    """Return what of the playlist is on each screen of its group."""
    rows = playlist.assignments.filter(removed_at__isnull=True).values_list(
        "screen_id", "poster_file__poster__language"
    )
    found: dict[int, set[str]] = {}
    for screen_id, language in rows:
        found.setdefault(screen_id, set()).add(language)
    return [
        ScreenCoverage(
            screen,
            languages=tuple(code for code in playlist.languages if code in found.get(screen.pk, ())),
            missing=tuple(code for code in playlist.languages if code not in found.get(screen.pk, ())),
        )
        for screen in playlist.group.screens.filter(is_active=True).order_by("name", "pk")
    ]


def _find_files(playlist: Playlist, screen: Screen) -> list[PosterFile]:
    of_item = Q(poster__item_kind=playlist.item_kind, poster__item_key=playlist.item_key)
    files = find_fitting_files(screen).filter(of_item, poster__language__in=playlist.languages)
    return sorted(files, key=lambda file: (playlist.languages.index(file.poster.language), file.pk))


def _make_assignment(playlist: Playlist, screen: Screen, file: PosterFile, *, at: datetime) -> ScreenAssignment:
    same = ("starts_at", "ends_at", "hours", "share", "priority", "seconds", "position")
    return ScreenAssignment(
        screen=screen,
        poster_file=file,
        playlist=playlist,
        assigned_at=at,
        assigned_by_key=playlist.made_by_key,
        **{name: getattr(playlist, name) for name in same},
    )
