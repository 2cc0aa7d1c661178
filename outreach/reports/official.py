"""A report as an official document, ready to print, with all texts in one language (Decree 30/2020/NĐ-CP, Annex I)."""

from dataclasses import dataclass
from datetime import date

from babel.numbers import format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from outreach.reports.figures import PeriodReport
from outreach.reports.models import Report, ReportState
from outreach.reports.narrative import NarrativeBlock, read_blocks
from outreach.reports.periods import Period, PeriodKind
from outreach.reports.seal import Seal
from translations.campaign.reading import get_folder
from translations.languages import SOURCE


@dataclass(frozen=True)
class OfficialDocument:
    """Texts of a report in the order in which they are printed. ``mark`` says that it isn't issued, or is empty."""

    language: str
    mark: str
    national: tuple[str, ...]
    parent_body: str
    issuing_body: str
    number: str
    place_and_date: str
    type_name: str
    abstract: str
    greeting: str
    addressed_to: tuple[str, ...]
    blocks: tuple[NarrativeBlock, ...]
    report: PeriodReport
    column_names: tuple[str, ...]
    seal: Seal
    as_of: str
    recipients_label: str
    recipients: tuple[str, ...]
    authority: str
    office: str
    signer: str


def make_document(report: Report, *, figures: PeriodReport, seal: Seal, as_of: str, language: str) -> OfficialDocument:
    """Return the report's texts in the language; the head's national lines are the campaign's own in any language."""
    narrative = report.narrative if language == SOURCE else report.narrative_en
    with override(language):
        return OfficialDocument(
            language=language,
            mark="" if report.state == ReportState.ISSUED else _("Draft, not issued"),
            national=get_folder().letterhead,
            parent_body=report.parent_body.upper(),
            issuing_body=report.issuing_body.upper(),
            number=_("No. %(number)s") % {"number": report.number or "        /BC-"},
            place_and_date=f"{report.place}, {describe_day(report.dated_on)}",
            type_name=_("REPORT"),
            abstract=describe_abstract(figures.period, version=report.version),
            greeting=_("To:"),
            addressed_to=split_lines(report.addressed_to),
            blocks=tuple(read_blocks(narrative)),
            report=figures,
            column_names=_name_columns(figures),
            seal=seal,
            as_of=as_of,
            recipients_label=_("Recipients:"),
            recipients=split_lines(report.recipients),
            authority=report.authority.upper(),
            office=report.office.upper(),
            signer=report.signer,
        )


def describe_day(day: date) -> str:
    """Return the date of a document in the active language.

    In Vietnamese as the decree writes it: days under ten and the first two months with a zero before them.
    """
    if get_language() != "vi":
        return date_format(day, "j F Y")
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def write_day(day: date) -> str:
    """Return a date within a sentence, in the one form of the active language."""
    return f"{day:%d/%m/%Y}" if get_language() == "vi" else date_format(day, "j F Y")


def describe_abstract(period: Period, *, version: int = 1) -> str:
    """Return the subject line of the report: about what, and of which week, month, quarter or days."""
    year, week, _day = period.first.isocalendar()
    values = {
        "week": week,
        "year": year if period.kind == PeriodKind.WEEK else period.first.year,
        "month": write_month(period.first),
        "quarter": (period.first.month + 2) // 3,
        "first": write_day(period.first),
        "last": write_day(period.last),
    }
    subjects = {
        PeriodKind.WEEK: _("On the campaign's results in week %(week)s of %(year)s (%(first)s to %(last)s)"),
        PeriodKind.MONTH: _("On the campaign's results in %(month)s"),
        PeriodKind.QUARTER: _("On the campaign's results in quarter %(quarter)s of %(year)s"),
        PeriodKind.DAYS: _("On the campaign's results from %(first)s to %(last)s"),
        PeriodKind.CLOSING: _("On the results of the whole campaign, from %(first)s to %(last)s"),
    }
    subject = subjects[period.kind] % values
    return subject if version == 1 else _("%(subject)s, version %(version)s") % {"subject": subject, "version": version}


def write_month(day: date) -> str:
    return f"tháng {day.month} năm {day.year}" if get_language() == "vi" else date_format(day, "F Y")


def write_number(number: int) -> str:
    """Return the number with its thousands apart, as the active language does it."""
    return str(format_decimal(number, locale=(get_language() or SOURCE).split("-")[0]))


def split_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def end_lines(lines: tuple[str, ...]) -> list[str]:
    """Return the lines as the decree lists them: a dash before each, a semicolon after it, a full stop at the end."""
    bare = [line.lstrip("- ").rstrip(";. ") for line in lines]
    return [f"- {line}{';' if number < len(bare) else '.'}" for number, line in enumerate(bare, start=1)]


def _name_columns(figures: PeriodReport) -> tuple[str, ...]:
    if figures.before is None:
        return (_("Figure"), _("This period"))
    return (_("Figure"), _("This period"), _("Period before"), _("Difference"))
