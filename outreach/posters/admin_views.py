"""Admin pages of posters: the list, the form for new posters, and a poster."""

from collections import Counter
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cms.files.serving import serve_file
from cms.jobs.models import Job
from cms.published import get_published
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.links.drain import drain_spool
from outreach.organisations.models import Organisation
from outreach.posters import waiting
from outreach.posters.admin_forms import ItemForm, PosterForm
from outreach.posters.models import NOT_MADE, Poster, PosterFile, PosterQuerySet, PosterState
from outreach.posters.outgoing import find_poster_reason
from outreach.posters.requests import PosterRequestRefused, request_posters
from outreach.posters.validity import end_poster
from outreach.posters.waiting import JOB
from outreach.posters.words import NoPosterWording, find_changed_sources
from translations.languages import SOURCE

PAGE_SIZE = 50


@requires(Capability.MAKE_POSTERS)
def index(request: HttpRequest) -> HttpResponse:
    posters = Poster.objects.select_related("file", "link").order_by("-pk")
    state = request.GET.get("state", "")
    if state in PosterState.values:
        posters = posters.filter(state=state)
    page = Paginator(posters, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"page": page, "states": PosterState.choices, "state": state, "item_form": ItemForm()}
    context["with_changed_source"] = find_changed_sources(page)
    return render(request, "posters/admin/index.html", context)


@requires(Capability.MAKE_POSTERS)
def make(request: HttpRequest) -> HttpResponse:
    """Show the form for new posters of an item; by POST, request them."""
    kind, _colon, key = request.GET.get("item", "").partition(":")
    item = get_published(kind=kind, key=key, language=SOURCE) if key else None
    if item is None:
        messages.warning(request, _("Choose a published item whose page has a poster headline."))
        return redirect("posters")
    form = PosterForm(request.POST or None, kind=kind, key=key)
    if request.method == "POST" and form.is_valid():
        job = _request(request, form, kind=kind, key=key)
        if job is not None:
            return redirect("poster_job", job_id=job.pk)
    return render(request, "posters/admin/make.html", {"form": form, "item": item})


def _request(request: HttpRequest, form: PosterForm, *, kind: str, key: str) -> Job | None:
    chosen: Organisation | None = form.cleaned_data["organisation"]
    try:
        return request_posters(
            kind=kind,
            key=key,
            languages=form.cleaned_data["languages"],
            format_codes=form.cleaned_data["formats"],
            placement=form.cleaned_data["placement"],
            organisation_key=chosen.key if chosen else None,
            template=form.cleaned_data["template"],
            by=cast(User, request.user),
            at=timezone.now(),
        )
    except (PosterRequestRefused, NoPosterWording) as refusal:
        form.add_error(None, str(refusal))
        return None


@requires(Capability.MAKE_POSTERS)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show the progress of the posters of one request: of each its own, as its row says."""
    row, posters = _find_posters_of_job(job_id)
    states = Counter(poster.state for poster in posters)
    context = {
        "job": row,
        "posters": posters,
        "total": len(posters),
        "counts": [(PosterState(state).label, count) for state, count in states.most_common()],
        "waiting": states[PosterState.REQUESTED],
        "not_made": sum(states[state] for state in NOT_MADE),
    }
    return render(request, "posters/admin/job.html", context)


def _find_posters_of_job(job_id: int) -> tuple[Job, PosterQuerySet]:
    row = get_object_or_404(Job, pk=job_id, kind=JOB)
    return row, Poster.objects.filter(key__in=row.params["posters"]).order_by("pk")


@requires(Capability.MAKE_POSTERS)
@require_POST
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Cancel the posters of a request that still wait."""
    row, posters = _find_posters_of_job(job_id)
    _cancel(request, posters)
    return redirect("poster_job", job_id=row.pk)


@requires(Capability.MAKE_POSTERS)
@require_POST
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Request the posters again that weren't made, and show their progress."""
    row, posters = _find_posters_of_job(job_id)
    again = _retry(request, list(posters.filter(state__in=NOT_MADE)))
    return redirect("poster_job", job_id=again.pk if again else row.pk)


@requires(Capability.MAKE_POSTERS)
@require_POST
def cancel(request: HttpRequest, key: Any) -> HttpResponse:
    """Cancel a poster that waits to be made."""
    poster = get_object_or_404(Poster, key=key)
    _cancel(request, Poster.objects.filter(pk=poster.pk))
    return redirect("poster_detail", key=poster.key)


@requires(Capability.MAKE_POSTERS)
@require_POST
def retry(request: HttpRequest, key: Any) -> HttpResponse:
    """Request a poster again that wasn't made, and show its progress."""
    poster = get_object_or_404(Poster, key=key)
    again = _retry(request, [poster])
    return redirect("poster_job", job_id=again.pk) if again else redirect("poster_detail", key=poster.key)


def _cancel(request: HttpRequest, posters: PosterQuerySet) -> None:
    count = waiting.cancel(posters, at=timezone.now())
    if count:
        text = ngettext("%(count)s poster was cancelled.", "%(count)s posters were cancelled.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(request, _("Nothing was cancelled, because no poster is waiting any more."))


def _retry(request: HttpRequest, posters: list[Poster]) -> Job | None:
    try:
        return waiting.retry(posters, by=cast(User, request.user), at=timezone.now())
    except waiting.CannotRetry as refusal:
        messages.warning(request, str(refusal))
        return None


@requires(Capability.MAKE_POSTERS)
def detail(request: HttpRequest, key: Any) -> HttpResponse:
    poster = get_object_or_404(Poster.objects.select_related("file", "link", "requested_by"), key=key)
    organisation = Organisation.objects.filter(key=poster.organisation_key).first() if poster.organisation_key else None
    drain_spool()  # scans that still wait in the spool are counted too
    scans = poster.link.scans.by_people().count() if poster.link else 0
    context = {
        "poster": poster,
        "organisation": organisation,
        "scans": scans,
        "with_changed_source": find_changed_sources([poster]),
        "withheld": find_poster_reason(poster, at=timezone.now()),
        "can_retry": poster.state in NOT_MADE,
    }
    return render(request, "posters/admin/detail.html", context)


@requires(Capability.MAKE_POSTERS)
@require_POST
def withdraw(request: HttpRequest, key: Any) -> HttpResponse:
    """Withdraw a poster; a reason is required."""
    poster = get_object_or_404(Poster, key=key)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Give the reason for the withdrawal. Nothing was changed."))
    else:
        end_poster(poster, reason=reason, at=timezone.now())
        messages.success(request, _("The poster was withdrawn. Screens remove it when they next load their manifest."))
    return redirect("poster_detail", key=poster.key)


@requires(Capability.MAKE_POSTERS)
def file(request: HttpRequest, key: Any) -> HttpResponseBase:
    """Send a poster's file; respond 410 with the reason if it may not leave."""
    stored = PosterFile.objects.filter(poster__key=key).select_related("poster").first()
    if stored is None:
        raise Http404
    reason = find_poster_reason(stored.poster, at=timezone.now())
    if reason is not None:
        context = {"poster": stored.poster, "withheld": reason}
        return render(request, "posters/admin/withheld.html", context, status=410)
    return serve_file(
        request,
        storage_name=stored.storage_name,
        filename=f"poster-{stored.poster.language}-{stored.poster.format_code}.{stored.extension}",
        content_type=stored.media_type,
        sha256=stored.sha256,
    )
