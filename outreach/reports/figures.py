"""Figures of a report. Each figure counts a query, and the same query lists the rows behind it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
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
from outreach.reports.periods import Period


@dataclass(frozen=True)
class Figure:
    """One line of a report: ``rows`` returns what is counted, ``cells`` turns a row into texts."""

    key: str
    label: Any
    section: Any
    rows: Callable[[Period], QuerySet[Any] | Sequence[Any]]
    headings: tuple[Any, ...]
    cells: Callable[[Any, "OrganisationNames"], tuple[str, ...]]

    def count(self, period: Period) -> int:
        return Paginator(self.rows(period), 1).count


class OrganisationNames:
    """Names of organisations by key, read once a report."""

    def __init__(self) -> None:
        self._names = {organisation.key: organisation.name for organisation in Organisation.objects.all()}

    def of(self, key: Any) -> str:
        return str(self._names.get(key, "")) if key else ""


def format_moment(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M") if moment else ""


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


def _event_cells(event: LedgerEvent, names: OrganisationNames) -> tuple[str, ...]:
    title = str(event.data.get("title", "")) or event.edition_key or event.item_key
    return (
        str(event.seq),
        format_moment(event.occurred_at),
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
        lambda row, names: (format_moment(row.approved_at), row.ref.kind, row.title, row.ref.language, row.ref.sha256),
    ),
    Figure(
        "posters",
        _("Posters released"),
        CONTENT,
        _posters,
        (_("When"), _("Title"), _("Language"), _("Format"), _("Placement"), _("Organisation")),
        lambda row, names: (
            format_moment(row.released_at),
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
            format_moment(row.reported_at),
            names.of(row.organisation.key),
            row.place,
            row.starts_on.strftime("%d/%m/%Y"),
            row.ends_on.strftime("%d/%m/%Y") if row.ends_on else "",
            str(row.audience or ""),
        ),
    ),
    Figure(
        "scans",
        _("Scans of codes, without robots"),
        REACH,
        _scans,
        (_("Minute"), _("Code"), _("Placement"), _("Organisation"), _("Answered in"), _("Country")),
        lambda row, names: (
            format_moment(row.minute),
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
            format_moment(row.sent_at),
            row.title,
            row.language,
            row.reason,
            format_moment(row.deadline),
        ),
    ),
    Figure(
        "removals",
        _("Removals confirmed"),
        CORRECTION,
        _removals,
        (_("When"), _("Organisation"), _("Item"), _("How it was removed")),
        lambda row, names: (
            format_moment(row.confirmed_at),
            names.of(row.organisation.key),
            row.recall.title,
            row.evidence,
        ),
    ),
)
BY_KEY = {figure.key: figure for figure in FIGURES}


@dataclass(frozen=True)
class ReportLine:
    key: str
    label: str
    value: int


@dataclass(frozen=True)
class ReportSection:
    title: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class PeriodReport:
    period: Period
    sections: tuple[ReportSection, ...]


def build_report(*, period: Period) -> PeriodReport:
    """Count every figure in the period; labels are in the active language."""
    sections: dict[str, list[ReportLine]] = {}
    for figure in FIGURES:
        line = ReportLine(figure.key, str(figure.label), figure.count(period))
        sections.setdefault(str(figure.section), []).append(line)
    return PeriodReport(period, tuple(ReportSection(title, tuple(lines)) for title, lines in sections.items()))


def get_cells(figure: Figure, rows: Iterable[Any]) -> list[tuple[str, ...]]:
    names = OrganisationNames()
    return [figure.cells(row, names) for row in rows]
