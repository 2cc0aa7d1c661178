"""Rights of a film: the versions that the public site shows, and when a changed window only narrows.

``cms.core.rights`` compares the countries, days and media of a window. Versions and rights belong to one page of the
film and apply to its pages in all languages.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cms.change_requests.change_request import find_requests
from cms.core.rights import ALL_MEDIA, WORLD, Holdback, Medium, Rights, may_be_used
from cms.films.models import FilmPage, LanguageVersion, RightsWindow, VersionKind
from cms.films.territories import contains, list_countries
from cms.media.models import Consent, FileKind
from cms.media.usage import FileRef
from translations.languages import get_language_entry


def get_versions(film: FilmPage) -> list[LanguageVersion]:
    """Return the versions for readers of this page's language: those with sound in it first, then the original.

    Versions whose master the people shown in it refused consent to are left out.
    """
    return choose_versions(list_versions(film.translation_key), language=film.locale.language_code)


def list_versions(translation_key: UUID) -> list[LanguageVersion]:
    """Return the film's versions in all languages, without those whose master people shown in it refused consent to."""
    versions = LanguageVersion.objects.filter(film__translation_key=translation_key)
    return list(versions.exclude(master__consent=Consent.REFUSED).select_related("master").order_by("pk"))


def choose_versions(versions: Iterable[LanguageVersion], *, language: str) -> list[LanguageVersion]:
    """Return those for readers of the language: those with sound in it first, then the original."""
    tag = get_language_entry(language).tag.lower()
    chosen = [each for each in versions if each.language_tag.lower() == tag or each.kind == VersionKind.ORIGINAL]
    return sorted(chosen, key=lambda version: version.language_tag.lower() != tag)


def get_rights(translation_key: UUID) -> list[RightsWindow]:
    """Return the film's rights windows; without any, it may not be shown."""
    return list(RightsWindow.objects.filter(film__translation_key=translation_key).order_by("starts_on", "pk"))


def get_public_versions(film: FilmPage, *, on: date) -> list[LanguageVersion]:
    """Return the versions that the public site may show on that day; none without world rights."""
    versions = get_versions(film)
    return select_public(versions, get_rights(film.translation_key), on=on) if versions else []


def select_public(
    versions: Iterable[LanguageVersion], windows: Iterable[RightsWindow], *, on: date
) -> list[LanguageVersion]:
    """Return those of a film's versions that may be shown in all countries on the internet that day."""
    known = tuple(windows)
    return [version for version in versions if allow_public(known, language_tag=version.language_tag, on=on)]


def allow_public(windows: Iterable[RightsWindow], *, language_tag: str, on: date) -> bool:
    """Return whether the public site may show the film with sound in the language: in all countries, online."""
    rights = list_rights(windows, language_tag=language_tag)
    return may_be_used(rights, territory=WORLD, on=on, medium=Medium.ONLINE)


def list_rights(windows: Iterable[RightsWindow], *, language_tag: str = "") -> tuple[Rights, ...]:
    """Return what a film's windows allow, country by country, each with the holdbacks that apply to it.

    Of windows for certain languages only those for ``language_tag`` count; without a tag, only those for all languages.
    Holdbacks for certain languages keep back a film whose language isn't known.
    """
    known = tuple(windows)
    holdbacks = tuple(
        Holdback(country, window.medium, window.starts_on, window.ends_on)
        for window in known
        if window.is_holdback and (not language_tag or speaks(window, language_tag))
        for country in list_countries(window.territory)
    )
    return tuple(
        Rights(country, window.starts_on, window.ends_on, window.medium, holdbacks)
        for window in known
        if not window.is_holdback and speaks(window, language_tag)
        for country in sorted(list_countries(window.territory))
    )


def speaks(window: RightsWindow, language_tag: str) -> bool:
    """Return whether the window is for versions in the language (basic filtering, RFC 4647: “en” matches “en-GB”)."""
    wanted = f"{language_tag.lower()}-"
    return not window.languages or any(wanted.startswith(f"{tag.lower()}-") for tag in window.language_tags)


def narrows_only(before: RightsWindow, after: RightsWindow, _name: str) -> bool:
    """Return whether the changed window allows nothing that wasn't allowed before, whichever field was changed.

    A holdback that is made wider allows less.
    """
    if (before.film_id, before.is_holdback) != (after.film_id, after.is_holdback):
        return False
    return covers(after, before) if before.is_holdback else covers(before, after)


def covers(wide: RightsWindow, narrow: RightsWindow) -> bool:
    """Return whether the one window includes territory, medium, languages, days and runs of the other."""
    ends_no_later = wide.ends_on is None or (narrow.ends_on is not None and narrow.ends_on <= wide.ends_on)
    runs_no_more = wide.runs is None or (narrow.runs is not None and narrow.runs <= wide.runs)
    speaks_no_more = not wide.languages or (
        bool(narrow.languages) and all(speaks(wide, tag) for tag in narrow.language_tags)
    )
    return (
        contains(wide.territory, narrow.territory)
        and wide.medium in {ALL_MEDIA, narrow.medium}
        and narrow.starts_on >= wide.starts_on
        and ends_no_later
        and runs_no_more
        and speaks_no_more
    )


def find_masters(page: object) -> list[FileRef]:
    """Return the masters of the versions that a film's page offers; ``may_serve_master`` decides by their rights.

    Registered with the media library.
    """
    if not isinstance(page, FilmPage) or page.pk is None:
        return []
    return [FileRef(FileKind.MASTER, version.master_id) for version in get_versions(page)]


def is_in_version(kind: str, object_id: int) -> bool:
    """Return whether the file is the master of a language version, or of one that waits for approval."""
    if kind != FileKind.MASTER:
        return False
    versions = LanguageVersion.objects.filter(master_id=object_id)
    return versions.exists() or find_requests(LanguageVersion).filter(after__master=object_id).exists()


def may_serve_master(master_id: int, at: datetime) -> bool:
    """Return whether any film of this master has world rights at that moment; registered with the media library."""
    on = timezone.localdate(at)
    versions = LanguageVersion.objects.filter(master_id=master_id).exclude(master__consent=Consent.REFUSED)
    shown = set(versions.values_list("film__translation_key", "language_tag"))
    windows = {key: get_rights(key) for key, _tag in shown}
    return any(allow_public(windows[key], language_tag=tag, on=on) for key, tag in shown)
