import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import override

from cms.jobs.kinds import job_kind
from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from cms.users.models import User
from outreach.reports.figures import build_report
from outreach.reports.periods import Period, PeriodKind, get_zone
from outreach.reports.seal import make_seal

JOB = "reports.workbook"
FOLDER = "reports/workbooks"
KEPT_FOR = timedelta(days=7)


def request_workbook(*, period: Period, language: str, by: User) -> Job:
    """Have the rows of the period written as XLSX, in this language."""
    params = {"kind": period.kind, "first": period.first.isoformat(), "last": period.last.isoformat()}
    key = f"{params['first']} {params['last']} {language} {by.pk}"
    return enqueue(kind=JOB, key=key, params={**params, "language": language}, by=by)


@job_kind(JOB)
def write(job: RunningJob) -> None:
    """Write the workbook that the job names. A second run writes it anew; the first one's is deleted after a week."""
    from outreach.reports.workbook import write_workbook  # slow to import

    first, last = (date.fromisoformat(job.params[name]) for name in ("first", "last"))
    period = Period(PeriodKind(job.params["kind"]), first, last, get_zone())
    with tempfile.TemporaryDirectory() as folder, override(job.params["language"]), timezone.override(get_zone()):
        path = Path(folder) / "report.xlsx"
        report = build_report(period=period)
        write_workbook(path, report=report, seal=make_seal(at=timezone.now()), progress=job.progress)
        with path.open("rb") as file:
            job.result["storage_name"] = default_storage.save(f"{FOLDER}/{job.id}-{job.attempt}.xlsx", File(file))
    job.result["name"] = f"report-{first.isoformat()}-{last.isoformat()}.xlsx"


@every(seconds=3600, name="reports.forget_workbooks")
def forget_workbooks(*, at: datetime) -> None:
    """Delete workbooks of more than a week ago: they are made again at any time."""
    for job in Job.objects.filter(kind=JOB, finished_at__lt=at - KEPT_FOR, result__has_key="storage_name"):
        default_storage.delete(job.result["storage_name"])
        Job.objects.filter(pk=job.pk).update(result={})
