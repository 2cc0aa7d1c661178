"""Side by side: the source on one side, the translation on the other."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.staleness import explain_stale_master, is_up_to_date, read_histories
from cms.approvals.submission import submit
from cms.approvals.translation_drafts import (
    SavedMeanwhile,
    SourceText,
    find_translation,
    get_source_text,
    read_words,
    save_translation,
    start_translation,
)
from cms.core.language_names import name_language
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused
from cms.segments.diff import changed_segments
from cms.segments.segment import from_snapshot, get_texts
from cms.segments.track_messages import describe_faults
from cms.subtitles.faults import TrackRefused
from cms.translation_desk.assignments import get_assignment
from cms.translation_desk.comments import read_comments, take_typed
from cms.translation_desk.forms import TranslationForm
from cms.translation_desk.presentation import Row
from cms.translation_desk.segment_fields import find_linked_translations, make_segment_fields
from cms.translation_desk.side_by_side import make_rows
from cms.translation_memory.pretranslation import find_pretranslations
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import SOURCE, TARGETS, get_language_entry


@requires(Capability.SEE_DESK)
def write(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show the translation beside its source; save it, or save it and hand it in."""
    if language not in TARGETS:
        raise Http404
    source = get_source_text(key)
    page = find_translation(key, language)
    if page is None:
        return render(request, "translation_desk/start.html", describe(request, source, language))
    if request.method == "POST":
        return _save(request, source, page, language)
    return _show(request, source, page, language, form=make_form(source, page, language))


@require_POST
@requires(Capability.TRANSLATE)
def start(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    if language not in TARGETS:
        raise Http404
    start_translation(translation_key=key, language=language, by=cast(User, request.user))
    return redirect("desk_write", key=key, language=language)


def make_form(source: SourceText, page: BasePage, language: str, data: Any = None) -> TranslationForm:
    texts = get_texts(source.segments)
    twins = find_linked_translations(texts, language=language)
    latest = page.latest_revision
    return TranslationForm(
        data,
        entries=make_segment_fields(texts, words=read_words(page, source), twins=twins),
        page=page,
        language=language,
        initial={
            "base_revision_id": latest.pk if latest else 0,
            "base_moment": latest.created_at.isoformat() if latest else "",
        },
    )


def _save(request: HttpRequest, source: SourceText, page: BasePage, language: str) -> HttpResponse:
    if not may(request.user, Capability.TRANSLATE, language=language):
        raise PermissionDenied
    form = make_form(source, page, language, request.POST)
    if not form.is_valid():
        messages.error(request, _("The translation wasn't saved: see what is marked below. Nothing you typed is lost."))
        return _show(request, source, page, language, form=form, status=422)
    try:
        save_translation(
            page=page,
            texts=form.get_texts(),
            base_revision_id=form.cleaned_data["base_revision_id"],
            base_moment=form.cleaned_data["base_moment"],
            by=cast(User, request.user),
        )
        take_typed(
            data=request.POST, translation_key=page.translation_key, language=language, by=cast(User, request.user)
        )
    except SavedMeanwhile as meanwhile:
        messages.error(request, str(meanwhile))
        form.data = request.POST.copy()
        form.data["base_revision_id"] = str(meanwhile.revision.pk)
        form.data["base_moment"] = meanwhile.revision.created_at.isoformat()
        return _show(request, source, page, language, form=form, shows_theirs=True, status=409)
    except (TrackRefused, PublicationRefused) as refused:
        text = " ".join(describe_faults(refused)) if isinstance(refused, TrackRefused) else str(refused)
        messages.error(request, text)
        return _show(request, source, page, language, form=form, status=422)
    if "submit" in request.POST:
        return _hand_in(request, page, language)
    messages.success(request, _("The draft is saved."))
    return redirect("desk_write", key=page.translation_key, language=language)


def _hand_in(request: HttpRequest, page: BasePage, language: str) -> HttpResponse:
    try:
        submit(page=type(page).objects.get(pk=page.pk), by=cast(User, request.user), at=timezone.now())
    except PublicationRefused as refused:
        messages.warning(request, _("The draft is saved, but it wasn't handed in."))
        for refusal in refused.refusals:
            messages.error(request, refusal.text)
    else:
        messages.success(request, _("The translation is saved and handed in for review."))
    return redirect("desk_write", key=page.translation_key, language=language)


def _show(
    request: HttpRequest,
    source: SourceText,
    page: BasePage,
    language: str,
    *,
    form: TranslationForm,
    shows_theirs: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    approval = Approval.objects.of(page).in_force().order_by("-approved_at", "-pk").first()
    before = from_snapshot(approval.source_snapshot) if approval else ()
    changes = changed_segments(before, source.segments, language=SOURCE) if approval else {}
    rows = make_rows(
        source=source,
        form=form,
        language=language,
        changes=changes,
        approval=approval,
        comments=read_comments(translation_key=page.translation_key, language=language),
        shows_theirs=shows_theirs,
    )
    last = Submission.objects.filter(page=page).select_related("decided_by").order_by("-submitted_at", "-pk").first()
    context = {
        **describe(request, source, language),
        "page": page,
        "form": form,
        "is_unsaved": status != HTTPStatus.OK,
        "rows": rows,
        "progress": _count(rows, form.get_typed()),
        "media": form.media,
        "approval": approval,
        "assignment": get_assignment(page.translation_key, language),
        "addresses": _find_addresses(page, language),
        "pretranslatable": len(find_pretranslations(source=source, words=form.get_typed(), language=language)),
        "gone": [changes[path] for path in changes if path not in {row.path for row in rows}],
        "source_changed": bool(approval and approval.source_digest != source.digest),
        "still_follows": approval is not None and _follows(approval),
        "master_change": explain_stale_master(page=page, approval=approval),
        "submission": last,
        "in_review": last is not None and last.state == SubmissionState.OPEN,
        "sent_back": last is not None and last.state == SubmissionState.CHANGES_REQUESTED,
    }
    return render(request, "translation_desk/write.html", context, status=status)


def _count(rows: list[Row], typed: Mapping[str, str]) -> dict[str, int]:
    return {
        "all": len(rows),
        "written": sum(bool(text.strip()) for text in typed.values()),
        "errors": sum(finding.is_error for row in rows for finding in row.findings),
    }


def _find_addresses(page: BasePage, language: str) -> dict[str, str]:
    """Return where the page's script asks; what has no address in this installation is left out."""
    found = {}
    names = (
        "autosave",
        "check",
        "memory",
        "pretranslate",
        "preview",
        *(("subtitles",) if page.subtitle_fields else ()),
    )
    for name in names:
        try:
            found[name] = reverse(f"desk_{name}", args=[page.translation_key, language])
        except NoReverseMatch:
            continue
    return found


def _follows(approval: Approval) -> bool:
    key = approval.translation_key
    return is_up_to_date(history=read_histories([key])[key], digest=approval.source_digest)


def describe(request: HttpRequest, source: SourceText, language: str) -> dict[str, Any]:
    entry = get_language_entry(language)
    title = _("%(title)s in %(language)s") % {"title": source.page.title, "language": name_language(entry)}
    return {
        "header_title": title,
        "page_title": source.page.title,
        "page_subtitle": name_language(entry),
        "header_icon": "globe",
        "key": source.page.translation_key,
        "source": source,
        "source_language": get_language_entry(SOURCE),
        "language": entry,
        "may_translate": may(request.user, Capability.TRANSLATE, language=language),
    }
