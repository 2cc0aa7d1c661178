"""Job that detects the shots of a film, requested when its file is imported; it takes as long as decoding the film."""

from cms.jobs.kinds import job_kind
from cms.jobs.queue import enqueue
from cms.jobs.running import JobRefused, RunningJob
from cms.media.masters import CONTAINERS
from cms.media.models import FilmMaster
from cms.media.shots import find_shots

KIND = "media.shots"


def request_shots(master: FilmMaster) -> None:
    """Request the job, unless the shots of this file are known."""
    if master.shots is None:
        enqueue(
            kind=KIND,
            key=f"{master.pk}-{master.sha256}",
            params={"master": master.pk, "sha256": master.sha256},
        )


@job_kind(KIND)
def detect_shots(job: RunningJob) -> None:
    """Store the shots of the film. Does nothing if the master was deleted or has another file by now."""
    master = FilmMaster.objects.filter(pk=job.params["master"], sha256=job.params["sha256"]).first()
    if master is None:
        return
    total = int(master.duration.total_seconds()) if master.duration else 0
    container = next(name for name, (media_type, *_magic) in CONTAINERS.items() if media_type == master.media_type)
    try:
        with master.file.open("rb") as file:
            shots = find_shots(file, container=container, report=lambda at: job.progress(min(at, total), total))
    except (OSError, ValueError) as error:
        raise JobRefused(str(error)) from error
    FilmMaster.objects.filter(pk=master.pk, sha256=master.sha256).update(shots=shots)
    job.result["shots"] = len(shots)
