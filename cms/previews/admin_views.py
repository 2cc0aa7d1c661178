"""Views of preview links at the desk: making, listing and revoking them."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from cms.approvals.embargoed_texts import require_visible
from cms.approvals.models import Approval
from cms.core.addresses import absolute
from cms.core.language_names import name_language
from cms.core.publication import PublicationRefused
from cms.previews.forms import PreviewLinkForm
from cms.previews.links import MadeLink, find_awaiting, make_link, revoke_link
from cms.previews.models import PreviewLink
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, get_language_entry


@requires(Capability.SHARE_EMBARGOED)
@require_safe
def list_texts(request: HttpRequest) -> HttpResponse:
    """List the approved texts that await their time, and the links that lead somewhere."""
    now = timezone.now()
    awaiting = Approval.objects.awaiting().select_related("approved_by").order_by("due_at", "pk")
    context = {
        "page_title": _("Previews for newsrooms"),
        "header_icon": "view",
        "awaiting": awaiting.defer("snapshot", "source_snapshot"),
        "links": PreviewLink.objects.open(at=now).select_related("made_by").order_by("ends_at", "pk"),
    }
    return render(request, "previews/admin/texts.html", context)


@requires(Capability.SHARE_EMBARGOED)
def show_links(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show the links to a text and a form for a new one; after POST, the new link, this one time."""
    if language not in CODES:
        raise Http404
    user, now = cast(User, request.user), timezone.now()
    require_visible(translation_key=key, language=language, user=user, at=now)
    approval = find_awaiting(translation_key=key, language=language)
    links = PreviewLink.objects.filter(translation_key=key, language=language)
    if approval is None and not links.exists():
        raise Http404
    form, made = PreviewLinkForm(request.POST or None), None
    if approval is not None:
        form.set_usual_end(approval.due_at)
    if request.method == "POST" and form.is_valid():
        made = _make(form, key=key, language=language, by=user)
        if made is not None and approval is not None:
            form = PreviewLinkForm()
            form.set_usual_end(approval.due_at)
    context = {
        "page_title": _("Previews for newsrooms"),
        "page_subtitle": f"{approval.title if approval else ''} {name_language(get_language_entry(language))}".strip(),
        "header_icon": "view",
        "approval": approval,
        "form": form,
        "address": _write_address(made) if made else "",
        "links": links.select_related("made_by", "revoked_by").order_by("-made_at", "-pk"),
        "now": now,
    }
    response = render(request, "previews/admin/links.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Capability.SHARE_EMBARGOED)
@require_POST
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    link = get_object_or_404(PreviewLink, pk=link_id)
    revoke_link(link=link, by=cast(User, request.user), at=timezone.now())
    return redirect("preview_links", key=link.translation_key, language=link.language)


def _make(form: PreviewLinkForm, *, key: UUID, language: str, by: User) -> MadeLink | None:
    given = form.cleaned_data
    try:
        return make_link(
            translation_key=key,
            language=language,
            recipient=given["recipient"],
            ends_at=given["ends_at"],
            by=by,
            at=timezone.now(),
        )
    except PublicationRefused as refused:
        form.add_error(None, str(refused))
        return None


def _write_address(made: MadeLink) -> str:
    with override(made.link.language):
        return absolute(reverse("preview", args=[made.token]))
