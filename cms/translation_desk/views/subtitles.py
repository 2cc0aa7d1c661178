"""A film's subtitles beside its picture: written cue by cue, out and in as files."""

from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.approvals.models import Approval
from cms.approvals.permissions import get_writing_capability
from cms.approvals.staleness import explain_stale_master
from cms.approvals.translation_drafts import (
    SavedMeanwhile,
    SourceText,
    find_translation,
    get_source_text,
    save_translation,
)
from cms.core.language_names import name_language
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused
from cms.films.models import FilmPage
from cms.films.reference_masters import get_original, get_shots
from cms.media.models import FilmMaster
from cms.quality_checks.config import get_settings
from cms.quality_checks.findings import Finding
from cms.quality_checks.registry import check_segments
from cms.segments.page_segments import Segment, SegmentKind
from cms.subtitles.cues import BrokenCue, CueTiming, read_cues, read_timings, write_seconds
from cms.subtitles.tracks import LARGEST_TRACK, TrackFault, TrackRefused
from cms.translation_desk.forms import name_field
from cms.translation_desk.presentation import show_text
from cms.translation_desk.subtitle_files import FIELD, TrackFormat, get_track, take_in, take_in_source, write_file
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE, get_language_entry


class TrackForm(forms.Form):
    base_revision_id = forms.IntegerField(widget=forms.HiddenInput)
    base_moment = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}))


@dataclass(frozen=True)
class CueRow:
    """A cue of the source, its translation, and what there is to say about it."""

    name: str
    number: int
    start: float
    end: float
    source: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    theirs: str = ""

    @property
    def times(self) -> tuple[str, str]:
        return write_seconds(self.start), write_seconds(self.end)


@dataclass
class Track:
    """What one request is about: the source, the page in the language (for the source its own), and what was typed."""

    source: SourceText
    page: FilmPage
    language: str
    saved: dict[str, str]
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def is_source(self) -> bool:
        return self.language == SOURCE

    @property
    def cues(self) -> list[Segment]:
        return [segment for segment in self.source.segments if segment.kind == SegmentKind.CUE]


@requires(Capability.SEE_DESK)
def subtitles(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show the cues beside the film; save what is typed, or take a file in."""
    if request.method == "POST" and not _may_write(request, language):
        raise PermissionDenied
    track = _find_track(key, language)
    if track is None:
        return redirect("desk_write", key=key, language=language)
    if request.method != "POST":
        return _show(request, track)
    form = TrackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, track, error=_("The page is incomplete: load it again."), status=422)
    if form.cleaned_data["file"]:
        return _take_file(request, track, form)
    if track.is_source:
        return _answer(request, track, error=_("Choose a file."), status=422)
    return _save(request, track, form)


@requires(Capability.SEE_DESK)
@require_safe
def subtitles_file(request: HttpRequest, key: UUID, language: str, file_format: str) -> HttpResponse:
    """Hand out the track as a file."""
    track = _find_track(key, language)
    if track is None or file_format not in TrackFormat.values:
        raise Http404
    text = get_track(source=track.source, page=None if track.is_source else track.page)
    try:
        data = write_file(track=text, file_format=file_format)
    except TrackRefused as refused:
        return _show(request, track, faults=refused.faults, status=422)
    types = {TrackFormat.WEBVTT: "text/vtt; charset=utf-8", TrackFormat.SRT: "application/x-subrip; charset=utf-8"}
    name = f"{track.source.page.slug}.{get_language_entry(language).tag}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=types[TrackFormat(file_format)], headers=headers)


def _find_track(key: UUID, language: str) -> Track | None:
    """Return the track, or None where the translation isn't begun; 404 for what is no film."""
    if language not in CODES:
        raise Http404
    source = get_source_text(key)
    if not isinstance(source.page, FilmPage):
        raise Http404
    page = find_translation(key, language)
    if page is None:
        return None
    film = cast(FilmPage, page)
    saved = {} if language == SOURCE else dict(read_cues(get_track(source=source, page=film), FIELD))
    return Track(source, film, language, saved)


def _may_write(request: HttpRequest, language: str) -> bool:
    return may(request.user, get_writing_capability(language), language=language)


def _save(request: HttpRequest, track: Track, form: TrackForm) -> HttpResponse:
    names = {name_field(cue.path): cue.path for cue in track.cues}
    track.typed = {
        path: request.POST[name].replace("\r\n", "\n") for name, path in names.items() if name in request.POST
    }
    try:
        revision = save_translation(
            page=track.page,
            texts=track.typed,
            base_revision_id=form.cleaned_data["base_revision_id"],
            base_moment=form.cleaned_data["base_moment"],
            by=cast(User, request.user),
            by_itself=_is_asked_by_script(request),
        )
    except SavedMeanwhile as meanwhile:
        track.page.latest_revision = meanwhile.revision
        saved = dict(read_cues(getattr(meanwhile.revision.as_object(), FIELD), FIELD))
        theirs = {path: saved.get(path, "") for path in track.typed}
        return _answer(request, track, error=str(meanwhile), theirs=theirs, status=409)
    except BrokenCue as broken:
        return _answer(request, track, error=str(broken), status=422)
    track.page.latest_revision = revision
    track.saved, track.typed = dict(read_cues(getattr(revision.as_object(), FIELD), FIELD)), {}
    return _answer(request, track)


def _take_file(request: HttpRequest, track: Track, form: TrackForm) -> HttpResponse:
    file, base = form.cleaned_data["file"], form.cleaned_data["base_revision_id"]
    by, data = cast(User, request.user), file.read(LARGEST_TRACK + 1)
    try:
        if track.is_source:
            take_in_source(page=track.page, data=data, base_revision_id=base, by=by)
        else:
            moment = form.cleaned_data["base_moment"]
            take_in(page=track.page, source=track.source, data=data, base_revision_id=base, base_moment=moment, by=by)
    except TrackRefused as refused:
        return _show(request, track, faults=refused.faults, status=422)
    except PublicationRefused as meanwhile:
        return _show(request, track, faults=(TrackFault(0, meanwhile.refusals[0].text),), status=409)
    messages.success(request, _("The file is taken in as a draft. Nothing of it is live."))
    return redirect("desk_subtitles", key=track.page.translation_key, language=track.language)


def _answer(
    request: HttpRequest, track: Track, *, error: str = "", theirs: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """Answer what was typed: a script in its own form, a person with the page."""
    if not _is_asked_by_script(request):
        if not error:
            messages.success(request, _("The draft is saved."))
            return redirect("desk_subtitles", key=track.page.translation_key, language=track.language)
        messages.error(request, error)
        return _show(request, track, theirs=theirs, status=status)
    rows = _make_rows(track, theirs or {})
    said = _("Saved at %(time)s.") % {"time": f"{timezone.localtime():%H:%M:%S}"}
    body = {
        "said": error or said,
        "revision": track.page.latest_revision_id,
        "moment": _get_moment(track),
        "texts": {row.name: row.text for row in rows},
        "findings": {row.name: [finding.text for finding in row.findings] for row in rows},
        "theirs": {row.name: row.theirs for row in rows if row.theirs},
    }
    return JsonResponse(body, status=status)


def _is_asked_by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _get_moment(track: Track) -> str:
    revision = track.page.latest_revision
    return revision.created_at.isoformat() if revision else ""


def _make_rows(track: Track, theirs: dict[str, str]) -> list[CueRow]:
    timings = read_timings(getattr(track.source.page, FIELD), FIELD)
    texts = {**track.saved, **track.typed}
    found = {} if track.is_source else _find_findings(track, texts)
    return [_make_row(cue, n, timings[cue.path], texts, found, theirs) for n, cue in enumerate(track.cues, start=1)]


def _make_row(
    cue: Segment,
    number: int,
    timing: tuple[CueTiming, ...],
    texts: dict[str, str],
    found: dict[str, list[Finding]],
    theirs: dict[str, str],
) -> CueRow:
    text, other = texts.get(cue.path, ""), theirs.get(cue.path, "")
    return CueRow(
        name=name_field(cue.path),
        number=number,
        start=timing[0].start,
        end=timing[-1].end,
        source=show_text(cue, facts=True, terms=True),
        text=text,
        findings=found.get(cue.path, []) if text.strip() else [],
        theirs=other if other != text else "",
    )


def _find_findings(track: Track, texts: dict[str, str]) -> dict[str, list[Finding]]:
    return check_segments(
        source=[segment for segment in track.source.segments if segment.path.split(".", 1)[0] == FIELD],
        texts=texts,
        language=track.language,
        shots=get_shots(track.source.page.translation_key, language=track.language),
    )


def _show(
    request: HttpRequest,
    track: Track,
    *,
    faults: tuple[TrackFault, ...] = (),
    theirs: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    entry = get_language_entry(track.language)
    form = TrackForm(initial={"base_revision_id": track.page.latest_revision_id, "base_moment": _get_moment(track)})
    settings = get_settings()
    context: dict[str, Any] = {
        "header_title": _("Subtitles: %(title)s") % {"title": track.source.page.title},
        "page_title": _("Subtitles: %(title)s") % {"title": track.source.page.title},
        "page_subtitle": name_language(entry),
        "header_icon": "media",
        "key": track.source.page.translation_key,
        "track": track,
        "form": form,
        "rows": _make_rows(track, theirs or {}),
        "language": entry,
        "source_language": get_language_entry(SOURCE),
        "may_write": _may_write(request, track.language),
        "faults": faults,
        "formats": TrackFormat,
        "limits": {name: settings.get_reading(name, language=track.language) for name in settings.subtitles["usual"]},
        **_describe_picture(request, track.page, track.language),
    }
    return render(request, "translation_desk/subtitles.html", context, status=status)


def _describe_picture(request: HttpRequest, page: BasePage, language: str) -> dict[str, Any]:
    original = get_original(page.translation_key, language=language)
    approval = Approval.objects.of(page).in_force().order_by("-approved_at", "-pk").first()
    master = FilmMaster.objects.get(pk=original.master_id) if original else None
    return {
        "master": master,
        "master_url": reverse("media", args=[master.file.name]) if master else "",
        "master_change": explain_stale_master(page=page, approval=approval),
        "may_add_master": may(request.user, Capability.WRITE_SOURCE),
    }
