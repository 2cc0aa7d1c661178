from datetime import timedelta

import pytest
from django.utils import timezone

from cms.jobs.execution import MAX_ATTEMPTS, claim, run_job
from cms.jobs.heartbeat import SILENCE
from cms.jobs.kinds import job_kind
from cms.jobs.models import Job, JobState
from cms.jobs.queue import enqueue, run_pending_jobs
from cms.jobs.reaper import reap
from cms.jobs.running import JobLost, JobRefused, RunningJob

pytestmark = pytest.mark.django_db


@job_kind("tests.counts")
def count(job: RunningJob) -> None:
    for step in range(job.params["steps"]):
        job.progress(step + 1, job.params["steps"])
    job.result["counted"] = job.params["steps"]


@job_kind("tests.refuses")
def refuse(job: RunningJob) -> None:
    raise JobRefused("The Korean text isn't approved. Nothing was made.")


@job_kind("tests.breaks")
def break_down(job: RunningJob) -> None:
    raise RuntimeError("a fault in the code")


def ask(kind: str, **params: int) -> Job:
    return enqueue(kind=kind, key="one", params=params)


def test_a_job_runs_to_its_end_with_progress_and_result() -> None:
    job = ask("tests.counts", steps=3)

    run_pending_jobs()

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 3, 3, {"counted": 3})


def test_requesting_twice_while_unfinished_is_one_job() -> None:
    assert ask("tests.counts", steps=1).pk == ask("tests.counts", steps=1).pk


def test_a_job_is_claimed_once() -> None:
    job = ask("tests.counts", steps=1)

    first, second = claim(job.pk, at=timezone.now()), claim(job.pk, at=timezone.now())

    assert first is not None
    assert second is None


def test_a_refused_job_keeps_its_message_and_is_not_retried() -> None:
    job = ask("tests.refuses")

    run_pending_jobs()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert job.error == "The Korean text isn't approved. Nothing was made."


def test_a_failing_job_is_retried_until_its_attempts_are_used_up() -> None:
    job = ask("tests.breaks")

    run_pending_jobs()

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, MAX_ATTEMPTS)
    assert job.error


def test_a_job_without_heartbeat_is_requeued_and_its_old_worker_is_fenced() -> None:
    job = ask("tests.counts", steps=1)
    claimed = claim(job.pk, at=timezone.now() - 2 * SILENCE)
    assert claimed is not None
    stalled = RunningJob(claimed)

    found = reap(at=timezone.now())

    assert found == 1
    again = run_job(job.pk)
    assert again is not None
    assert again.state == JobState.DONE
    with pytest.raises(JobLost):
        stalled.progress(1, 1)


def test_a_job_with_a_heartbeat_is_left_alone() -> None:
    claim(ask("tests.counts", steps=1).pk, at=timezone.now())

    assert reap(at=timezone.now() + timedelta(seconds=1)) == 0


def test_a_job_killed_too_often_fails() -> None:
    job = ask("tests.counts", steps=1)
    long_ago = timezone.now() - 2 * SILENCE
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=MAX_ATTEMPTS, heartbeat_at=long_ago)

    reap(at=timezone.now())

    job.refresh_from_db()
    assert job.state == JobState.FAILED
