"""Figures of a report. Each figure counts a query, and the same query lists the rows behind it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms.published import ApprovalRecord, list_approvals
from outreach.holdings.models import UseReport
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.links.models import Scan
from outreach.links.statistics import get_scans
from outreach.organisations.models import Organisation
from outreach.posters.models import WAS_RELEASED, Poster
from outreach.recalls.models import Recall, RecallRecipient
from outreach.reports.periods import Period, get_period_before, get_zone

Cell = str | int | date | None


@dataclass(frozen=True)
class Figure:
    """One line of a report: ``rows`` returns what is counted, ``cells`` the values of a row; moments are the zone's."""

    key: str
    label: Any
    section: Any
    rows: Callable[[Period], QuerySet[Any] | Sequence[Any]]
    headings: tuple[Any, ...]
    cells: Callable[[Any, "OrganisationNames"], tuple[Cell, ...]]

    def count(self, period: Period) -> int:
        return Paginator(self.rows(period), 1).count


class OrganisationNames:
    """Names of organisations by key, read once a report."""

    def __init__(self) -> None:
        self._names = {organisation.key: organisation.name for organisation in Organisation.objects.all()}

    def of(self, key: Any) -> str:
        return str(self._names.get(key, "")) if key else ""


def to_local(moment: datetime | None) -> datetime | None:
    """Return the moment by the campaign's clock, without its zone."""
    return moment.astimezone(get_zone()).replace(tzinfo=None) if moment else None


def format_cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str("" if cell is None else cell)


def _events(action: Action) -> Callable[[Period], QuerySet[Any]]:
    def rows(period: Period) -> QuerySet[Any]:
        return LedgerEvent.objects.filter(
            action=action.value, occurred_at__gte=period.since, occurred_at__lt=period.until
        ).order_by("seq")

    return rows


def _approvals(period: Period) -> Sequence[ApprovalRecord]:
    return list_approvals(since=period.since, until=period.until)


def _scans(period: Period) -> QuerySet[Any]:
    found: QuerySet[Scan] = get_scans(since=period.since, until=period.until).by_people()
    return found.select_related("link").order_by("minute", "pk")


def _within(model: Any, field: str) -> Callable[[Period], QuerySet[Any]]:
    def rows(period: Period) -> QuerySet[Any]:
        bounds = {f"{field}__gte": period.since, f"{field}__lt": period.until}
        found: QuerySet[Any] = model.objects.filter(**bounds).order_by(field, "pk")
        return found

    return rows


def _recalls(period: Period) -> QuerySet[Any]:
    return _within(Recall, "sent_at")(period).filter(is_rehearsal=False)


def _removals(period: Period) -> QuerySet[Any]:
    return _within(RecallRecipient, "confirmed_at")(period).filter(recall__is_rehearsal=False)


def _uses(period: Period) -> QuerySet[Any]:
    """Return the reports of use as they stand: a corrected one counts no more, the correction does."""
    return _within(UseReport, "reported_at")(period).filter(correction__isnull=True)


def _posters(period: Period) -> QuerySet[Any]:
    return _within(Poster, "released_at")(period).filter(state__in=WAS_RELEASED)


def _event_cells(event: LedgerEvent, names: OrganisationNames) -> tuple[Cell, ...]:
    title = str(event.data.get("title", "")) or event.edition_key or event.item_key
    return (
        event.seq,
        to_local(event.occurred_at),
        names.of(event.organisation_key),
        title,
        event.item_language,
    )


EVENT_HEADINGS = (_("Ledger number"), _("When"), _("Organisation"), _("Item"), _("Language"))
CONTENT, DELIVERY, REACH, CORRECTION = _("Content"), _("Deliveries"), _("Reach"), _("Corrections and recalls")

FIGURES: tuple[Figure, ...] = (
    Figure(
        "approvals",
        _("Texts approved, in all languages"),
        CONTENT,
        _approvals,
        (_("When"), _("Kind"), _("Title"), _("Language"), _("Digest")),
        lambda row, names: (to_local(row.approved_at), row.ref.kind, row.title, row.ref.language, row.ref.sha256),
    ),
    Figure(
        "posters",
        _("Posters released"),
        CONTENT,
        _posters,
        (_("When"), _("Title"), _("Language"), _("Format"), _("Placement"), _("Organisation")),
        lambda row, names: (
            to_local(row.released_at),
            row.title,
            row.language,
            row.format_code,
            row.placement,
            names.of(row.organisation_key),
        ),
    ),
    Figure("offered", _("Kits offered"), DELIVERY, _events(Action.OFFERED), EVENT_HEADINGS, _event_cells),
    Figure("downloaded", _("Downloads"), DELIVERY, _events(Action.DOWNLOADED), EVENT_HEADINGS, _event_cells),
    Figure(
        "acknowledged", _("Receipts acknowledged"), DELIVERY, _events(Action.ACKNOWLEDGED), EVENT_HEADINGS, _event_cells
    ),
    Figure(
        "uses",
        _("Uses reported by partners"),
        REACH,
        _uses,
        (_("When"), _("Organisation"), _("Where it was shown"), _("First day"), _("Last day"), _("People, about")),
        lambda row, names: (
            to_local(row.reported_at),
            names.of(row.organisation.key),
            row.place,
            row.starts_on,
            row.ends_on,
            row.audience,
        ),
    ),
    Figure(
        "scans",
        _("Scans of codes, without robots"),
        REACH,
        _scans,
        (_("Minute"), _("Code"), _("Placement"), _("Organisation"), _("Answered in"), _("Country")),
        lambda row, names: (
            to_local(row.minute),
            row.link_id,
            row.link.placement,
            names.of(row.link.organisation_key),
            row.language,
            row.country,
        ),
    ),
    Figure(
        "recalls",
        _("Recalls sent"),
        CORRECTION,
        _recalls,
        (_("When"), _("Item"), _("Language"), _("Reason"), _("To be removed by")),
        lambda row, names: (
            to_local(row.sent_at),
            row.title,
            row.language,
            row.reason,
            to_local(row.deadline),
        ),
    ),
    Figure(
        "removals",
        _("Removals confirmed"),
        CORRECTION,
        _removals,
        (_("When"), _("Organisation"), _("Item"), _("How it was removed")),
        lambda row, names: (
            to_local(row.confirmed_at),
            names.of(row.organisation.key),
            row.recall.title,
            row.evidence,
        ),
    ),
)
BY_KEY = {figure.key: figure for figure in FIGURES}


SECTIONS = {"content": CONTENT, "delivery": DELIVERY, "reach": REACH, "correction": CORRECTION}


@dataclass(frozen=True)
class ReportLine:
    """A figure's label and value; ``before`` is its value in the period before, None if there was none."""

    key: str
    label: str
    value: int
    before: int | None = None

    @property
    def difference(self) -> str:
        """The change since the period before, with its sign; empty if nothing is compared."""
        return "" if self.before is None else f"{self.value - self.before:+d}".replace("-", "−").replace("+0", "0")


@dataclass(frozen=True)
class ReportSection:
    title: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class PeriodReport:
    """The figures of a period by section, compared with those of ``before``."""

    period: Period
    sections: tuple[ReportSection, ...]
    before: Period | None = None


def build_report(*, period: Period, sections: Iterable[str] = tuple(SECTIONS)) -> PeriodReport:
    """Count every figure of these sections in the period and in the one before; labels are in the active language."""
    before = get_period_before(period)
    return PeriodReport(period, tuple(_build_sections(period, before, list(sections))), before)


def _build_sections(period: Period, before: Period | None, keys: list[str]) -> Iterator[ReportSection]:
    for title in (SECTIONS[key] for key in SECTIONS if key in keys):
        lines = [
            ReportLine(figure.key, str(figure.label), figure.count(period), figure.count(before) if before else None)
            for figure in FIGURES
            if figure.section is title
        ]
        yield ReportSection(str(title), tuple(lines))


def get_cells(figure: Figure, rows: Iterable[Any]) -> Iterator[tuple[Cell, ...]]:
    names = OrganisationNames()
    return (figure.cells(row, names) for row in rows)
