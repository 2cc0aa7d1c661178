"""Admin views of the register: proposing and deciding on values, verifying contacts."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import InspectView

from cms.core.hooks import fact_impact
from cms.facts import register
from cms.facts.forms import ProposalForm, VerificationForm
from cms.facts.live import FactValue, get_live_values
from cms.facts.models import ContactChannel, Fact, FactVersion, VersionState
from cms.facts.rendering import has_value_in, write_value
from cms.facts.usage import find_live_pages
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


class ChannelInspectView(InspectView):
    template_name = "facts/admin/channel.html"
    required_capabilities = (Capability.SEE_DESK,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_verify = may(cast(User, self.request.user), Capability.VERIFY_CONTACTS)
        form = VerificationForm(initial={"on": timezone.localdate()}) if may_verify else None
        return super().get_context_data(**kwargs) | {"channel": self.object, "form": form}


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
        "pages": find_live_pages(fact_key=fact.key),
        "impacts": fact_impact.collect(fact.key),
    }


@requires(Capability.APPROVE_FACTS, Capability.PROPOSE_FACTS)
def list_waiting(request: HttpRequest) -> HttpResponse:
    """List the proposed values that need a second person's decision."""
    versions = FactVersion.objects.filter(state=VersionState.PROPOSED).select_related("fact", "proposed_by")
    context = {"versions": versions.order_by("proposed_at"), "page_title": _("Proposed values"), "header_icon": "tasks"}
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
                by=user,
                at=timezone.now(),
            )
        except register.FactRefused as refused:
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
    except register.FactRefused as refused:
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
    except register.FactRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The proposal is rejected. Nothing has changed in public."))
    return _to_fact(version.fact_id)


@requires(Capability.VERIFY_CONTACTS)
@require_POST
def verify(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(ContactChannel, pk=channel_id)
    form = VerificationForm(request.POST)
    if form.is_valid():
        try:
            register.verify_channel(
                channel=channel,
                by=cast(User, request.user),
                on=form.cleaned_data["on"],
                note=form.cleaned_data["note"],
                today=timezone.localdate(),
            )
        except register.FactRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("“%(name)s” is verified and may be published.") % {"name": channel.name})
            return redirect("contacts:inspect", channel.pk)
    context = {"channel": channel, "form": form, "page_title": str(channel), "header_icon": "mobile-alt"}
    return TemplateResponse(request, "facts/admin/channel.html", context, status=422)


@requires(Capability.VERIFY_CONTACTS)
@require_POST
def revoke(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(ContactChannel, pk=channel_id)
    register.revoke_verification(channel=channel)
    messages.success(request, _("“%(name)s” is no longer shown anywhere.") % {"name": channel.name})
    return redirect("contacts:inspect", channel.pk)


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
