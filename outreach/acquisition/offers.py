"""Films for one organisation: those that it may show in its territory on its days and in its languages, and others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cms.core.rights import Rights
from cms.published import ItemRef, LicensedFilm, LicensedVersion, list_licensed_films
from outreach.availability.reasons import FOR_RIGHTS
from outreach.availability.rule import Basis, OutgoingFile
from outreach.availability.surroundings import MEDIA, find_reasons, get_recipient
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.recalls.coverage import FileOrigin
from translations.languages import get_language_entry

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment since which a film has its file, if that wasn't recorded."""


@dataclass(frozen=True)
class Wish:
    """Territory, days and languages (tags; none: in any) for which an organisation wants films."""

    territories: tuple[str, ...]
    starts_on: date
    ends_on: date
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilmOffer:
    """A film with the versions that match the wish.

    ``is_allowed`` says whether one of them may be shown in all of the countries on all of the days.
    """

    film: LicensedFilm
    versions: tuple[LicensedVersion, ...]
    subtitles: tuple[str, ...]
    is_allowed: bool


def list_offers(*, organisation: Organisation, wish: Wish, language: str, at: datetime) -> list[FilmOffer]:
    """Return the films in the wished languages, those that may be shown first; none that is recalled or withdrawn."""
    films = list_licensed_films(language=language)
    usable = _find_usable(films, organisation=organisation, at=at)
    medium = get_medium(organisation)
    offers = []
    for film in films:
        versions = tuple(each for each in film.versions if (film.ref.key, each.source) in usable)
        spoken = tuple(each for each in versions if _matches(each.language_tag, wish.languages))
        subtitles = tuple(tag for tag in film.subtitles if _matches(tag, wish.languages))
        matching = versions if subtitles else spoken
        if matching:
            is_allowed = any(allows(each.rights, wish=wish, medium=medium) for each in matching)
            offers.append(FilmOffer(film, matching, subtitles, is_allowed))
    return sorted(offers, key=lambda offer: not offer.is_allowed)


def allows(rights: Iterable[Rights], *, wish: Wish, medium: str) -> bool:
    """Return whether in each country one right allows the use from the first day to the last."""
    known = tuple(rights)
    return bool(wish.territories) and all(
        any(_lasts(right, territory=code, wish=wish, medium=medium) for right in known) for code in wish.territories
    )


def get_medium(organisation: Organisation) -> str:
    return MEDIA[OrganisationKind(organisation.kind)]


def get_own_tags(organisation: Organisation) -> tuple[str, ...]:
    return tuple(get_language_entry(code).tag for code in organisation.languages)


def _lasts(right: Rights, *, territory: str, wish: Wish, medium: str) -> bool:
    if not right.allow(territory=territory, on=wish.starts_on, medium=medium):
        return False
    last = right.get_last_day(territory=territory, on=wish.starts_on, medium=medium)
    return last is None or last >= wish.ends_on


def _matches(tag: str, wanted: Iterable[str]) -> bool:
    known = tuple(wanted)
    return not known or any(f"{tag.lower()}-".startswith(f"{each.lower()}-") for each in known)


def _find_usable(
    films: Iterable[LicensedFilm], *, organisation: Organisation, at: datetime
) -> frozenset[tuple[str, str]]:
    """Return key and source of what may leave to the organisation, whichever rights it has today."""
    named = [(film.ref.key, version) for film in films for version in film.versions]
    files = [
        OutgoingFile(
            FileOrigin(
                ItemRef("film", key, version.language_tag, "", version.sha256),
                as_of=version.since or ALWAYS,
                source=version.source,
            ),
            basis=Basis.LIBRARY,
        )
        for key, version in named
    ]
    reasons = find_reasons(files, recipient=get_recipient(organisation), at=at)
    return frozenset(
        (key, version.source)
        for (key, version), reason in zip(named, reasons, strict=True)
        if reason is None or reason in FOR_RIGHTS
    )
