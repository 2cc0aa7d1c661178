"""Import of avails: rows of a file become rights that wait for a second person, after a trial that changes nothing."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.change_requests.change_request import request_addition
from cms.core.rights import ALL_MEDIA, WORLD, Medium
from cms.films.avails import ALL_COUNTRIES, OPEN
from cms.films.avails_table import AvailsFile, get_format
from cms.films.language_tags import read_tags
from cms.films.models import FilmPage, RightsWindow
from cms.films.rights_conflicts import ConflictKind, RightsConflict, find_conflicts
from cms.films.territories import is_territory, list_countries, read_groups
from cms.films.waiting_rights import read_waiting
from cms.users.models import User
from translations.languages import SOURCE

_RUNS = re.compile(r"runs:\s*(\d{1,4})\b", re.IGNORECASE)
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_YES = frozenset({"yes", "y", "true", "1"})


@dataclass(frozen=True)
class AvailsFault:
    """A row that can't be read, and why."""

    row: int
    text: str


@dataclass(frozen=True)
class ReadWindow:
    """A right that the file names: to be added, or there already; ``conflicts`` are those with what is there."""

    window: RightsWindow
    is_known: bool
    conflicts: tuple[RightsConflict, ...] = ()


@dataclass(frozen=True)
class AvailsTrial:
    """The outcome of a trial: the rights that it would request, the rows at fault and the unknown columns."""

    windows: tuple[ReadWindow, ...]
    faults: tuple[AvailsFault, ...]
    unknown: tuple[str, ...] = field(default=())

    @property
    def new(self) -> list[RightsWindow]:
        return [read.window for read in self.windows if not read.is_known]


def try_import(file: AvailsFile) -> AvailsTrial:
    """Return what an import of the file would do; nothing is changed."""
    films = list(FilmPage.objects.filter(locale__language_code=SOURCE).order_by("pk"))
    by_key = {str(film.translation_key): film for film in films}
    by_title = {film.title.casefold(): film for film in films}
    read: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    faults: list[AvailsFault] = []
    for number, row in file.rows:
        try:
            film = _find_film(row, by_key, by_title)
            read[_read_terms(row, film)].update(_read_countries(row))
        except ValueError as error:
            faults.append(AvailsFault(number, str(error)))
        except ValidationError as error:
            faults.append(AvailsFault(number, " ".join(error.messages)))
    windows = [_make_window(terms, territory) for terms, codes in read.items() for territory in _gather(codes)]
    return AvailsTrial(tuple(_compare(windows)), tuple(faults), file.unknown)


@transaction.atomic
def request_windows(windows: Iterable[RightsWindow], *, by: User, at: datetime) -> int:
    """Request each right for a second person to approve; return how many."""
    count = 0
    for window in windows:
        window.full_clean()
        request_addition(row=window, by=by, at=at)
        count += 1
    return count


def _find_film(row: Mapping[str, str], by_key: Mapping[str, FilmPage], by_title: Mapping[str, FilmPage]) -> FilmPage:
    for name in ("alid", "content_id"):
        found = _KEY.search(row.get(name, "").lower())
        if found and found.group() in by_key:
            return by_key[found.group()]
    title = row.get("title", "")
    film = by_title.get(title.casefold())
    if film is None:
        text = _("No film has this ALID or the title “%(title)s”. Write its title as its Vietnamese page has it.")
        raise ValueError(text % {"title": title})
    return film


def _read_terms(row: Mapping[str, str], film: FilmPage) -> tuple[Any, ...]:
    """Return all that a right has besides its territory, in the order of ``_TERMS``."""
    if row.get("entry_type", "").casefold() == "full delete":
        raise ValueError(_("The row takes a right back (Full Delete). End that right by hand, where it can be seen."))
    runs = _RUNS.search(row.get("other_terms", ""))
    starts_on = _read_day(row.get("start", ""))
    ends_on = None if row.get("end", "").casefold() == OPEN.casefold() else _read_day(row.get("end", ""))
    if ends_on is not None and ends_on < starts_on:
        raise ValueError(_("The last day is before the first."))
    return (
        film,
        row.get("licensor", "")[:200],
        _read_medium(row),
        read_tags(row.get("languages", "")),
        starts_on,
        ends_on,
        int(runs.group(1)) if runs else None,
        row.get("exclusive", "").casefold() in _YES,
    )


_TERMS = ("film", "licensor", "medium", "languages", "starts_on", "ends_on", "runs", "is_exclusive")


def _read_medium(row: Mapping[str, str]) -> str:
    """Return the medium that the row names in words, else by the type of its licence."""
    named = row.get("medium", "").casefold()
    if named == "all media":
        return ALL_MEDIA
    licence = row.get("licence_type", "")
    by_name = {medium.name.casefold(): medium.value for medium in Medium}
    by_type = {text.casefold(): value for value, text in get_format().licence_types.items() if value}
    if named in by_name:
        return by_name[named]
    if licence.upper() in get_format().read_as_online:
        return Medium.ONLINE.value
    if licence.casefold() in by_type:
        return by_type[licence.casefold()]
    raise ValueError(_("“%(type)s” isn't a LicenseType that is read here.") % {"type": licence})


def _read_countries(row: Mapping[str, str]) -> set[str]:
    named, excluded = (set(row.get(name, "").upper().replace(",", " ").split()) for name in ("territory", "excluded"))
    if not named or not all(map(is_territory, named | excluded)):
        text = _("“%(codes)s” isn't a country or a group of countries that is known here.")
        raise ValueError(text % {"codes": " ".join(sorted(named | excluded))})
    wide, narrow = ({code for each in codes for code in list_countries(each)} for codes in (named, excluded))
    return wide - narrow


def _read_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed[:10])
    except ValueError as error:
        text = _("“%(day)s” isn't a day. Write it as 2026-07-27; only the last day may be “Open”.")
        raise ValueError(text % {"day": typed}) from error


def _gather(codes: set[str]) -> list[str]:
    """Return the world or a group instead of exactly its countries."""
    if codes >= ALL_COUNTRIES:
        return [WORLD]
    group = next((group.code for group in read_groups().values() if group.countries == codes), None)
    return [group] if group else sorted(codes)


def _make_window(terms: tuple[Any, ...], territory: str) -> RightsWindow:
    return RightsWindow(territory=territory, **dict(zip(_TERMS, terms, strict=True)))


def _compare(windows: Sequence[RightsWindow]) -> Iterable[ReadWindow]:
    keys = {window.film.translation_key for window in windows}
    there: dict[object, list[RightsWindow]] = defaultdict(list)
    for window in RightsWindow.objects.filter(film__translation_key__in=keys).select_related("film"):
        there[window.film.translation_key].append(window)
    for window in read_waiting({window.film for window in windows}):
        there[window.film.translation_key].append(window)
    for window in windows:
        found = find_conflicts(window, there[window.film.translation_key])
        is_known = any(each.kind == ConflictKind.DOUBLE for each in found)
        yield ReadWindow(window, is_known, () if is_known else tuple(found))
