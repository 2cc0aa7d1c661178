"""Live checks and autosave for the side-by-side editor."""

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
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
    hold_translation,
    read_words,
)
from cms.films.reference_masters import get_shots
from cms.quality_checks.cue_facts import list_joined
from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment, SegmentKind, from_snapshot
from cms.segments.track_messages import describe_faults
from cms.subtitles.faults import TrackRefused
from cms.translation_desk.segment_fields import make_segment_field
from cms.translation_desk.views.writing import make_held_form, save_form
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import TARGETS


@require_POST
@requires(Capability.SEE_DESK)
def check(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Respond with the findings on one text as it is typed, by the same checks as for a submission."""
    segments = _read_source(key) if language in TARGETS else ()
    path, typed = request.POST.get("path", ""), request.POST.get("text", "")
    segment = next((each for each in segments if each.path == path and each.kind != SegmentKind.CHOICE), None)
    if segment is None:
        raise Http404
    entry = make_segment_field(segment, words="", translations={})
    if entry.tags is not None and entry.tags.has_unknown(typed):
        entry = make_segment_field(segment, words=_read_words(key, language).get(path, ""), translations={})
    # A cue's timing is in the track, which is a choice.
    cues = [each for each in segments if each.kind == SegmentKind.CUE]
    beside = list_joined(cues, segment) if segment.kind == SegmentKind.CUE else (segment,)
    near = [each for each in segments if each in beside or each.kind == SegmentKind.CHOICE]
    shots = get_shots(key, language=language) if segment.kind == SegmentKind.CUE else ()
    texts = (_read_words(key, language) if len(beside) > 1 else {}) | {path: entry.store(typed)}
    found = check_segments(source=near, texts=texts, language=language, shots=shots)[path]
    return render(request, "translation_desk/findings.html", {"findings": found if typed.strip() else []})


@require_POST
@requires(Capability.TRANSLATE)
def autosave(request: HttpRequest, key: UUID, language: str) -> JsonResponse:
    """Save the submitted texts as a draft; the response names the base of the next save."""
    if language not in TARGETS:
        raise Http404
    if not may(request.user, Capability.TRANSLATE, language=language):
        raise PermissionDenied
    source = get_source_text(key)
    try:
        with transaction.atomic():
            held = hold_translation(source=source, language=language)
            if held is None:
                raise Http404
            form = make_held_form(source=source, held=held, data=request.POST)
            by = cast(User, request.user)
            is_valid = form.is_valid()
            revision = save_form(held=held, source=source, form=form, by=by, by_itself=True) if is_valid else None
    except SavedMeanwhile as meanwhile:
        return JsonResponse({"says": _describe_meanwhile(meanwhile)}, status=409)
    except TrackRefused as refused:
        return JsonResponse({"says": " ".join(describe_faults(refused))}, status=422)
    if revision is None:
        text = _(
            "Not saved: a text is too long, or something on the page is missing. Press “Save the draft” to see it."
        )
        return JsonResponse({"says": text}, status=422)
    moment = timezone.localtime(revision.created_at)
    return JsonResponse(
        {
            "says": _("Saved at %(time)s.") % {"time": f"{moment:%H:%M}"},
            "base_revision_id": revision.pk,
            "base_moment": revision.created_at.isoformat(),
        }
    )


def _describe_meanwhile(meanwhile: SavedMeanwhile) -> str:
    text = _(
        "%(person)s saved this translation while you had it open, so your texts are no longer saved automatically. "
        "Press “Save the draft” to see both texts; nothing of yours is lost."
    )
    return text % {"person": meanwhile.revision.user or _("Another person")}


def _read_source(key: UUID) -> tuple[Segment, ...]:
    """Return the approved segments as they were recorded: each keystroke checks, so no page is built for it."""
    approval = get_source_approval(key)
    return from_snapshot(approval.snapshot) if approval else get_source_text(key).segments


def _read_words(key: UUID, language: str) -> dict[str, str]:
    page = find_translation(key, language)
    return read_words(page, get_source_text(key)) if page else {}
