"""Films that the public can read of, with the versions and rights that a broadcaster or a mission asks about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.core.items import ItemRef
from cms.core.rights import Rights
from cms.films.broadcasts import name_language_tag
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.films.rights import list_rights
from cms.media.models import Consent
from cms.published.items import PublishedSummary
from cms.published.reading import list_published
from translations.languages import CODES, SOURCE, get_language_entry


@dataclass(frozen=True)
class LicensedVersion:
    """A film with the sound of one language, with the rights to show it; ``since`` is when it got its file."""

    language_tag: str
    language_name: str
    source: str
    sha256: str
    duration: timedelta | None
    since: datetime | None
    rights: tuple[Rights, ...]


@dataclass(frozen=True)
class LicensedFilm:
    """A film in the reader's language, or in the source's; ``subtitles`` are the tags of those that are approved."""

    ref: ItemRef
    title: str
    summary: str
    url: str
    versions: tuple[LicensedVersion, ...]
    subtitles: tuple[str, ...]


def list_licensed_films(*, language: str) -> tuple[LicensedFilm, ...]:
    """Return all public films with a file, by title; the number of queries doesn't grow with the films."""
    pages: dict[str, dict[str, PublishedSummary]] = defaultdict(dict)
    for page in list_published(kind=FilmPage.kind):
        pages[page.ref.key][page.ref.language] = page
    versions, subtitles = _read_versions(set(pages), language=language), _read_subtitles(set(pages))
    films = []
    for key, by_language in pages.items():
        shown = next(by_language[code] for code in (language, SOURCE, *CODES) if code in by_language)
        if versions[key]:
            tags = tuple(get_language_entry(code).tag for code in CODES if code in subtitles[key] & set(by_language))
            films.append(LicensedFilm(shown.ref, shown.title, shown.summary, shown.url, tuple(versions[key]), tags))
    return tuple(sorted(films, key=lambda film: (film.title.casefold(), film.ref.key)))


def _read_versions(keys: set[str], *, language: str) -> dict[str, list[LicensedVersion]]:
    windows: dict[str, list[RightsWindow]] = defaultdict(list)
    for window in RightsWindow.objects.filter(film__translation_key__in=keys).select_related("film"):
        windows[str(window.film.translation_key)].append(window)
    found: dict[str, list[LicensedVersion]] = defaultdict(list)
    rows = LanguageVersion.objects.filter(film__translation_key__in=keys).exclude(master__consent=Consent.REFUSED)
    for row in rows.select_related("film", "master").order_by("pk"):
        key = str(row.film.translation_key)
        found[key].append(
            LicensedVersion(
                language_tag=row.language_tag,
                language_name=name_language_tag(row.language_tag, language=language),
                source=f"master:{row.master_id}",
                sha256=row.master.sha256,
                duration=row.master.duration,
                since=row.master_since,
                rights=list_rights(windows[key], language_tag=row.language_tag),
            )
        )
    return found


def _read_subtitles(keys: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    pages = FilmPage.objects.live().filter(translation_key__in=keys).exclude(subtitles="")
    for key, code in pages.values_list("translation_key", "locale__language_code"):
        found[str(key)].add(code)
    return found
