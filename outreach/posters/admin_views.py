"""Admin pages of posters: the gallery, the progress of a request, and a poster."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cms.files.serving import serve_file
from cms.jobs.models import Job
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.links.drain import drain_spool
from outreach.organisations.models import Organisation
from outreach.posters import waiting
from outreach.posters.admin_forms import ItemForm
from outreach.posters.gallery import GalleryForm, show_posters
from outreach.posters.loops import find_loop_posters
from outreach.posters.marked import can_be_marked
from outreach.posters.models import NOT_MADE, Poster, PosterFile, PosterQuerySet, PosterState
from outreach.posters.names import name_poster_file
from outreach.posters.outgoing import find_poster_reason
from outreach.posters.summary import count_states, list_reasons, summarise_languages
from outreach.posters.validity import end_poster
from outreach.posters.versions import find_versions
from outreach.posters.waiting import JOB, find_posters_of_job
from outreach.posters.words import find_changed_sources

PAGE_SIZE = 24
ROWS = 50


@requires(Capability.MAKE_POSTERS)
def index(request: HttpRequest) -> HttpResponse:
    """Show the gallery of posters, with filters."""
    form = GalleryForm(request.GET)
    page = Paginator(form.find_posters().select_related("file"), PAGE_SIZE).get_page(request.GET.get("p"))
    posters = list(page)
    context = {
        "page": page,
        "posters": show_posters(posters, at=timezone.now()),
        "filters": form,
        "item_form": ItemForm(),
        "with_changed_source": find_changed_sources(posters),
    }
    return render(request, "posters/admin/index.html", context)


@requires(Capability.MAKE_POSTERS)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show the progress of the posters of one request, and a summary: how many of each language, and why not."""
    row, posters = _find_posters_of_job(job_id)
    states = count_states(posters)
    not_made_first = Case(When(state__in=NOT_MADE, then=Value(0)), default=Value(1), output_field=IntegerField())
    page = Paginator(posters.order_by(not_made_first, "pk"), ROWS).get_page(request.GET.get("p"))
    rows = list(page)
    context = {
        "job": row,
        "page": page,
        "posters": rows,
        "with_changed_source": find_changed_sources(rows),
        "total": sum(states.values()),
        "counts": [(PosterState(state).label, count) for state, count in states.items()],
        "languages": summarise_languages(posters),
        "reasons": list_reasons(posters),
        "waiting": states.get(PosterState.REQUESTED, 0),
        "not_made": sum(states.get(state, 0) for state in NOT_MADE),
    }
    return render(request, "posters/admin/job.html", context)


def _find_posters_of_job(job_id: int) -> tuple[Job, PosterQuerySet]:
    row = get_object_or_404(Job, pk=job_id, kind=JOB)
    return row, find_posters_of_job(row.params)


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
    withheld = find_poster_reason(poster, at=timezone.now())
    context = {
        "poster": poster,
        "organisation": organisation,
        "scans": scans,
        "with_changed_source": find_changed_sources([poster]),
        "withheld": withheld,
        "can_retry": poster.state in NOT_MADE,
        "can_be_marked": withheld is not None and can_be_marked(withheld),
        "versions": find_versions(poster),
        "can_loop": poster.state == PosterState.RELEASED and find_loop_posters(poster).exists(),
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
        filename=name_poster_file(stored.poster, extension=stored.extension),
        content_type=stored.media_type,
        sha256=stored.sha256,
    )
