from uuid import UUID

from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from cms.render.formats import load_formats
from outreach.posters import design_proofs, drawings, loops
from outreach.posters.models import Loop, Poster, PosterRequest, PosterState
from outreach.posters.successors import JOB as FOLLOW
from outreach.posters.successors import follow_organisation
from outreach.posters.summary import count_states
from outreach.posters.validity import end_expired, mark_all_outdated
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


@job_kind(drawings.JOB)
def draw_posters(job: RunningJob) -> None:
    """Draw the posters of a request before they are made."""
    from outreach.posters.drawing_work import draw_all  # loads typesetter and decoders, needed by workers only

    request = PosterRequest.objects.get(pk=job.params["request"])
    total, drawn = len(drawings.list_groups(request)), request.drawings.count()
    job.progress(drawn, total)
    for done, _drawing in enumerate(draw_all(request, at=timezone.now()), drawn + 1):
        job.progress(done, total)


@job_kind(loops.JOB)
def make_loop(job: RunningJob) -> None:
    """Make the films of a loop; heartbeats come from a thread, because one film takes longer than their interval."""
    from outreach.posters import loop_making  # loads encoders and decoders, needed by workers only

    loop_making.make_loop(Loop.objects.get(pk=job.params["loop"]), at=timezone.now())


@job_kind(design_proofs.JOB)
def prove_design(job: RunningJob) -> None:
    """Prove a design on every format; after a kill, what has a proof is passed over."""
    from outreach.posters.proving import prove_formats  # loads typesetter and decoders, needed by workers only

    total = len(load_formats())
    for done, _proven in enumerate(prove_formats(job.params["template"], at=timezone.now()), 1):
        job.progress(done, total)


@job_kind(FOLLOW)
def follow(job: RunningJob) -> None:
    """Make the posters of an organisation anew whose country or contacts were changed."""
    successors = follow_organisation(UUID(job.params["organisation"]), at=timezone.now())
    job.result["successors"] = [str(poster.key) for poster in successors]


every(seconds=300, name="posters.mark_all_outdated")(mark_all_outdated)
every(seconds=60, name="posters.end_expired")(end_expired)
every(seconds=60, name="posters.resume_left")(resume_left)
every(seconds=86_400, name="posters.forget_drawings")(drawings.forget_drawings)
every(seconds=3_600, name="posters.prove_changed")(design_proofs.prove_changed)
