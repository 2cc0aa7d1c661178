"""What a report counts. A number is a query and its rows are the same query: all that is counted can be shown."""

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
class Measure:
    """One line of the report: ``rows`` finds what is counted, ``columns`` says how a row is shown."""

    key: str
    label: Any
    section: Any
    rows: Callable[[Period], QuerySet[Any] | Sequence[Any]]
    headings: tuple[Any, ...]
    cells: Callable[[Any, "Names"], tuple[str, ...]]

    def count(self, period: Period) -> int:
        return Paginator(self.rows(period), 1).count


class Names:
    """Names of organisations by key, read once a report."""

    def __init__(self) -> None:
        self._names = {organisation.key: organisation.name for organisation in Organisation.objects.all()}

    def of(self, key: Any) -> str:
        return str(self._names.get(key, "")) if key else ""


def show_moment(moment: Any) -> str:
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


def _posters(period: Period) -> QuerySet[Any]:
    return _within(Poster, "released_at")(period).filter(state__in=WAS_RELEASED)


def _event_cells(event: LedgerEvent, names: Names) -> tuple[str, ...]:
    title = str(event.data.get("title", "")) or event.edition_key or event.item_key
    return (
        str(event.seq),
        show_moment(event.occurred_at),
        names.of(event.organisation_key),
        title,
        event.item_language,
    )


EVENT_HEADINGS = (_("Number in the ledger"), _("When"), _("Organisation"), _("Item"), _("Language"))
CONTENT, DELIVERY, REACH, CORRECTION = _("Content"), _("Deliveries"), _("Reach"), _("Corrections and recalls")

MEASURES: tuple[Measure, ...] = (
    Measure(
        "approvals",
        _("Texts approved, in all languages"),
        CONTENT,
        _approvals,
        (_("When"), _("Kind"), _("Title"), _("Language"), _("Digest")),
        lambda row, names: (show_moment(row.approved_at), row.ref.kind, row.title, row.ref.language, row.ref.sha256),
    ),
    Measure(
        "posters",
        _("Posters released"),
        CONTENT,
        _posters,
        (_("When"), _("Title"), _("Language"), _("Format"), _("Where it hangs"), _("Organisation")),
        lambda row, names: (
            show_moment(row.released_at),
            row.title,
            row.language,
            row.format_code,
            row.placement,
            names.of(row.organisation_key),
        ),
    ),
    Measure("offered", _("Kits offered"), DELIVERY, _events(Action.OFFERED), EVENT_HEADINGS, _event_cells),
    Measure("downloaded", _("Downloads"), DELIVERY, _events(Action.DOWNLOADED), EVENT_HEADINGS, _event_cells),
    Measure(
        "acknowledged", _("Receipts acknowledged"), DELIVERY, _events(Action.ACKNOWLEDGED), EVENT_HEADINGS, _event_cells
    ),
    Measure(
        "uses",
        _("Uses reported by partners"),
        REACH,
        _within(UseReport, "reported_at"),
        (_("When"), _("Organisation"), _("Where it was shown"), _("First day"), _("Last day"), _("People, about")),
        lambda row, names: (
            show_moment(row.reported_at),
            names.of(row.organisation.key),
            row.place,
            row.starts_on.strftime("%d/%m/%Y"),
            row.ends_on.strftime("%d/%m/%Y") if row.ends_on else "",
            str(row.audience or ""),
        ),
    ),
    Measure(
        "scans",
        _("Scans of codes, without robots"),
        REACH,
        _scans,
        (_("Minute"), _("Code"), _("Where it hangs"), _("Organisation"), _("Answered in"), _("Country")),
        lambda row, names: (
            show_moment(row.minute),
            row.link_id,
            row.link.placement,
            names.of(row.link.organisation_key),
            row.language,
            row.country,
        ),
    ),
    Measure(
        "recalls",
        _("Recalls sent"),
        CORRECTION,
        _within(Recall, "sent_at"),
        (_("When"), _("Item"), _("Language"), _("Reason"), _("To be removed by")),
        lambda row, names: (show_moment(row.sent_at), row.title, row.language, row.reason, show_moment(row.deadline)),
    ),
    Measure(
        "removals",
        _("Removals confirmed"),
        CORRECTION,
        _within(RecallRecipient, "confirmed_at"),
        (_("When"), _("Organisation"), _("Item"), _("How it was removed")),
        lambda row, names: (
            show_moment(row.confirmed_at),
            names.of(row.organisation.key),
            row.recall.title,
            row.evidence,
        ),
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True)
class Line:
    key: str
    label: str
    value: int


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Report:
    period: Period
    sections: tuple[Section, ...]


def build_report(*, period: Period) -> Report:
    """Count every measure in the period, in the active language."""
    sections: dict[str, list[Line]] = {}
    for measure in MEASURES:
        line = Line(measure.key, str(measure.label), measure.count(period))
        sections.setdefault(str(measure.section), []).append(line)
    return Report(period, tuple(Section(title, tuple(lines)) for title, lines in sections.items()))


def get_cells(measure: Measure, rows: Iterable[Any]) -> list[tuple[str, ...]]:
    names = Names()
    return [measure.cells(row, names) for row in rows]
