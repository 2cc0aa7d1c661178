"""Admin views of contacts: changing, verifying, deciding and revoking."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import EditView, InspectView

from cms.facts import channels
from cms.facts.affected import find_affected_by
from cms.facts.forms import ContactChannelForm, RevocationForm, VerificationForm
from cms.facts.hours import write_hours
from cms.facts.models import ChannelProposal, ContactChannel, Fact, VersionState
from cms.facts.refusal import FactRefused
from cms.facts.revocation import revoke_channel
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.countries import name_country
from translations.languages import LANGUAGES, SOURCE, get_autonym, get_column


class ChannelInspectView(InspectView):
    template_name = "facts/admin/channel.html"
    required_capabilities = (Capability.SEE_DESK,)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = cast(User, self.request.user)
        return super().get_context_data(**kwargs) | describe_channel(self.object, user=user)


class ChannelEditView(EditView):
    """The form of a contact. What the public saw of it changes by a proposal; anything else is saved."""

    required_capabilities = (Capability.PROPOSE_FACTS,)
    """For tests/architecture only: the permission policy enforces it."""

    def get_success_url(self) -> str:
        return reverse("contacts:inspect", args=[self.object.pk])

    def form_valid(self, form: ContactChannelForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except FactRefused as refused:
            form.add_error(None, str(refused))
            self.is_valid(form)  # sets the message of the refusal that Wagtail's ``form_invalid`` shows
            return cast(HttpResponse, self.form_invalid(form))
        return response

    def save_instance(self) -> ContactChannel:
        form: ContactChannelForm = self.form
        if not form.changes_by_proposal:
            channels.require_no_waiting(form.instance)
            saved: ContactChannel = super().save_instance()
            return saved
        channels.propose_change(
            channel=form.instance,
            changes=form.get_public_fields(),
            source=form.cleaned_data["source"],
            by=cast(User, self.request.user),
            at=timezone.now(),
        )
        self.success_message = _("The change is proposed. The public sees it when a second person approves it.")
        self.has_content_changes = True
        return ContactChannel.objects.get(pk=form.instance.pk)


def describe_channel(channel: ContactChannel, *, user: User, form: VerificationForm | None = None) -> dict[str, Any]:
    """Return the template context of a contact's page."""
    waiting = channel.proposals.filter(state=VersionState.PROPOSED).select_related("proposed_by").first()
    may_propose = may(user, Capability.PROPOSE_FACTS) and waiting is None and not channel.has_placeholder
    proposals = channel.proposals.exclude(state=VersionState.PROPOSED).select_related("proposed_by", "decided_by")
    return {
        "channel": channel,
        "hours": write_hours(channel.opening_hours, time_zone=channel.time_zone, language=get_language() or SOURCE),
        "countries": _name_countries((channel.country, *channel.also_serves)),
        "what_next": [
            {"language": language, "words": words}
            for language in LANGUAGES
            if (words := getattr(channel, get_column("what_next", language.code)))
        ],
        "is_lapsed": channel.verified_until is not None and channel.verified_until < timezone.localdate(),
        "waiting": waiting,
        "changes": _describe_changes(waiting) if waiting else [],
        "may_decide": may(user, Capability.VERIFY_CONTACTS),
        "is_own": waiting is not None and waiting.proposed_by_id == user.pk,
        "form": form or (VerificationForm() if may_propose else None),
        "proposals": proposals.order_by("-proposed_at", "-pk"),
        "revocation": channel.revocations.filter(restored_at=None).select_related("revoked_by").order_by("-pk").first(),
        "affected": find_affected_by(channel) if channel.verified_by_id else [],
    }


@requires(Capability.PROPOSE_FACTS)
@require_POST
def verify(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Renew the verification of a public contact, or propose that of another."""
    channel = get_object_or_404(ContactChannel, pk=channel_id)
    user = cast(User, request.user)
    form = VerificationForm(request.POST)
    if form.is_valid():
        try:
            proposal = channels.verify(
                channel=channel, verification=form.get_verification(), by=user, at=timezone.now()
            )
        except FactRefused as refused:
            form.add_error(None, str(refused))
        else:
            proposed = _("The verification is proposed. The contact is public when a second person approves it.")
            messages.success(request, proposed if proposal else _("The verification is renewed."))
            return _to_channel(channel.pk)
    titles = {"page_title": str(channel), "header_icon": "mobile-alt"}
    context = describe_channel(channel, user=user, form=form) | titles
    return TemplateResponse(request, "facts/admin/channel.html", context, status=422)


@requires(Capability.VERIFY_CONTACTS)
@require_POST
def approve(request: HttpRequest, proposal_id: int) -> HttpResponse:
    proposal = get_object_or_404(ChannelProposal, pk=proposal_id)
    try:
        channels.approve(proposal=proposal, by=cast(User, request.user), at=timezone.now())
    except FactRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The change is approved and public in all languages."))
    return _to_channel(proposal.channel_id)


@requires(Capability.VERIFY_CONTACTS, Capability.PROPOSE_FACTS)
@require_POST
def reject(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Reject a proposal, or withdraw it as the person who proposed it."""
    proposal = get_object_or_404(ChannelProposal, pk=proposal_id)
    user = cast(User, request.user)
    if proposal.proposed_by_id != user.pk and not may(user, Capability.VERIFY_CONTACTS):
        text = _("Only the person who proposed the change, or someone who may approve it, can reject it.")
        messages.error(request, text)
        return _to_channel(proposal.channel_id)
    try:
        channels.reject(proposal=proposal, by=user, at=timezone.now())
    except FactRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The proposal is rejected. Nothing has changed in public."))
    return _to_channel(proposal.channel_id)


@requires(Capability.VERIFY_CONTACTS)
def revoke(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Show what revoking the contact does, and on POST revoke it."""
    channel = get_object_or_404(ContactChannel, pk=channel_id)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            revoke_channel(channel=channel, by=cast(User, request.user), at=timezone.now(), reason=reason)
        except FactRefused as refused:
            form.add_error(None, str(refused))
        else:
            text = _("“%(name)s” is revoked: it is shown nowhere, and its numbers are in no text.")
            messages.success(request, text % {"name": channel.name})
            return _to_channel(channel.pk)
    context = {
        "form": form,
        "channel": channel,
        "back": reverse("contacts:inspect", args=[channel.pk]),
        "affected": find_affected_by(channel),
        "page_title": _("Revoke “%(name)s”") % {"name": channel.name},
        "header_icon": "warning",
    }
    return TemplateResponse(request, "facts/admin/revoke.html", context, status=422 if form.errors else 200)


def _describe_changes(proposal: ChannelProposal) -> list[dict[str, str]]:
    """Return the label, the public value and the proposed one of each field."""
    return [
        {
            "label": str(capfirst(getattr(ContactChannel._meta.get_field(name), "verbose_name", name))),
            "old": _write_field(name, channels.read_field(proposal.channel, name), proposal=proposal),
            "new": _write_field(name, value, proposal=proposal),
        }
        for name, value in proposal.changes.items()
    ]


def _write_field(name: str, value: Any, *, proposal: ChannelProposal) -> str:
    if name == "facts":
        return ", ".join(fact.label for fact in Fact.objects.filter(pk__in=value).order_by("pk"))
    if name in {"country", "also_serves"}:
        return ", ".join(_name_countries([value] if isinstance(value, str) else value))
    if name == "languages":
        return ", ".join(get_autonym(code) for code in value)
    if name == "opening_hours":
        return write_hours(value, time_zone=proposal.channel.time_zone, language=get_language() or SOURCE)
    if name == "is_for_press":
        return _("Yes") if value else _("No")
    return str(value)


def _name_countries(codes: Iterable[str]) -> list[str]:
    return [name_country(code, language=get_language() or SOURCE) for code in codes if code]


def _to_channel(channel_id: int) -> HttpResponseRedirect:
    return redirect("contacts:inspect", channel_id)
