"""Views of a review: the submitted text beside its source is approved or sent back. Also impact and withdrawal."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.approval import approve, find_findings, request_changes
from cms.approvals.change_level import describe_correction, get_last_approval, suggest_change_level
from cms.approvals.drafts import get_source_approval, read_revision
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.outlook import write_outlook
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
from cms.translation_desk.comments import read_comments, save_comments
from cms.translation_desk.details import list_details, list_pictures
from cms.translation_desk.forms import EVERYWHERE, ReviewForm, WithdrawalForm, name_field
from cms.translation_desk.impact import find_impact
from cms.translation_desk.presentation import Row, list_names, list_terms, show_text
from cms.translation_desk.views.embargo import get_visible_submission
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import SOURCE, get_language_entry


@requires(Capability.SEE_DESK)
def review(request: HttpRequest, submission_id: int) -> HttpResponse:
    submission = get_visible_submission(submission_id=submission_id, user=cast(User, request.user))
    source = None if submission.language == SOURCE else get_source_approval(submission.translation_key)
    initial = {**_name_texts(submission, source), "change_level": suggest_change_level(submission)}
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if "send-comment" in request.POST or "resolve-comment" in request.POST:
                return _save_comments(request, submission)
            if "approve" in request.POST or "request_changes" in request.POST:
                return _decide(request, submission, form)
        except PublicationRefused as refused:
            for refusal in refused.refusals:
                messages.error(request, refusal.text)
            source = None if source is None else get_source_approval(submission.translation_key)
            form = _reopen(form, submission, source)
            return _render_review(request, submission, source, form, status=409)
    return _render_review(request, submission, source, form)


def _save_comments(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Save the comments of a form that decides nothing: without JavaScript, a comment is sent with the whole form."""
    _save_typed_comments(request, submission)
    return redirect("desk_review", submission_id=submission.pk)


def _save_typed_comments(request: HttpRequest, submission: Submission) -> None:
    save_comments(
        data=request.POST,
        translation_key=submission.translation_key,
        language=submission.language,
        by=cast(User, request.user),
        at=timezone.now(),
    )


def _name_texts(submission: Submission, source: Approval | None) -> dict[str, str]:
    """Return the form's values that name the texts on the page."""
    return {"digest": submission.digest, "source_digest": source.digest if source else ""}


def _reopen(form: ReviewForm, submission: Submission, source: Approval | None) -> ReviewForm:
    """Return the form with what was typed and the names of the texts that the page shows now."""
    return ReviewForm({**form.data, **_name_texts(submission, source), "comment": form.cleaned_data["comment"]})


def _decide(request: HttpRequest, submission: Submission, form: ReviewForm) -> HttpResponse:
    asked, by = form.cleaned_data, cast(User, request.user)
    _save_typed_comments(request, submission)
    if "approve" in request.POST:
        codes = request.POST.getlist("finding")
        approval = approve(
            submission=submission,
            digest=asked["digest"],
            source_digest=asked["source_digest"],
            by=by,
            at=timezone.now(),
            reasons={code: request.POST.get(_name_reason(code), "") for code in codes},
            comment=asked["comment"],
            change_level=asked["change_level"],
        )
        messages.success(request, _describe_approval(approval))
    else:
        request_changes(submission=submission, by=by, at=timezone.now(), comment=asked["comment"])
        messages.success(request, _("The text was sent back with your comment."))
    return redirect("desk_table")


def _describe_approval(approval: Approval) -> str:
    if approval.published_at:
        return _("“%(title)s” is approved and live.") % {"title": approval.title}
    local = timezone.localtime(approval.due_at)
    text = _("“%(title)s” is approved and goes live on %(day)s at %(time)s.")
    return text % {"title": approval.title, "day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"}


def _name_reason(code: str) -> str:
    """Return the name of the form field for the reason to accept this finding."""
    return f"reason-{name_field(code)}"


def _render_review(
    request: HttpRequest, submission: Submission, source: Approval | None, form: ReviewForm, status: int = 200
) -> HttpResponse:
    entry = get_language_entry(submission.language)
    is_source = submission.language == SOURCE
    before = get_last_approval(submission)
    allowed = may(request.user, get_approving_capability(submission.language), language=submission.language)
    own = request.user.pk in submission.author_keys
    title = _("Review: %(title)s") % {"title": submission.title}
    context: dict[str, Any] = {
        "header_title": title,
        "page_title": title,
        "page_subtitle": name_language(entry),
        "header_icon": "check",
        "submission": submission,
        "form": form,
        "language": entry,
        "source_language": get_language_entry(SOURCE),
        "is_source": is_source,
        "rows": _make_rows(request, submission, source, before),
        "before": before,
        "correction": describe_correction(submission),
        "impact": find_impact(submission.page.specific) if is_source and submission.page else None,
        "is_open": submission.state == SubmissionState.OPEN,
        "may_decide": allowed and not own and submission.state == SubmissionState.OPEN,
        "is_own": own and allowed,
        "confirmed": _("Compared with the source and confirmed."),
        "key": submission.translation_key,
        **_describe_details(submission, before),
        "outlook": write_outlook(
            translation_key=submission.translation_key, language=submission.language, at=timezone.now()
        ),
        "assignment": get_assignment(submission.translation_key, submission.language),
    }
    return render(request, "translation_desk/review.html", context, status=status)


def _describe_details(submission: Submission, before: Approval | None) -> dict[str, Any]:
    """Return all that is approved besides the text, and the address of the page as readers will see it."""
    if submission.revision is None or submission.page is None:
        return {}
    page = read_revision(submission.revision)
    earlier = read_revision(before.revision) if before and before.revision else None
    parent_path = submission.page.url_path.rstrip("/").rpartition("/")[0] + "/"
    return {
        "details": list_details(page, earlier, parent_path=parent_path, language=submission.language),
        "pictures": list_pictures(page, earlier, language=submission.language),
        "is_reordered": before is not None and _is_reordered(before, submission),
        "redirects": submission.page.live and earlier is not None and earlier.slug != page.slug,
        "preview": reverse("desk_review_page", args=[submission.pk]),
    }


def _is_reordered(before: Approval, submission: Submission) -> bool:
    """Return whether parts that stayed are in another order now."""
    paths = [[segment["path"] for segment in each.snapshot] for each in (before, submission)]
    kept = set(paths[0]) & set(paths[1])
    old, new = ([path for path in each if path in kept] for each in paths)
    return old != new


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
    revisions = [before.revision if before else None, submission.revision]
    labels = {path: label for each in revisions if each for path, label in get_labels(read_revision(each)).items()}
    comments = read_comments(translation_key=submission.translation_key, language=submission.language)
    rows = []
    for path in dict.fromkeys([*sources, *targets, *changes]):
        seen = targets.get(path, Segment(path, "text", ""))
        row = Row(
            path=path,
            label=labels.get(path, path),
            source=show_text(sources.get(path, Segment(path, "text", "")), facts=True, terms=True),
            target=show_text(seen, facts=True, language=submission.language),
            changes=changes.get(path, ()),
            findings=[finding for finding in findings if finding.path == path],
            terms=list_terms(sources[path], language=submission.language) if path in sources else [],
            names=list_names(sources[path], target=seen.text, language=submission.language) if path in sources else (),
            comments=comments.get(path, []),
        )
        row.entry = [
            (finding, _name_reason(finding.code), request.POST.get(_name_reason(finding.code), ""))
            for finding in row.findings
        ]
        rows.append(row)
    return rows


@requires(Capability.SEE_DESK)
def impact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a change of the source would make out of date, and who holds it."""
    page = get_source_page(key)
    context = {
        "header_title": _("What a change makes out of date"),
        "page_title": page.title,
        "page_subtitle": _("What a change makes out of date"),
        "header_icon": "warning",
        "page": page,
        "may_write": may(request.user, Capability.WRITE_SOURCE),
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
