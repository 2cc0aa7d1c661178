"""Admin pages of loops: the list, a new loop of one place, a loop with its films, and a film."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cms.files.serving import serve_file
from cms.jobs.models import Job
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.posters.loop_forms import LoopForm
from outreach.posters.loops import (
    JOB,
    LoopRefused,
    find_loop_posters,
    find_loop_reason,
    list_parts,
    prefetch_parts,
    request_loop,
)
from outreach.posters.models import Loop, LoopFile, Poster
from outreach.posters.names import name_loop_file

PAGE_SIZE = 24


@requires(Capability.MAKE_POSTERS)
def index(request: HttpRequest) -> HttpResponse:
    loops = Loop.objects.prefetch_related(prefetch_parts()).order_by("-pk")
    page = Paginator(loops, PAGE_SIZE).get_page(request.GET.get("p"))
    return render(request, "posters/admin/loops.html", {"page": page})


@requires(Capability.MAKE_POSTERS)
def make(request: HttpRequest, key: Any) -> HttpResponse:
    """Show the languages of a poster's place; by POST, request a loop of the chosen ones."""
    poster = get_object_or_404(Poster, key=key)
    posters = list(find_loop_posters(poster))
    form = LoopForm(request.POST or None, posters=posters)
    if request.method == "POST" and form.is_valid():
        chosen = [each for each in posters if str(each.pk) in form.cleaned_data["posters"]]
        seconds, by = form.cleaned_data["seconds_each"], cast(User, request.user)
        try:
            job = request_loop(posters=chosen, seconds_each=seconds, by=by, at=timezone.now())
        except LoopRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("poster_loop", loop_id=job.params["loop"])
    return render(request, "posters/admin/make_loop.html", {"form": form, "poster": poster, "posters": posters})


@requires(Capability.MAKE_POSTERS)
def detail(request: HttpRequest, loop_id: int) -> HttpResponse:
    loop = get_object_or_404(Loop, pk=loop_id)
    posters = list_parts(loop)
    context = {
        "loop": loop,
        "posters": posters,
        "files": loop.files.order_by("media_type"),
        "withheld": find_loop_reason(loop, at=timezone.now(), posters=posters),
        "job": Job.objects.filter(kind=JOB, key=str(loop.key)).order_by("-pk").first(),
    }
    return render(request, "posters/admin/loop.html", context)


@requires(Capability.MAKE_POSTERS)
def file(request: HttpRequest, loop_id: int, extension: str) -> HttpResponseBase:
    """Send a loop's film; respond 410 with the reason if it may not leave."""
    films = LoopFile.objects.filter(storage_name__endswith=f".{extension}").select_related("loop")
    stored = get_object_or_404(films, loop_id=loop_id)
    posters = list_parts(stored.loop)
    reason = find_loop_reason(stored.loop, at=timezone.now(), posters=posters)
    if reason is not None:
        return render(
            request, "posters/admin/loop_withheld.html", {"loop": stored.loop, "withheld": reason}, status=410
        )
    languages = [poster.language for poster in posters]
    return serve_file(
        request,
        storage_name=stored.storage_name,
        filename=name_loop_file(stored.loop, languages=languages, extension=stored.extension),
        content_type=stored.media_type,
        sha256=stored.sha256,
    )
