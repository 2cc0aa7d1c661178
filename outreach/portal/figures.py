"""An organisation's own figures: scans of its own codes by people, and the uses that it reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from babel.dates import format_skeleton
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from outreach.admin.plots import draw_bars
from outreach.holdings.use_reports import list_reports
from outreach.links.models import Link
from outreach.links.statistics import ScanFigures, get_scans, read_figures
from outreach.organisations.models import Organisation
from outreach.recalls.titles import find_item_title
from translations.languages import get_language_entry

PERIODS = (7, 30, 365)
"""Days that a reader can choose from."""
BY_MONTH_FROM = 90
MOST_CODES = 100


@dataclass(frozen=True)
class CodeFigures:
    """One of the organisation's codes, where it hangs, what it leads to, and how many people scanned it."""

    code: str
    placement: str
    title: str
    scans: int


@dataclass(frozen=True)
class OwnFigures:
    """The figures of a period. ``moments`` has each day of it, or each month of a long one, with its scans.

    ``people`` are those whom the reports of use name, "about so many".
    """

    days: int
    scans: int
    moments: tuple[tuple[str, int], ...]
    plot: str
    codes: tuple[CodeFigures, ...]
    reports: int
    people: int


def read_period(asked: str) -> int:
    """Return the days that the address asks for; the shortest period if it asks for another."""
    return int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in PERIODS else PERIODS[0]


def get_own_figures(organisations: Sequence[Organisation], *, days: int, language: str, at: datetime) -> OwnFigures:
    """Return the figures of the organisations for the last ``days`` days, with today, in the zone of ``at``."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = midnight - timedelta(days=days - 1), midnight + timedelta(days=1)
    links = Link.objects.filter(organisation_key__in=[organisation.key for organisation in organisations])
    scans = get_scans(since=since, until=until).filter(link__in=links)
    figures = read_figures(scans, since=since, until=until)
    moments = _list_moments(figures, is_monthly=days >= BY_MONTH_FROM, language=language)
    counts = dict(scans.filter(is_robot=False).order_by().values_list("link_id").annotate(count=Count("pk")))
    reports = list_reports(organisations).filter(starts_on__gte=since.date(), starts_on__lt=until.date())
    return OwnFigures(
        days=days,
        scans=figures.people,
        moments=moments,
        plot=_draw(moments) if figures.people else "",
        codes=_describe_codes(list(links.order_by("placement", "code")[:MOST_CODES]), counts=counts, language=language),
        reports=reports.count(),
        people=reports.aggregate(people=Sum("audience"))["people"] or 0,
    )


def _list_moments(figures: ScanFigures, *, is_monthly: bool, language: str) -> tuple[tuple[str, int], ...]:
    """Return the scans of people by day or month. ``read_figures`` counts up to eight days by the hour."""
    locale = get_language_entry(language).locale
    skeleton, length = ("yMMM", 7) if is_monthly else ("MMMd", 10)

    def name(count: Any) -> str:
        day: date = count.label.date()
        return day.isoformat()[:length]

    grouped = [(key, list(counts)) for key, counts in groupby(figures.moments, key=name)]
    return tuple(
        (str(format_skeleton(skeleton, counts[0].label, locale=locale)), sum(count.people for count in counts))
        for _key, counts in grouped
    )


def _draw(moments: Sequence[tuple[str, int]]) -> str:
    title = _("Scans of your codes by people")
    labels, values = [label for label, _value in moments], [value for _label, value in moments]
    return draw_bars(labels=labels, series={title: values}, title=title)


def _describe_codes(links: Sequence[Link], *, counts: dict[str, int], language: str) -> tuple[CodeFigures, ...]:
    titles = {
        item: find_item_title(kind=item[0], key=item[1], language=language)
        for item in {link.destination for link in links}
    }
    rows = [CodeFigures(link.code, link.placement, titles[link.destination], counts.get(link.pk, 0)) for link in links]
    return tuple(sorted(rows, key=lambda row: -row.scans))
