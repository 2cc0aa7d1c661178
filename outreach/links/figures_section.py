"""The section of figures on the pages of codes: a plot, and the counts by moment, language and country."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outreach.admin.plots import draw_bars
from outreach.links.forms import ScanPeriod
from outreach.links.models import LinkQuerySet
from outreach.links.statistics import ScanCount, ScanFigures, get_scans, read_figures
from translations.countries import name_country
from translations.languages import SOURCE, get_autonym


def describe_figures(links: LinkQuerySet, period: ScanPeriod) -> dict[str, Any]:
    """Return what ``links/admin/figures.html`` shows of the scans of these links."""
    scans = get_scans(since=period.since, until=period.until).filter(link__in=links)
    figures = read_figures(scans, since=period.since, until=period.until)
    return {
        "figures": figures,
        "plot": _draw(figures) if figures.people or figures.robots else "",
        "languages": _name_languages(figures),
        "countries": [ScanCount(_name_country(count.label), count.people, count.robots) for count in figures.countries],
        "has_countries": any(count.label for count in figures.countries),
    }


def _draw(figures: ScanFigures) -> str:
    pattern = "j/n H:i" if figures.is_hourly else "j/n"
    return draw_bars(
        labels=[date_format(count.label, pattern) for count in figures.moments],
        series={
            _("By people"): [count.people for count in figures.moments],
            _("By robots"): [count.robots for count in figures.moments],
        },
        title=_("Scans by hour") if figures.is_hourly else _("Scans by day"),
    )


def _name_languages(figures: ScanFigures) -> list[ScanCount]:
    return [ScanCount(get_autonym(count.label), count.people, count.robots) for count in figures.languages]


def _name_country(code: str) -> str:
    return name_country(code, language=get_language() or SOURCE) if code else _("Unknown")
