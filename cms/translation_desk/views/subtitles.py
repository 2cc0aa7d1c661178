"""Views of a film's subtitles: edited cue by cue beside the picture, exported and imported as files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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
    SourceText,
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
from cms.films.reference_masters import get_original, get_shots
from cms.media.models import FilmMaster
from cms.quality_checks.config import get_settings
from cms.quality_checks.findings import Finding
from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment, SegmentKind
from cms.segments.track_messages import describe_faults, describe_notice
from cms.subtitles.cues import CueTiming, write_time
from cms.subtitles.faults import TrackRefused
from cms.subtitles.track_texts import read_texts, read_timings
from cms.subtitles.tracks import MAX_TRACK_SIZE
from cms.translation_desk.forms import name_field
from cms.translation_desk.presentation import show_text
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


@dataclass(frozen=True)
class CueRow:
    """A cue of the source with its translation; times are milliseconds, ``theirs`` is another person's newer text."""

    name: str
    number: int
    label: str
    field_label: str
    start: int
    end: int
    source: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    theirs: str = ""

    @property
    def times(self) -> tuple[str, str]:
        return write_time(self.start), write_time(self.end)

    @property
    def seconds(self) -> tuple[str, str]:
        """The times in seconds as a script reads them, whatever the language."""
        return f"{self.start / 1000:.3f}", f"{self.end / 1000:.3f}"


@dataclass(frozen=True)
class CueLabels:
    """The names of a cue and of its field, translated once for all cues."""

    cue: str
    field: str


@dataclass
class RequestedTrack:
    """The track that a request is about; ``submitted`` are texts by path.

    ``page`` is the film's page in the language; for the source's own track it is the source's page.
    """

    source: SourceText
    page: FilmPage
    language: str
    submitted: dict[str, str] = field(default_factory=dict)

    @cached_property
    def saved(self) -> dict[str, str]:
        """The texts of the newest draft by path."""
        return {} if self.is_source else dict(read_texts(get_track(source=self.source, page=self.page), FIELD))

    @property
    def is_source(self) -> bool:
        return self.language == SOURCE

    @property
    def cues(self) -> list[Segment]:
        return [segment for segment in self.source.segments if segment.kind == SegmentKind.CUE]


@requires(Capability.SEE_DESK)
def subtitles(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show the cues beside the film; save the texts that are posted, or import the file."""
    if request.method == "POST" and not _may_write(request, language):
        raise PermissionDenied
    track = _find_track(key, language)
    if track is None:
        return redirect("desk_write", key=key, language=language)
    if request.method != "POST":
        return _render(request, track)
    form = TrackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _respond(request, track, error=_("The form is incomplete. Reload the page."), status=422)
    if form.cleaned_data["file"]:
        return _import_file(request, track, form)
    if track.is_source:
        return _respond(request, track, error=_("Choose a file."), status=422)
    return _save(request, track, form)


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
        if track.is_source:
            notices = import_source(page=track.page, data=data, base_revision_id=base, by=by)
        else:
            moment = form.cleaned_data["base_moment"]
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
    found = _find_findings(track, texts)
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


def _make_rows(track: RequestedTrack, theirs: dict[str, str]) -> list[CueRow]:
    timings = read_timings(getattr(track.source.page, FIELD), FIELD)
    texts = {**track.saved, **track.submitted}
    found = {} if track.is_source else _find_findings(track, texts)
    labels = CueLabels(_("Subtitle %(number)s"), _("Translation of subtitle %(number)s"))
    return [
        _make_row(cue, number, labels, timings[cue.path], texts, found, theirs)
        for number, cue in enumerate(track.cues, start=1)
    ]


def _make_row(
    cue: Segment,
    number: int,
    labels: CueLabels,
    timing: tuple[CueTiming, ...],
    texts: dict[str, str],
    found: dict[str, list[Finding]],
    theirs: dict[str, str],
) -> CueRow:
    text, other = texts.get(cue.path, ""), theirs.get(cue.path, "")
    return CueRow(
        name=name_field(cue.path),
        number=number,
        label=labels.cue % {"number": number},
        field_label=labels.field % {"number": number},
        start=timing[0].start,
        end=timing[-1].end,
        source=show_text(cue, facts=True, terms=True),
        text=text,
        findings=found.get(cue.path, []),
        theirs=other if other != text else "",
    )


def _find_findings(track: RequestedTrack, texts: dict[str, str]) -> dict[str, list[Finding]]:
    """Return the findings of those of these texts that aren't empty, by path."""
    written = {path: text for path, text in texts.items() if text.strip()}
    return check_segments(
        source=[segment for segment in track.source.segments if segment.path in written or segment.path == FIELD],
        texts=written,
        language=track.language,
        shots=get_shots(track.source.page.translation_key, language=track.language),
    )


def _render(
    request: HttpRequest,
    track: RequestedTrack,
    *,
    faults: Iterable[str] = (),
    theirs: dict[str, str] | None = None,
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
        "rows": _make_rows(track, theirs or {}),
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
