"""What the side-by-side page asks while somebody types: is it right so far, and please keep it."""

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.approvals.drafts import get_source_approval
from cms.approvals.translation_drafts import (
    SavedMeanwhile,
    find_translation,
    get_source_text,
    read_words,
    save_translation,
)
from cms.films.reference_masters import get_shots
from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment, SegmentKind, from_snapshot
from cms.segments.track_messages import describe_faults
from cms.subtitles.faults import TrackRefused
from cms.translation_desk.forms import TranslationForm
from cms.translation_desk.segment_fields import make_segment_field
from cms.translation_desk.views.writing import make_form
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import TARGETS


@require_POST
@requires(Capability.SEE_DESK)
def check(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Answer with what there is to say about one text as it is typed, by the rules that it is handed in by."""
    segments = _read_source(key) if language in TARGETS else ()
    path, typed = request.POST.get("path", ""), request.POST.get("text", "")
    segment = next((each for each in segments if each.path == path and each.kind != SegmentKind.CHOICE), None)
    if segment is None:
        raise Http404
    entry = make_segment_field(segment, words="", twins={})
    if entry.tags is not None and entry.tags.has_unknown(typed):
        entry = make_segment_field(segment, words=_read_words(key, language).get(path, ""), twins={})
    # A cue's timing is in the track, which is a choice.
    near = [each for each in segments if each is segment or each.kind == SegmentKind.CHOICE]
    shots = get_shots(key, language=language) if segment.kind == SegmentKind.CUE else ()
    found = check_segments(source=near, texts={path: entry.store(typed)}, language=language, shots=shots)[path]
    return render(request, "translation_desk/findings.html", {"findings": found if typed.strip() else []})


@require_POST
@requires(Capability.TRANSLATE)
def autosave(request: HttpRequest, key: UUID, language: str) -> JsonResponse:
    """Save the texts that were sent, by the rules of every save; the answer says what the next one stands on."""
    page = find_translation(key, language) if language in TARGETS else None
    if page is None:
        raise Http404
    if not may(request.user, Capability.TRANSLATE, language=language):
        raise PermissionDenied
    form = make_form(get_source_text(key), page, language, request.POST)
    if not form.is_valid():
        refused = _(
            "Not saved: a text is too long, or something on the page is missing. Press “Save the draft” to see it."
        )
        return JsonResponse({"says": refused}, status=422)
    base: Any = form.cleaned_data
    if page.latest_revision and page.latest_revision.user_id == request.user.pk and _has_only_what_was_seen(form):
        base = form.initial
    try:
        revision = save_translation(
            page=page,
            texts=form.get_texts(),
            base_revision_id=base["base_revision_id"],
            base_moment=base["base_moment"],
            by=cast(User, request.user),
            by_itself=True,
        )
    except SavedMeanwhile as meanwhile:
        return JsonResponse({"says": _say_meanwhile(meanwhile)}, status=409)
    except TrackRefused as refused:
        return JsonResponse({"says": " ".join(describe_faults(refused))}, status=422)
    moment = timezone.localtime(revision.created_at)
    return JsonResponse(
        {
            "says": _("Saved at %(time)s.") % {"time": f"{moment:%H:%M}"},
            "base_revision_id": revision.pk,
            "base_moment": revision.created_at.isoformat(),
        }
    )


def _has_only_what_was_seen(form: TranslationForm) -> bool:
    """Say whether the person's newest draft has, in every text that was sent, what their page began with or sends.

    A page that is left saves what it has, and the next one may have been opened before that arrived.
    """
    for path, entry in form.entries.items():
        name = form.paths[path]
        seen = [form.data.get(f"{prefix}{name}") for prefix in ("was-", "")]
        if name in form.data and entry.text not in [text.replace("\r\n", "\n") for text in seen if text is not None]:
            return False
    return True


def _say_meanwhile(meanwhile: SavedMeanwhile) -> str:
    text = _(
        "%(person)s saved this translation while you had it open, so that nothing more is saved by itself. Press “Save "
        "the draft” to see both texts; nothing of yours is lost."
    )
    return text % {"person": meanwhile.revision.user or _("Another person")}


def _read_source(key: UUID) -> tuple[Segment, ...]:
    """Return what is approved as it was recorded, which is quicker than to take the page apart again."""
    approval = get_source_approval(key)
    return from_snapshot(approval.snapshot) if approval else get_source_text(key).segments


def _read_words(key: UUID, language: str) -> dict[str, str]:
    page = find_translation(key, language)
    return read_words(page, get_source_text(key)) if page else {}
