from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from outreach.recalls.forms import RecallForm
from outreach.recalls.models import Recall
from outreach.recalls.preview import preview_recall
from outreach.recalls.recall import send_recall

PAGE_SIZE = 50


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
    search, initial = request.GET.get("q", ""), {"item": request.GET.get("item", "")}
    form = RecallForm(request.POST or None, initial=initial, at=now, search=search)
    if request.method == "POST" and form.is_valid():
        recall = send_recall(
            target=form.target,
            reason=form.cleaned_data["reason"],
            deadline=form.cleaned_data["deadline"],
            by=cast(User, request.user),
            at=now,
        )
        messages.success(request, _("The recall was sent to every organisation that holds it."))
        return redirect("outreach_recall", recall.pk)
    preview = preview_recall(form.chosen, at=now) if form.chosen else None
    context = {"form": form, "q": search, "preview": preview}
    return render(request, "recalls/new_recall.html", context, status=422 if form.errors else 200)


@requires(Capability.SEND_RECALL, Capability.SEE_LEDGER)
def recall_status(request: HttpRequest, pk: int) -> HttpResponse:
    recall = get_object_or_404(Recall.objects.select_related("sent_by"), pk=pk)
    recipients = recall.recipients.select_related("organisation", "confirmed_by").order_by("confirmed_at", "pk")
    context = {"recall": recall, "recipients": recipients, "now": timezone.now()}
    return render(request, "recalls/recall_status.html", context)
