from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.kits.editions import build_edition
from outreach.kits.expiry import mark_expired
from outreach.kits.models import KitEdition
from outreach.kits.poster_files import mark_ended_posters


@job_kind("kits.build")
def build(job: RunningJob) -> None:
    """Build the edition that the job names."""
    edition = KitEdition.objects.select_related("kit", "organisation", "requested_by").get(pk=job.params["edition"])
    edition = build_edition(
        edition=edition, attempt=f"{job.id}-{job.attempt}", at=timezone.now(), progress=job.progress
    )
    job.result["edition"] = edition.pk


every(seconds=600, name="kits.mark_ended_posters")(mark_ended_posters)
every(seconds=3600, name="kits.mark_expired")(mark_expired)
