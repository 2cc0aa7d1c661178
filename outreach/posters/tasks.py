from uuid import UUID

from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.posters.models import Poster
from outreach.posters.successors import JOB as FOLLOW
from outreach.posters.successors import follow_organisation
from outreach.posters.validity import mark_all_outdated
from outreach.posters.waiting import JOB, resume_left


@job_kind(JOB)
def make_posters(job: RunningJob) -> None:
    """Make the requested posters; one that was made before is not made again, and one that fails stops no other."""
    from outreach.posters.production import attempt_poster  # loads typesetter and decoders, needed by workers only

    keys = job.params["posters"]
    states: dict[str, str] = {}
    job.progress(0, len(keys))
    for done, pk in enumerate(list(Poster.objects.filter(key__in=keys).order_by("pk").values_list("pk", flat=True)), 1):
        poster = attempt_poster(Poster.objects.get(pk=pk), at=timezone.now())
        states[str(poster.key)] = poster.state
        job.progress(done, len(keys))
    job.result["states"] = states


@job_kind(FOLLOW)
def follow(job: RunningJob) -> None:
    """Make the posters of an organisation anew whose country or contacts were changed."""
    successors = follow_organisation(UUID(job.params["organisation"]), at=timezone.now())
    job.result["successors"] = [str(poster.key) for poster in successors]


every(seconds=300, name="posters.mark_all_outdated")(mark_all_outdated)
every(seconds=60, name="posters.resume_left")(resume_left)
