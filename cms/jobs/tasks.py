from django_tasks import task

from cms.jobs.execution import run_job


@task()
def run(job_id: int) -> None:
    run_job(job_id, with_heartbeat=True)
