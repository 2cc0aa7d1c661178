"""Admin views of facts: proposing, deciding on and revoking values."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import InspectView

from cms.facts import register
from cms.facts.affected import find_affected
from cms.facts.forms import ProposalForm, RevocationForm
from cms.facts.live import FactValue, get_live_values
from cms.facts.models import ChannelProposal, Fact, FactVersion, Revocation, VersionState
from cms.facts.refusal import FactRefused
from cms.facts.rendering import has_value_in, write_value
from cms.facts.revocation import revoke_value
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import LANGUAGES


class FactInspectView(InspectView):
    """Shows a fact: its value in every language, its history, the pages that use it, and a value that is proposed."""

    template_name = "facts/admin/fact.html"
    required_capabilities = (Capability.SEE_DESK,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | describe_fact(self.object, user=cast(User, self.request.user))


def describe_fact(fact: Fact, *, user: User, form: ProposalForm | None = None) -> dict[str, Any]:
    """Return the template context of a fact's page."""
    versions = list(fact.versions.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk"))
    waiting = next((version for version in versions if version.state == VersionState.PROPOSED), None)
    can_propose = may(user, Capability.PROPOSE_FACTS) and waiting is None
    return {
        "fact": fact,
        "versions": versions,
        "waiting": waiting,
        "waiting_written": _write_everywhere(_as_value(waiting, fact)) if waiting else [],
        "may_decide": may(user, Capability.APPROVE_FACTS),
        "is_own": waiting is not None and waiting.proposed_by_id == user.pk,
        "form": form or (ProposalForm(fact=fact) if can_propose else None),
        "written": _write_everywhere(get_live_values().get(fact.key)),
        "affected": find_affected([fact.key]),
        "live": next((version for version in versions if version.state == VersionState.APPROVED), None),
        "revocation": Revocation.objects.filter(version__fact=fact, restored_at=None).order_by("-pk").first(),
    }


@requires(Capability.APPROVE_FACTS, Capability.PROPOSE_FACTS)
def list_waiting(request: HttpRequest) -> HttpResponse:
    """List the proposals that need a second person's decision."""
    versions = FactVersion.objects.filter(state=VersionState.PROPOSED).select_related("fact", "proposed_by")
    proposals = ChannelProposal.objects.filter(state=VersionState.PROPOSED).select_related("channel", "proposed_by")
    context = {
        "versions": versions.order_by("proposed_at"),
        "proposals": proposals.order_by("proposed_at"),
        "page_title": _("Waiting for a decision"),
        "header_icon": "tasks",
    }
    return TemplateResponse(request, "facts/admin/waiting.html", context)


@requires(Capability.PROPOSE_FACTS)
@require_POST
def propose(request: HttpRequest, fact_id: int) -> HttpResponse:
    fact = get_object_or_404(Fact, pk=fact_id)
    user = cast(User, request.user)
    form = ProposalForm(request.POST, fact=fact)
    if form.is_valid():
        try:
            register.propose(
                fact=fact,
                value=form.cleaned_data["fact_value"],
                source=form.cleaned_data["source"],
                ends_at=form.cleaned_data["ends_at"],
                by=user,
                at=timezone.now(),
            )
        except FactRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The value is proposed. It goes live when a second person approves it."))
            return _to_fact(fact.pk)
    context = describe_fact(fact, user=user, form=form) | {"page_title": str(fact), "header_icon": "tag"}
    return TemplateResponse(request, "facts/admin/fact.html", context, status=422)


@requires(Capability.APPROVE_FACTS)
@require_POST
def approve(request: HttpRequest, version_id: int) -> HttpResponse:
    version = get_object_or_404(FactVersion, pk=version_id)
    try:
        register.approve(version=version, by=cast(User, request.user), at=timezone.now())
    except FactRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The value is approved and live in all languages."))
    return _to_fact(version.fact_id)


@requires(Capability.APPROVE_FACTS, Capability.PROPOSE_FACTS)
@require_POST
def reject(request: HttpRequest, version_id: int) -> HttpResponse:
    """Reject a proposal, or withdraw it as the person who proposed it."""
    version = get_object_or_404(FactVersion, pk=version_id)
    user = cast(User, request.user)
    if version.proposed_by_id != user.pk and not may(user, Capability.APPROVE_FACTS):
        messages.error(
            request, _("Only the person who proposed the value, or someone who may approve it, can reject it.")
        )
        return _to_fact(version.fact_id)
    try:
        register.reject(version=version, by=user, at=timezone.now())
    except FactRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The proposal is rejected. Nothing has changed in public."))
    return _to_fact(version.fact_id)


@requires(Capability.APPROVE_FACTS)
def revoke(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what revoking the live value does, and on POST revoke it."""
    version = get_object_or_404(FactVersion.objects.select_related("fact"), pk=version_id)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            revoke_value(version=version, by=cast(User, request.user), at=timezone.now(), reason=reason)
        except FactRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The value is revoked and shown nowhere. A new value brings it back."))
            return _to_fact(version.fact_id)
    context = {
        "form": form,
        "fact": version.fact,
        "back": reverse("facts:inspect", args=[version.fact_id]),
        "affected": find_affected([version.fact.key]),
        "page_title": _("Revoke “%(name)s”") % {"name": version.fact.label},
        "header_icon": "warning",
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "facts/admin/revoke.html", context, status=status)


def _to_fact(fact_id: int) -> HttpResponseRedirect:
    return redirect("facts:inspect", fact_id)


def _as_value(version: FactVersion, fact: Fact) -> FactValue:
    return FactValue(key=fact.key, kind=fact.kind, label=fact.label, value=version.value, version_id=version.pk)


def _write_everywhere(value: FactValue | None) -> list[dict[str, Any]]:
    return [
        {"language": language, "text": write_value(value, language=language.code)}
        for language in LANGUAGES
        if value is not None and has_value_in(value, language=language.code)
    ]
