"""Review: source, text, checks, what follows from it; approve, or say what is to be changed. And taking down."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.approval import approve, find_findings, request_changes
from cms.approvals.change_level import get_earlier
from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Approval, ChangeLevel, Submission, SubmissionState
from cms.approvals.permissions import get_approving_capability
from cms.approvals.status import get_statuses
from cms.approvals.translation_drafts import get_source_page
from cms.approvals.withdrawal import withdraw
from cms.core.language_names import name_language
from cms.core.publication import PublicationRefused
from cms.segments.diff import changed_segments
from cms.segments.page_segments import get_labels
from cms.segments.segment import Segment, from_snapshot, get_texts
from cms.translation_desk.assignments import get_assignment
from cms.translation_desk.comments import read_comments, take_typed
from cms.translation_desk.forms import EVERYWHERE, ReviewForm, WithdrawalForm, name_field
from cms.translation_desk.impact import find_impact
from cms.translation_desk.presentation import Row, list_terms, show_text
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import SOURCE, get_language_entry


@requires(Capability.SEE_DESK)
def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = get_object_or_404(
        Submission.objects.select_related("submitted_by", "revision", "page"), pk=submission_id
    )
    texts = {"digest": submission.digest, "source_digest": _get_source_digest(submission)}
    form = ReviewForm(request.POST or None, initial={**texts, "change_level": ChangeLevel.SUBSTANTIVE})
    if request.method == "POST" and form.is_valid():
        try:
            if "send-comment" in request.POST or "resolve-comment" in request.POST:
                return _comment(request, submission)
            if "approve" in request.POST or "request_changes" in request.POST:
                return _decide(request, submission, form)
        except PublicationRefused as refused:
            for refusal in refused.refusals:
                messages.error(request, refusal.text)
            form = _reopen(form, submission)
            return _show(request, submission, form, status=409)
    return _show(request, submission, form)


def _comment(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Without JavaScript a comment at a segment is sent with the page's form, and nothing is decided."""
    _take_comments(request, submission)
    return redirect("desk_review", submission_id=submission.pk)


def _take_comments(request: HttpRequest, submission: Submission) -> None:
    take_typed(
        data=request.POST,
        translation_key=submission.translation_key,
        language=submission.language,
        by=cast(User, request.user),
        at=timezone.now(),
    )


def _reopen(form: ReviewForm, submission: Submission) -> ReviewForm:
    """Keep what was typed; the page now shows the texts as they are, so the form names those."""
    texts = {"digest": submission.digest, "source_digest": _get_source_digest(submission)}
    return ReviewForm({**form.data, **texts, "comment": form.cleaned_data["comment"]})


def _decide(request: HttpRequest, submission: Submission, form: ReviewForm) -> HttpResponse:
    asked = form.cleaned_data
    _take_comments(request, submission)
    if "approve" in request.POST:
        codes = [finding.code for finding in find_findings(submission, _get_source(submission))]
        approval = approve(
            submission=submission,
            digest=asked["digest"],
            source_digest=asked["source_digest"],
            by=cast(User, request.user),
            at=timezone.now(),
            reasons={code: request.POST.get(f"reason-{name_field(code)}", "") for code in codes},
            comment=asked["comment"],
            change_level=asked["change_level"],
        )
        _tell(request, approval)
    else:
        request_changes(submission=submission, by=cast(User, request.user), at=timezone.now(), comment=asked["comment"])
        messages.success(request, _("The text went back with your comment."))
    return redirect("desk_table")


def _tell(request: HttpRequest, approval: Approval) -> None:
    if approval.published_at:
        messages.success(request, _("“%(title)s” is approved and live.") % {"title": approval.title})
        return
    local = timezone.localtime(approval.due_at)
    text = _("“%(title)s” is approved and goes live on %(day)s at %(time)s.")
    messages.success(request, text % {"title": approval.title, "day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"})


def _get_source(submission: Submission) -> Approval | None:
    return None if submission.language == SOURCE else get_source_approval(submission.translation_key)


def _get_source_digest(submission: Submission) -> str:
    source = _get_source(submission)
    return source.digest if source else ""


def _show(request: HttpRequest, submission: Submission, form: ReviewForm, status: int = 200) -> HttpResponse:
    entry = get_language_entry(submission.language)
    source = _get_source(submission)
    is_source = submission.language == SOURCE
    before = get_earlier(submission)
    allowed = may(request.user, get_approving_capability(submission.language), language=submission.language)
    own = request.user.pk in submission.author_keys
    context: dict[str, Any] = {
        "header_title": _("Review: %(title)s") % {"title": submission.title},
        "page_title": _("Review: %(title)s") % {"title": submission.title},
        "page_subtitle": name_language(entry),
        "header_icon": "check",
        "submission": submission,
        "form": form,
        "language": entry,
        "source_language": get_language_entry(SOURCE),
        "is_source": is_source,
        "rows": _make_rows(request, submission, source, before),
        "before": before,
        "impact": find_impact(submission.page.specific) if is_source and submission.page else None,
        "is_open": submission.state == SubmissionState.OPEN,
        "may_decide": allowed and not own and submission.state == SubmissionState.OPEN,
        "is_own": own and allowed,
        "key": submission.translation_key,
        "assignment": get_assignment(submission.translation_key, submission.language),
    }
    return render(request, "translation_desk/review.html", context, status=status)


def _make_rows(
    request: HttpRequest, submission: Submission, source: Approval | None, before: Approval | None
) -> list[Row]:
    targets = {segment.path: segment for segment in get_texts(from_snapshot(submission.snapshot))}
    sources = {segment.path: segment for segment in get_texts(from_snapshot(source.snapshot))} if source else {}
    findings = find_findings(submission, source)
    changes = (
        changed_segments(from_snapshot(before.snapshot), targets.values(), language=submission.language)
        if before
        else {}
    )
    labels = get_labels(submission.revision.as_object()) if submission.revision else {}
    comments = read_comments(translation_key=submission.translation_key, language=submission.language)
    rows = []
    for path in dict.fromkeys([*sources, *targets]):
        seen = targets.get(path, Segment(path, "text", ""))
        row = Row(
            path=path,
            label=labels.get(path, path),
            source=show_text(sources.get(path, Segment(path, "text", "")), facts=True, terms=True),
            target=show_text(seen, facts=True),
            changes=changes.get(path, ()),
            findings=[finding for finding in findings if finding.path == path],
            terms=list_terms(sources[path], language=submission.language) if path in sources else [],
            comments=comments.get(path, []),
        )
        row.entry = [
            (finding, f"reason-{name_field(finding.code)}", request.POST.get(f"reason-{name_field(finding.code)}", ""))
            for finding in row.findings
        ]
        rows.append(row)
    return rows


@requires(Capability.SEE_DESK)
def impact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Before a source is changed: what becomes out of date, and who holds it."""
    page = get_source_page(key)
    context = {
        "header_title": _("What a change makes out of date"),
        "page_title": page.title,
        "page_subtitle": _("What a change makes out of date"),
        "header_icon": "warning",
        "page": page,
        "impact": find_impact(page),
        "item": get_statuses([page])[0],
    }
    return render(request, "translation_desk/impact.html", context)


@requires(Capability.WITHDRAW)
def take_down(request: HttpRequest, key: UUID) -> HttpResponse:
    page = get_source_page(key)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            approvals = withdraw(
                translation_key=key,
                language=form.cleaned_data["language"] or None,
                by=cast(User, request.user),
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except PublicationRefused as refused:
            form.add_error(None, str(refused))
        else:
            names = ", ".join(name_language(get_language_entry(approval.language)) for approval in approvals)
            messages.success(
                request, _("“%(title)s” is taken down: %(languages)s.") % {"title": page.title, "languages": names}
            )
            return redirect("desk_table")
    context = {
        "header_title": _("Take down: %(title)s") % {"title": page.title},
        "page_title": _("Take down: %(title)s") % {"title": page.title},
        "header_icon": "warning",
        "page": page,
        "form": form,
        "everywhere": EVERYWHERE,
        "impact": find_impact(page),
    }
    return render(request, "translation_desk/take_down.html", context, status=422 if form.errors else 200)
