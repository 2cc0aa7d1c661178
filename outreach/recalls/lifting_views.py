"""The admin page on which a recall that was a mistake is lifted by two people."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from outreach.recalls.forms import LiftingForm
from outreach.recalls.lifting import lift_recall, propose_lifting, reject_lifting
from outreach.recalls.models import Recall
from outreach.recalls.recall import RecallRefused

PROPOSE, REJECT, LIFT = "propose", "reject", "lift"


@requires(Capability.SEND_RECALL)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the step that is due, and take it: propose, then lift or reject as another person."""
    recall = get_object_or_404(Recall.objects.select_related("lift_proposed_by", "lifted_by"), pk=pk)
    form = LiftingForm(request.POST if request.POST.get("step") == PROPOSE else None)
    if request.method == "POST" and (request.POST.get("step") in {REJECT, LIFT} or form.is_valid()):
        try:
            messages.success(request, _take_step(request, recall, form))
        except RecallRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("outreach_recall", recall.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "recalls/lift.html", {"recall": recall, "form": form}, status=status)


def _take_step(request: HttpRequest, recall: Recall, form: LiftingForm) -> str:
    by, now, step = cast(User, request.user), timezone.now(), request.POST["step"]
    if step == LIFT:
        lift_recall(recall=recall, by=by, at=now)
        return _("The recall is lifted. Every organisation that had to answer is being told; see below how far.")
    if step == REJECT:
        reject_lifting(recall=recall, by=by, at=now)
        return _("The proposal is closed. The recall stays in force.")
    propose_lifting(recall=recall, reason=form.cleaned_data["reason"], by=by, at=now)
    return _("Your proposal is recorded. The recall holds until a second person lifts it.")
