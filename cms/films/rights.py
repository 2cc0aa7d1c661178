"""Rights of a film: the versions that the public site shows, and when a changed window only narrows.

``cms.core.rights`` compares the countries and days of a window. Versions and rights belong to one page of the film and
apply to its pages in all languages.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cms.change_requests.change_request import find_requests
from cms.core.rights import WORLD, Rights, may_be_used
from cms.films.models import FilmPage, LanguageVersion, RightsWindow, VersionKind
from cms.media.models import Consent, FileKind
from cms.media.usage import FileRef
from translations.languages import get_language_entry


def get_versions(film: FilmPage) -> list[LanguageVersion]:
    """Return the versions for readers of this page's language: those with sound in it first, then the original.

    A version whose film those shown don't agree to is none.
    """
    tag = get_language_entry(film.locale.language_code).tag
    versions = list(
        LanguageVersion.objects.filter(film__translation_key=film.translation_key)
        .filter(Q(language_tag__iexact=tag) | Q(kind=VersionKind.ORIGINAL))
        .exclude(master__consent=Consent.REFUSED)
        .select_related("master")
        .order_by("pk")
    )
    return sorted(versions, key=lambda version: version.language_tag.lower() != tag.lower())


def get_rights(translation_key: UUID) -> list[RightsWindow]:
    """Return the film's rights windows; without any, it may not be shown."""
    return list(RightsWindow.objects.filter(film__translation_key=translation_key).order_by("starts_on", "pk"))


def get_public_versions(film: FilmPage, *, on: date) -> list[LanguageVersion]:
    """Return the versions that the public site may show on that day; none without world rights."""
    return get_versions(film) if has_world_rights(film.translation_key, on=on) else []


def has_world_rights(translation_key: UUID, *, on: date) -> bool:
    """Return whether the film may be shown in all countries on that day, which the public site requires."""
    return may_be_used(map(to_rights, get_rights(translation_key)), territory=WORLD, on=on)


def to_rights(window: RightsWindow) -> Rights:
    return Rights(territory=window.territory, starts_on=window.starts_on, ends_on=window.ends_on)


def is_within(before: RightsWindow, after: RightsWindow, name: str) -> bool:
    """Return whether the window after a change allows nothing that it didn't allow before."""
    if (before.film_id, before.territory) != (after.film_id, after.territory):
        return False
    ends_no_later = before.ends_on is None or (after.ends_on is not None and after.ends_on <= before.ends_on)
    return after.starts_on >= before.starts_on and ends_no_later


def find_masters(page: object) -> list[FileRef]:
    """Return the masters that a film's page makes public; registered with the media library."""
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
    """Return whether any film of this master has world rights on that day; registered with the media library."""
    on = timezone.localdate(at)
    versions = LanguageVersion.objects.filter(master_id=master_id).exclude(master__consent=Consent.REFUSED)
    keys = versions.values_list("film__translation_key", flat=True).distinct()
    return any(has_world_rights(key, on=on) for key in keys)
