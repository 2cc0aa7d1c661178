from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.posters.models import Poster, PosterState
from outreach.posters.summary import count_states
from outreach.posters.validity import mark_all_outdated
from outreach.posters.waiting import JOB, find_posters_of_job, resume_left


@job_kind(JOB)
def make_posters(job: RunningJob) -> None:
    """Make the requested posters; one that was made before is not made again, and one that fails stops no other."""
    from outreach.posters.production import attempt_poster  # loads typesetter and decoders, needed by workers only

    posters = find_posters_of_job(job.params)
    total = posters.count()
    # After a kill, what was made is passed over at once.
    waiting = list(posters.filter(state=PosterState.REQUESTED).values_list("pk", flat=True))
    job.progress(total - len(waiting), total)
    for done, pk in enumerate(waiting, total - len(waiting) + 1):
        attempt_poster(Poster.objects.get(pk=pk), at=timezone.now())
        job.progress(done, total)
    job.result["states"] = count_states(posters)


every(seconds=300, name="posters.mark_all_outdated")(mark_all_outdated)
every(seconds=60, name="posters.resume_left")(resume_left)
