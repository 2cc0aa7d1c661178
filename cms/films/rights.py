"""Rights of a film: the versions that the public site shows, and when a changed window only narrows.

``cms.core.rights`` compares the countries and days of a window. Versions and rights belong to one page of the film and
apply to its pages in all languages.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cms.change_requests.change_request import find_requests
from cms.core.rights import WORLD, Rights, may_be_used
from cms.films.models import FilmPage, LanguageVersion, RightsWindow, VersionKind
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
    return get_versions(film) if has_world_rights(film.translation_key, on=on) else []


def has_world_rights(translation_key: UUID, *, on: date) -> bool:
    """Return whether the film may be shown in all countries on that day, which the public site requires."""
    return allow_all_countries(get_rights(translation_key), on=on)


def allow_all_countries(windows: Iterable[RightsWindow], *, on: date) -> bool:
    return may_be_used(map(to_rights, windows), territory=WORLD, on=on)


def to_rights(window: RightsWindow) -> Rights:
    return Rights(territory=window.territory, starts_on=window.starts_on, ends_on=window.ends_on)


def narrows_only(before: RightsWindow, after: RightsWindow, _name: str) -> bool:
    """Return whether the changed window allows nothing that it didn't allow before, whichever field was changed."""
    if (before.film_id, before.territory) != (after.film_id, after.territory):
        return False
    ends_no_later = before.ends_on is None or (after.ends_on is not None and after.ends_on <= before.ends_on)
    return after.starts_on >= before.starts_on and ends_no_later


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
    keys = versions.values_list("film__translation_key", flat=True).distinct()
    return any(has_world_rights(key, on=on) for key in keys)
