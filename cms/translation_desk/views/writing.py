"""Views of the side-by-side editor: a translation is started, written beside its source, and submitted."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Revision

from cms.approvals.drafts import get_language
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.staleness import explain_stale_master, is_up_to_date, read_histories
from cms.approvals.submission import submit
from cms.approvals.translation_drafts import (
    HeldTranslation,
    SavedMeanwhile,
    SourceText,
    find_translation,
    get_source_text,
    hold_translation,
    read_words,
    save_held_translation,
    start_translation,
    without_source_title,
)
from cms.core.language_names import name_language
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused
from cms.segments.diff import changed_segments
from cms.segments.segment import from_snapshot, get_texts
from cms.segments.track_messages import describe_faults
from cms.subtitles.faults import TrackRefused
from cms.translation_desk.assignments import get_assignment
from cms.translation_desk.comments import read_comments, save_comments
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
    """Show the translation beside its source; on POST, save it, or save and submit it."""
    if language not in TARGETS:
        raise Http404
    source = get_source_text(key)
    if request.method == "POST":
        return _save(request, source, language)
    page = find_translation(key, language)
    if page is None:
        return _show_start(request, source, language)
    form = make_form(source=source, page=page, words=read_words(page, source))
    return _show(request, source, page, form=form)


@require_POST
@requires(Capability.TRANSLATE)
def start(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    if language not in TARGETS:
        raise Http404
    start_translation(translation_key=key, language=language, by=cast(User, request.user))
    return redirect("desk_write", key=key, language=language)


def make_form(*, source: SourceText, page: BasePage, words: Mapping[str, str], data: Any = None) -> TranslationForm:
    """Return the form for the translation on this page; ``words`` are its texts by path (see ``read_words``)."""
    language = get_language(page)
    texts = get_texts(source.segments)
    translations = find_linked_translations(texts, language=language)
    latest = page.latest_revision
    return TranslationForm(
        data,
        entries=make_segment_fields(texts, words=words, translations=translations),
        page=page,
        language=language,
        initial={
            "base_revision_id": latest.pk if latest else 0,
            "base_moment": latest.created_at.isoformat() if latest else "",
        },
    )


def make_held_form(*, source: SourceText, held: HeldTranslation, data: Any) -> TranslationForm:
    """Return the form for a translation that is about to be saved."""
    words = without_source_title(page=held.page, texts=held.texts, source=source)
    return make_form(source=source, page=held.page, words=words, data=data)


def save_form(
    *, held: HeldTranslation, source: SourceText, form: TranslationForm, by: User, by_itself: bool = False
) -> Revision:
    """Save the texts of a valid form as a draft; raise what ``save_held_translation`` raises."""
    return save_held_translation(
        held=held,
        source=source,
        texts=form.get_texts(),
        base_revision_id=form.cleaned_data["base_revision_id"],
        base_moment=form.cleaned_data["base_moment"],
        knows_own_draft=form.has_only_known_texts(),
        by=by,
        by_itself=by_itself,
    )


def _save(request: HttpRequest, source: SourceText, language: str) -> HttpResponse:
    if not may(request.user, Capability.TRANSLATE, language=language):
        raise PermissionDenied
    try:
        with transaction.atomic():
            held = hold_translation(source=source, language=language)
            if held is None:
                return _show_start(request, source, language)
            page, form = held.page, make_held_form(source=source, held=held, data=request.POST)
            if form.is_valid():
                _save_draft(request, source, held, form)
    except SavedMeanwhile as meanwhile:
        return _show_conflict(request, source, page, form, meanwhile)
    except (TrackRefused, PublicationRefused) as refused:
        text = " ".join(describe_faults(refused)) if isinstance(refused, TrackRefused) else str(refused)
        messages.error(request, text)
        return _show(request, source, page, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not form.is_valid():
        messages.error(request, _("The translation wasn't saved: see what is marked below. Nothing you typed is lost."))
        return _show(request, source, page, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "submit" in request.POST:
        return _submit(request, page)
    messages.success(request, _("The draft is saved."))
    return redirect("desk_write", key=page.translation_key, language=language)


def _save_draft(request: HttpRequest, source: SourceText, held: HeldTranslation, form: TranslationForm) -> None:
    by = cast(User, request.user)
    save_form(held=held, source=source, form=form, by=by)
    key, language = held.page.translation_key, get_language(held.page)
    save_comments(data=request.POST, translation_key=key, language=language, by=by)


def _submit(request: HttpRequest, page: BasePage) -> HttpResponse:
    try:
        submit(page=page, by=cast(User, request.user), at=timezone.now())
    except PublicationRefused as refused:
        messages.warning(request, _("The draft is saved, but it wasn't submitted."))
        for refusal in refused.refusals:
            messages.error(request, refusal.text)
    else:
        messages.success(request, _("The translation is saved and submitted for review."))
    return redirect("desk_write", key=page.translation_key, language=get_language(page))


def _show_start(request: HttpRequest, source: SourceText, language: str) -> HttpResponse:
    assignment = get_assignment(source.page.translation_key, language)
    context = {**describe(request, source, language), "assignment": assignment}
    return render(request, "translation_desk/start.html", context)


def _show_conflict(
    request: HttpRequest, source: SourceText, page: BasePage, form: TranslationForm, meanwhile: SavedMeanwhile
) -> HttpResponse:
    """Show both texts; the next save replaces the newer draft, which the user has then seen."""
    messages.error(request, str(meanwhile))
    form.data = request.POST.copy()
    form.data["base_revision_id"] = str(meanwhile.revision.pk)
    form.data["base_moment"] = meanwhile.revision.created_at.isoformat()
    return _show(request, source, page, form=form, shows_theirs=True, status=HTTPStatus.CONFLICT)


def _show(
    request: HttpRequest,
    source: SourceText,
    page: BasePage,
    *,
    form: TranslationForm,
    shows_theirs: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    language = get_language(page)
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
        "errors": sum(finding.level == "error" for row in rows for finding in row.findings),
    }


def _find_addresses(page: BasePage, language: str) -> dict[str, str]:
    """Return the addresses that the page's script requests, without those of parts that aren't installed."""
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
