"""Views of a film's subtitles: edited cue by cue beside the picture, exported and imported as files."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Revision

from cms.approvals.models import Approval
from cms.approvals.permissions import get_writing_capability
from cms.approvals.staleness import explain_stale_master
from cms.approvals.translation_drafts import (
    SavedMeanwhile,
    find_translation,
    get_source_text,
    has_only_known_texts,
    hold_translation,
    save_held_translation,
)
from cms.core.language_names import name_language
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused
from cms.films.models import FilmPage
from cms.films.reference_masters import get_original
from cms.media.models import FilmMaster
from cms.quality_checks.config import get_settings
from cms.segments.track_messages import describe_faults, describe_notice
from cms.subtitles.faults import TrackRefused
from cms.subtitles.track_texts import read_texts
from cms.subtitles.tracks import MAX_TRACK_SIZE
from cms.translation_desk.cue_rows import (
    CHECKED_AT_ONCE,
    RequestedTrack,
    describe_cues,
    find_findings,
    make_rows,
)
from cms.translation_desk.forms import name_field
from cms.translation_desk.subtitle_files import (
    FIELD,
    TrackFormat,
    get_track,
    import_source,
    import_translation,
    write_file,
)
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE, Language, get_language_entry


class TrackForm(forms.Form):
    base_revision_id = forms.IntegerField(widget=forms.HiddenInput)
    base_moment = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}))


@requires(Capability.SEE_DESK)
def subtitles(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show the cues beside the film; save the texts that are posted, or import the file."""
    if request.method == "POST" and not _may_write(request, language):
        raise PermissionDenied
    track = _find_track(key, language)
    if track is None:
        return redirect("desk_write", key=key, language=language)
    if request.method != "POST":
        return _show(request, track)
    form = TrackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _respond(request, track, error=_("The form is incomplete. Reload the page."), status=422)
    if form.cleaned_data["file"]:
        return _import_file(request, track, form)
    if track.is_source:
        return _respond(request, track, error=_("Choose a file."), status=422)
    return _save(request, track, form)


def _show(request: HttpRequest, track: RequestedTrack) -> HttpResponse:
    """Show the page with its first cues checked, or respond with the next ones that its script asks for."""
    first = request.GET.get("after", "")
    if _wants_json(request) and first.isdecimal():
        return JsonResponse(describe_cues(track, int(first)))
    return _render(request, track, checked=None if "all" in request.GET else CHECKED_AT_ONCE)


@requires(Capability.SEE_DESK)
@require_safe
def subtitles_file(request: HttpRequest, key: UUID, language: str, file_format: str) -> HttpResponse:
    """Download the track as a file."""
    track = _find_track(key, language)
    if track is None or file_format not in TrackFormat.values:
        raise Http404
    text = get_track(source=track.source, page=None if track.is_source else track.page)
    try:
        data = write_file(track=text, file_format=file_format)
    except TrackRefused as refused:
        return _render(request, track, faults=describe_faults(refused), status=422)
    types = {TrackFormat.WEBVTT: "text/vtt; charset=utf-8", TrackFormat.SRT: "application/x-subrip; charset=utf-8"}
    name = f"{track.source.page.slug}.{get_language_entry(language).tag}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=types[TrackFormat(file_format)], headers=headers)


def _find_track(key: UUID, language: str) -> RequestedTrack | None:
    """Return the track, or None if the translation hasn't been started; 404 for anything but a film."""
    if language not in CODES:
        raise Http404
    source = get_source_text(key)
    if not isinstance(source.page, FilmPage):
        raise Http404
    page = find_translation(key, language)
    if page is None:
        return None
    return RequestedTrack(source, cast(FilmPage, page), language)


def _may_write(request: HttpRequest, language: str) -> bool:
    return may(request.user, get_writing_capability(language), language=language)


def _save(request: HttpRequest, track: RequestedTrack, form: TrackForm) -> HttpResponse:
    names = {name_field(cue.path): cue.path for cue in track.cues}
    sent = {name: str(text).replace("\r\n", "\n") for name, text in request.POST.items()}
    track.submitted = {path: sent[name] for name, path in names.items() if name in sent}
    try:
        with transaction.atomic():
            loaded = {path: sent[f"was-{name}"] for name, path in names.items() if f"was-{name}" in sent}
            revision = _save_draft(request, track, form, loaded=loaded)
    except SavedMeanwhile as meanwhile:
        track.page.latest_revision = meanwhile.revision
        saved = dict(read_texts(getattr(meanwhile.revision.as_object(), FIELD), FIELD))
        theirs = {path: saved.get(path, "") for path in track.submitted}
        return _respond(request, track, error=str(meanwhile), theirs=theirs, status=409)
    except TrackRefused as refused:
        return _respond(request, track, error=" ".join(describe_faults(refused)), status=422)
    track.page.latest_revision = revision
    texts = dict(read_texts(revision.content[FIELD], FIELD))
    return _respond(request, track, stored={path: texts.get(path, "") for path in track.submitted})


def _save_draft(request: HttpRequest, track: RequestedTrack, form: TrackForm, *, loaded: Mapping[str, str]) -> Revision:
    held = hold_translation(source=track.source, language=track.language)
    if held is None:
        raise Http404
    return save_held_translation(
        held=held,
        source=track.source,
        texts=track.submitted,
        knows_own_draft=has_only_known_texts(draft=held.texts, loaded=loaded, submitted=track.submitted),
        base_revision_id=form.cleaned_data["base_revision_id"],
        base_moment=form.cleaned_data["base_moment"],
        by=cast(User, request.user),
        by_itself=_wants_json(request),
    )


def _import_file(request: HttpRequest, track: RequestedTrack, form: TrackForm) -> HttpResponse:
    file, base = form.cleaned_data["file"], form.cleaned_data["base_revision_id"]
    by, data = cast(User, request.user), file.read(MAX_TRACK_SIZE + 1)
    try:
        moment = form.cleaned_data["base_moment"]
        if track.is_source:
            notices = import_source(page=track.page, data=data, base_revision_id=base, base_moment=moment, by=by)
        else:
            notices = import_translation(
                page=track.page, source=track.source, data=data, base_revision_id=base, base_moment=moment, by=by
            )
    except TrackRefused as refused:
        return _render(request, track, faults=describe_faults(refused), status=422)
    except PublicationRefused as refused:
        return _render(request, track, faults=[refused.refusals[0].text], status=409)
    messages.success(request, _("The file was imported as a draft. Nothing of it is live."))
    if notices:
        messages.info(request, " ".join(describe_notice(notice) for notice in notices))
    return redirect("desk_subtitles", key=track.page.translation_key, language=track.language)


def _respond(
    request: HttpRequest,
    track: RequestedTrack,
    *,
    error: str = "",
    stored: dict[str, str] | None = None,
    theirs: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer a save: with JSON for the script, with the page or a redirect for a form.

    After a save the JSON has only the texts that were ``stored``: in a long track the others are many.
    """
    if not _wants_json(request):
        if not error:
            messages.success(request, _("The draft is saved."))
            return redirect("desk_subtitles", key=track.page.translation_key, language=track.language)
        messages.error(request, error)
        return _render(request, track, theirs=theirs, status=status)
    texts = {**track.saved, **track.submitted} if stored is None else stored
    found = find_findings(track, texts)
    others = theirs or {}
    saved = _("Saved at %(time)s.") % {"time": f"{timezone.localtime():%H:%M:%S}"}
    body = {
        "said": error or saved,
        "revision": track.page.latest_revision_id,
        "moment": _get_moment(track),
        "texts": {name_field(path): text for path, text in texts.items()},
        "findings": {name_field(path): [finding.text for finding in found.get(path, [])] for path in texts},
        "theirs": {name_field(path): text for path, text in others.items() if text and text != texts.get(path)},
    }
    return JsonResponse(body, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _get_moment(track: RequestedTrack) -> str:
    revision = track.page.latest_revision
    return revision.created_at.isoformat() if revision else ""


def _render(
    request: HttpRequest,
    track: RequestedTrack,
    *,
    faults: Iterable[str] = (),
    theirs: dict[str, str] | None = None,
    checked: int | None = None,
    status: int = 200,
) -> HttpResponse:
    entry = get_language_entry(track.language)
    form = TrackForm(initial={"base_revision_id": track.page.latest_revision_id, "base_moment": _get_moment(track)})
    settings, may_write = get_settings(), _may_write(request, track.language)
    context: dict[str, Any] = {
        "header_title": _("Subtitles: %(title)s") % {"title": track.source.page.title},
        "page_title": _("Subtitles: %(title)s") % {"title": track.source.page.title},
        "page_subtitle": name_language(entry),
        "header_icon": "media",
        "key": track.source.page.translation_key,
        "track": track,
        "form": form,
        "rows": make_rows(track, theirs or {}, checked),
        "rest": checked if checked is not None and checked < len(track.cues) else None,
        "language": entry,
        "source_language": get_language_entry(SOURCE),
        "may_write": may_write,
        "source_attributes": _write_attributes(get_language_entry(SOURCE)),
        "field_attributes": _write_attributes(entry, is_read_only=not may_write),
        "faults": faults,
        "formats": TrackFormat,
        "limits": {
            name: settings.get_subtitle_limit(name, language=track.language) for name in settings.subtitles["usual"]
        },
        **_get_picture_context(request, track.page, track.language),
    }
    return render(request, "translation_desk/subtitles.html", context, status=status)


def _write_attributes(entry: Language, *, is_read_only: bool = False) -> SafeString:
    """Return the attributes that all texts of a language have, written once for thousands of cues."""
    return format_html('lang="{}" dir="{}"{}', entry.tag, entry.direction, " readonly" if is_read_only else "")


def _get_picture_context(request: HttpRequest, page: BasePage, language: str) -> dict[str, Any]:
    original = get_original(page.translation_key, language=language)
    approval = Approval.objects.of(page).in_force().order_by("-approved_at", "-pk").first()
    master = FilmMaster.objects.get(pk=original.master_id) if original else None
    return {
        "master": master,
        "master_url": reverse("media", args=[master.file.name]) if master else "",
        "master_change": explain_stale_master(page=page, approval=approval),
        "may_add_master": may(request.user, Capability.WRITE_SOURCE),
    }
