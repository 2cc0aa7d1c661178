from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.posters.models import Poster
from outreach.posters.validity import mark_all_outdated


@job_kind("posters.make")
def make_posters(job: RunningJob) -> None:
    """Make the requested posters; one that was made before is not made again."""
    from outreach.posters.production import make_poster  # loads typesetter and decoders, needed by workers only

    keys = job.params["posters"]
    states: dict[str, str] = {}
    job.progress(0, len(keys))
    for done, poster in enumerate(Poster.objects.filter(key__in=keys).order_by("pk"), start=1):
        states[str(poster.key)] = make_poster(poster, at=timezone.now()).state
        job.progress(done, len(keys))
    job.result["states"] = states


every(seconds=300, name="posters.mark_all_outdated")(mark_all_outdated)
