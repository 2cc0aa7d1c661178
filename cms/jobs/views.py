from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from cms.jobs.models import Job
from cms.users.permissions import requires
from cms.users.roles import Capability


@requires(Capability.USE_ADMIN)
def status(request: HttpRequest, job_id: int) -> JsonResponse:
    """Return the progress of a job, for the page that shows it."""
    job = get_object_or_404(Job, pk=job_id)
    return JsonResponse(
        {
            "state": job.state,
            "label": job.get_state_display(),
            "done": job.done,
            "total": job.total,
            "error": job.error,
        }
    )
