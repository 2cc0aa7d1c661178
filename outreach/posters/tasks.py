from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.posters.models import Poster
from outreach.posters.validity import follow_all


@job_kind("posters.make")
def make_posters(job: RunningJob) -> None:
    """Make each poster that was asked for; one that is made already is left as it is."""
    from outreach.posters.making import make_poster  # loads the typesetter and the decoders, which only a worker needs

    keys = job.params["posters"]
    states: dict[str, str] = {}
    job.progress(0, len(keys))
    for done, poster in enumerate(Poster.objects.filter(key__in=keys).order_by("pk"), start=1):
        states[str(poster.key)] = make_poster(poster, at=timezone.now()).state
        job.progress(done, len(keys))
    job.result["states"] = states


every(seconds=300, name="posters.follow_all")(follow_all)
