"""Admin page of the designs: which are proven to read from their distance, and having one proven."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.jobs.models import UNFINISHED, Job
from cms.render.designs import UnknownTemplate, get_design
from cms.render.formats import load_formats
from cms.render.qr import AddressTooLong
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.posters.design_proofs import JOB, list_standings, request_proof
from translations.languages import SOURCE


@requires(Capability.MAKE_POSTERS)
def index(request: HttpRequest) -> HttpResponse:
    """Show each design with its proofs."""
    standings = []
    try:
        standings = list_standings()
    except AddressTooLong as refusal:
        messages.error(request, str(refusal))
    language = get_language() or SOURCE
    jobs = {job.key: job for job in Job.objects.filter(kind=JOB, state__in=UNFINISHED)}
    rows = [(each, each.design.get_name(language), jobs.get(each.design.code)) for each in standings]
    return render(request, "posters/admin/designs.html", {"rows": rows, "formats": len(load_formats())})


@requires(Capability.MAKE_POSTERS)
@require_POST
def prove(request: HttpRequest, template: str) -> HttpResponse:
    """Have a design proven on every format."""
    try:
        design = get_design(template)
    except UnknownTemplate as error:
        raise Http404 from error
    request_proof(design.code, by=cast(User, request.user))
    messages.success(request, _("The design is being proven on every format. This page shows how far it is."))
    return redirect("poster_designs")
