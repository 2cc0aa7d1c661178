"""Avails of all films: what may be shown in which country and when, as rows of the format, holdbacks taken out."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from cms.core.addresses import absolute
from cms.core.rights import WORLD, Holdback, Medium
from cms.films.avails_table import get_format
from cms.films.models import LanguageVersion, RightsWindow
from cms.films.territories import list_countries
from cms.media.models import FilmMaster
from translations.countries import COUNTRIES

ALL_COUNTRIES = COUNTRIES - {"AC", "TA", "XK"}
"""Codes of ISO 3166; the three that telephones have besides aren't in it."""
OPEN = "Open"
FEATURE = timedelta(minutes=40)
Period = tuple[date, date | None]


def list_avails(*, on: date) -> list[dict[str, str]]:
    """Return a row for each country and period of each right that hasn't ended (two queries).

    A right for the world has a row for each country, because the format has no world.
    """
    windows: dict[object, list[RightsWindow]] = {}
    rows = RightsWindow.objects.select_related("film", "agreement").order_by(
        "film__title", "film_id", "starts_on", "pk"
    )
    for window in rows:
        windows.setdefault(window.film.translation_key, []).append(window)
    masters = _read_masters()
    return [
        row
        for key, known in windows.items()
        for window in known
        if not window.is_holdback and (window.ends_on is None or window.ends_on >= on)
        for row in _write_window(window, known, masters.get(key))
    ]


def make_ids(key: object) -> tuple[str, str]:
    """Return the film's ALID and ContentID, which end in its key."""
    host = urlsplit(absolute("/")).hostname or ""
    return f"md:alid:org:{host}:{key}", f"md:cid:org:{host}:{key}"


def _read_masters() -> dict[object, FilmMaster]:
    versions = LanguageVersion.objects.select_related("master", "film").order_by("-pk")
    return {version.film.translation_key: version.master for version in versions}


def _write_window(
    window: RightsWindow, known: Iterable[RightsWindow], master: FilmMaster | None
) -> Iterator[dict[str, str]]:
    alid, content_id = make_ids(window.film.translation_key)
    duration = master.duration if master and master.duration else None
    common = {
        "licensor": window.licensor,
        "work_type": "Short" if duration and duration < FEATURE else "Movie",
        "entry_type": "Full Extract",
        "title": window.film.title,
        "display_title": window.film.title,
        "licence_type": get_format().licence_types[window.medium],
        "medium": Medium(window.medium).name.title() if window.medium else "All media",
        "format": _name_format(master.height or 0 if master else 0),
        "price_type": "NA",
        "other_terms": f"Runs: {window.runs}" if window.runs is not None else "",
        "content_id": content_id,
        "alid": alid,
        "run_time": str(duration) if duration else "",
        "languages": ", ".join(window.language_tags),
        "exclusive": "Yes" if window.is_exclusive else "No",
        "contract": window.agreement.title if window.agreement else "",
    }
    countries = ALL_COUNTRIES if window.territory == WORLD else list_countries(window.territory)
    for country in sorted(countries):
        for first, last in cut_holdbacks(window, known, country=country):
            period = {"start": first.isoformat(), "end": last.isoformat() if last else OPEN}
            yield {**common, **period, "territory": country, "avail_id": f"{window.pk}-{country}-{first.isoformat()}"}


def cut_holdbacks(window: RightsWindow, known: Iterable[RightsWindow], *, country: str) -> list[Period]:
    """Return the periods of the window that no holdback of the film keeps back in the country."""
    periods: list[Period] = [(window.starts_on, window.ends_on)]
    for held in known:
        if held.is_holdback and any(
            Holdback(code, held.medium).reaches(territory=country, medium=window.medium)
            for code in list_countries(held.territory)
        ):
            periods = [part for period in periods for part in _cut(period, held.starts_on, held.ends_on)]
    return periods


def _cut(period: Period, first: date, last: date | None) -> Iterator[Period]:
    starts_on, ends_on = period
    if starts_on < first:
        before = first - timedelta(days=1)
        yield starts_on, before if ends_on is None else min(ends_on, before)
    if last is not None and (ends_on is None or ends_on > last):
        yield max(starts_on, last + timedelta(days=1)), ends_on


def _name_format(height: int) -> str:
    if height > 1080:
        return "UHD"
    return "HD" if height >= 720 else "SD"
