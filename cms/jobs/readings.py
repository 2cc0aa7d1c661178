"""Readings of the queue and the jobs."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q
from django_tasks_db.models import DBTaskResult

from cms.jobs.models import Job, JobState
from cms.monitoring.readings import Reading


def read_jobs(at: datetime) -> Iterator[Reading]:
    due = DBTaskResult.objects.filter(Q(run_after__isnull=True) | Q(run_after__lte=at), status="READY")
    waiting = due.aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    age = (at - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
    yield Reading("cms_queue_tasks", "Tasks that wait for a worker.", waiting["count"])
    yield Reading("cms_queue_oldest_seconds", "How long the oldest of them has waited.", max(0, age))
    counts = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in JobState.values:
        yield Reading("cms_jobs", "Jobs by state.", counts.get(state, 0), {"state": state})
