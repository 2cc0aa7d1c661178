"""Pages of recalls in the admin: the list, a new one, its board, and what the desk does until it is closed."""

from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.jobs.models import Job
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.recalls.answers import record_removal
from outreach.recalls.calls import list_calls, record_call, write_csv
from outreach.recalls.closing import close_recall
from outreach.recalls.effectiveness import CallOutcome, count_recipients, read_entries
from outreach.recalls.escalation import find_untold
from outreach.recalls.forms import CallForm, ClosingForm, RecallForm, RemovalRecordForm
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.preview import preview_recall
from outreach.recalls.recall import JOB, RecallRefused, send_recall
from translations.languages import SOURCE

PAGE_SIZE = 50
PEOPLE = ("sent_by", "closed_by", "lift_proposed_by", "lifted_by")


@requires(Capability.SEND_RECALL, Capability.SEE_LEDGER)
def recalls(request: HttpRequest) -> HttpResponse:
    rows = Recall.objects.annotate(
        notified=Count("recipients"), confirmed=Count("recipients", filter=Q(recipients__confirmed_at__isnull=False))
    ).order_by("-sent_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {"page": page, "may_send": may(request.user, Capability.SEND_RECALL)}
    return render(request, "recalls/recalls.html", context)


@requires(Capability.SEND_RECALL)
def new_recall(request: HttpRequest) -> HttpResponse:
    """Show the form and, for a chosen target, everything that its recall would reach; by POST, send the recall."""
    now = timezone.now()
    search = request.GET.get("q", "")
    initial = {"item": request.GET.get("item", ""), "request_key": uuid4()}
    form = RecallForm(request.POST or None, initial=initial, at=now, search=search)
    if request.method == "POST" and form.is_valid():
        names = ("reason", "deadline", "is_rehearsal", "request_key")
        asked = {name: form.cleaned_data[name] for name in names}
        try:
            recall = send_recall(target=form.target, by=cast(User, request.user), at=now, **asked)
        except RecallRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _describe_sent(recall))
            return redirect("outreach_recall", recall.pk)
    preview = preview_recall(form.chosen, at=now) if form.chosen else None
    context = {"form": form, "q": search, "preview": preview}
    return render(request, "recalls/new_recall.html", context, status=422 if form.errors else 200)


def _describe_sent(recall: Recall) -> str:
    if recall.is_rehearsal:
        return _("The rehearsal has begun. Nothing is kept back, and nobody is mailed.")
    return _("The recall holds from now on. Every organisation that holds it is being notified; see below how far.")


@requires(Capability.SEND_RECALL, Capability.SEE_LEDGER)
def recall_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the board of a recall: who was told, opened it and answered."""
    recall = _get_recall(pk)
    rows = recall.recipients.select_related("organisation", "confirmed_by", "recall").order_by("confirmed_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    context = {
        "recall": recall,
        "page": page,
        "entries": read_entries(recall, page),
        "numbers": count_recipients(recall),
        "job": Job.objects.filter(kind=JOB, key=f"recall:{recall.pk}").order_by("-pk").first(),
        "is_desk_untold": find_untold(at=timezone.now()).filter(pk=recall.pk).exists(),
        "may_send": may(request.user, Capability.SEND_RECALL),
        "now": timezone.now(),
    }
    return render(request, "recalls/recall_status.html", context)


def _get_recall(pk: int) -> Recall:
    return get_object_or_404(Recall.objects.select_related(*PEOPLE), pk=pk)


@requires(Capability.SEND_RECALL)
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom the desk must call, and record a call."""
    recall = _get_recall(pk)
    form = CallForm(request.POST or None, recall=recall)
    if request.method == "POST" and form.is_valid():
        called = form.cleaned_data
        try:
            record_call(
                recipient=called["recipient"],
                outcome=CallOutcome(called["outcome"]),
                person=called["person"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except RecallRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The call was recorded."))
        return redirect("outreach_recall_calls", recall.pk)
    lines = list_calls(recall, language=get_language() or SOURCE, at=timezone.now())
    context = {"recall": recall, "lines": lines, "form": form, "outcomes": CallOutcome.choices}
    return render(request, "recalls/calls.html", context, status=422 if form.errors else 200)


@requires(Capability.SEND_RECALL)
@require_safe
def calls_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the telephone list for a spreadsheet. It has names and numbers, so no cache may keep it."""
    recall = _get_recall(pk)
    text = write_csv(list_calls(recall, language=get_language() or SOURCE, at=timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="calls-{recall.pk}.csv"', "Cache-Control": "no-store"}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


@requires(Capability.SEND_RECALL)
def removal(request: HttpRequest, pk: int, recipient_id: int) -> HttpResponse:
    """Record on behalf of an organisation that it took the item down."""
    found = RecallRecipient.objects.select_related("recall", "organisation")
    recipient = get_object_or_404(found, pk=recipient_id, recall=pk)
    form = RemovalRecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        evidence = form.cleaned_data["evidence"]
        record_removal(recipient=recipient, evidence=evidence, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("The removal was recorded, with you as the person who did it."))
        return redirect("outreach_recall", recipient.recall_id)
    context = {"recipient": recipient, "recall": recipient.recall, "form": form}
    return render(request, "recalls/removal.html", context, status=422 if form.errors else 200)


@requires(Capability.SEND_RECALL)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a recall, with a reason for each organisation that hasn't answered."""
    recall = _get_recall(pk)
    unanswered = list(recall.recipients.unanswered().select_related("organisation").order_by("pk"))
    form = ClosingForm(request.POST if request.method == "POST" else None, unanswered=unanswered)
    if request.method == "POST" and form.is_valid():
        try:
            close_recall(recall=recall, reasons=form.reasons, by=cast(User, request.user), at=timezone.now())
        except RecallRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The recall is closed. This page is for the file: print it or keep it as PDF."))
            return redirect("outreach_recall_file", recall.pk)
    context = {"recall": recall, "form": form, "is_refused": bool(form.errors)}
    return render(request, "recalls/close.html", context, status=422 if form.errors else 200)


@requires(Capability.SEND_RECALL, Capability.SEE_LEDGER)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that happened to a recall on one page, to be printed for the file."""
    recall = _get_recall(pk)
    rows = recall.recipients.select_related("organisation", "confirmed_by", "recall").order_by("pk")
    context = {"recall": recall, "entries": read_entries(recall, rows), "numbers": count_recipients(recall)}
    return render(request, "recalls/file.html", context)
