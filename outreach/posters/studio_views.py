"""Admin pages of the studio: what an officer chooses, each poster drawn before it is made, and making them."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.files.serving import serve_file
from cms.jobs.models import Job
from cms.published import get_published
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.organisations.models import Organisation
from outreach.posters import drawings
from outreach.posters.admin_forms import PosterForm
from outreach.posters.models import PosterDrawing, PosterRequest
from outreach.posters.requests import PosterRequestRefused, make_requested, prepare_request
from outreach.posters.waiting import JOB
from outreach.posters.words import NoPosterWording
from translations.languages import SOURCE

PAGE_SIZE = 24
LOOK = "look"
NOBODY = UUID(int=0)


@requires(Capability.MAKE_POSTERS)
def make(request: HttpRequest) -> HttpResponse:
    """Show the form for new posters of an item; by POST, draw them to be looked at, or make them at once."""
    kind, _colon, key = request.GET.get("item", "").partition(":")
    item = get_published(kind=kind, key=key, language=SOURCE) if key else None
    if item is None:
        messages.warning(request, _("Choose a published item whose page has a poster headline."))
        return redirect("posters")
    form = PosterForm(request.POST or None, kind=kind, key=key)
    if request.method == "POST" and form.is_valid():
        wanted = prepare_request(
            kind=kind,
            key=key,
            languages=form.cleaned_data["languages"],
            templates=form.cleaned_data["template"],
            places=form.get_places(),
            by=cast(User, request.user),
            at=timezone.now(),
        )
        if LOOK in request.POST:
            drawings.request_drawings(wanted, by=cast(User, request.user))
            return redirect("poster_request", request_id=wanted.pk)
        try:
            job = make_requested(wanted, by=cast(User, request.user), at=timezone.now())
        except (PosterRequestRefused, NoPosterWording) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("poster_job", job_id=job.pk)
    return render(request, "posters/admin/make.html", {"form": form, "item": item})


@requires(Capability.MAKE_POSTERS)
def show_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show the drawings of a request: those with a flaw first, then those with a note."""
    row = get_object_or_404(PosterRequest, pk=request_id)
    groups = drawings.list_groups(row)
    order = Case(
        When(flaws=[], notes=[], then=Value(2)),
        When(flaws=[], then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    page = Paginator(row.drawings.order_by(order, "position"), PAGE_SIZE).get_page(request.GET.get("p"))
    names = dict(
        Organisation.objects.filter(key__in={d.organisation_key for d in page} - {None}).values_list("key", "name")
    )
    flawed = set(row.drawings.exclude(flaws=[]).values_list("position", flat=True))
    drawn = row.drawings.count()
    context = {
        "request_row": row,
        "job": Job.objects.filter(kind=drawings.JOB, key=str(row.pk)).order_by("-pk").first(),
        "making": Job.objects.filter(kind=JOB, key=f"request:{row.pk}").order_by("-pk").first(),
        "page": page,
        "shown": [(row, groups[row.position], names.get(row.organisation_key or NOBODY, "")) for row in page],
        "total": sum(group.count for group in groups),
        "flawed": sum(groups[position].count for position in flawed),
        "ready": sum(group.count for position, group in enumerate(groups) if position not in flawed),
        "is_drawn": drawn == len(groups),
    }
    return render(request, "posters/admin/request.html", context)


@requires(Capability.MAKE_POSTERS)
@require_POST
def make_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Make the posters of a request whose drawing has no flaw."""
    row = get_object_or_404(PosterRequest, pk=request_id)
    by, at = cast(User, request.user), timezone.now()
    try:
        job = make_requested(row, by=by, at=at, without=drawings.find_flawed(row))
    except (PosterRequestRefused, NoPosterWording) as refusal:
        messages.error(request, str(refusal))
        return redirect("poster_request", request_id=row.pk)
    return redirect("poster_job", job_id=job.pk)


@requires(Capability.MAKE_POSTERS)
def drawing(request: HttpRequest, request_id: int, position: int) -> HttpResponseBase:
    """Send the picture of a drawing; respond 410 if its text is no longer public."""
    row = get_object_or_404(
        PosterDrawing.objects.select_related("request").exclude(picture=""), request_id=request_id, position=position
    )
    reason = drawings.find_drawing_reason(row, at=timezone.now())
    if reason is not None:
        return HttpResponse(reason.label, status=410, content_type="text/plain; charset=utf-8")
    return serve_file(
        request,
        storage_name=row.picture,
        filename=f"drawing-{row.language}-{row.format_code}.webp",
        content_type="image/webp",
        as_attachment=False,
    )
