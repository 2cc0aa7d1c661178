"""Rules of contacts: what the public sees of one is proposed by one person and approved by another."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.facts.models import ChannelProposal, ContactChannel, Fact, FactVersion, Revocation, VersionState
from cms.facts.obstacles import ObstacleKind, find_missing_value
from cms.facts.proposals import decide, get_waiting
from cms.facts.refusal import FactRefused
from cms.facts.signals import channel_changed
from cms.facts.tokens import find_placeholders
from cms.facts.verification import USUAL_TERM, Proof, require_sound
from cms.users.models import User
from translations.languages import CODES

NAME_FIELDS = tuple(f"name_{code.replace('-', '_')}" for code in CODES)
TEXT_FIELDS = (*NAME_FIELDS, *(f"what_next_{code.replace('-', '_')}" for code in CODES))
PUBLIC_FIELDS = (
    *("kind", *TEXT_FIELDS, "facts", "country", "also_serves", "languages", "opening_hours", "time_zone"),
    "is_for_press",
)
"""Fields of which the public sees the value."""


def read_field(channel: ContactChannel, name: str) -> Any:
    """Return a public field's value as JSON data; of ``facts``, the keys of the rows in order."""
    if name == "facts":
        return sorted(channel.facts.values_list("pk", flat=True))
    value = getattr(channel, name)
    return "" if value is None else value


def propose_change(
    *, channel: ContactChannel, changes: Mapping[str, Any], source: str, by: User, at: datetime
) -> ChannelProposal:
    """Propose new values of public fields for a second person to decide on; raise ``FactRefused``."""
    if not source.strip():
        raise FactRefused(_("Name the source of the change: a document, a telephone call, or a letter."))
    with transaction.atomic():
        channel = _lock(channel)
        new = {name: value for name, value in changes.items() if value != read_field(channel, name)}
        if not new:
            raise FactRefused(_("Nothing of this contact would change."))
        _require_no_placeholder(channel, new)
        return ChannelProposal.objects.create(
            channel=channel, changes=new, source=source.strip(), proposed_by=by, proposed_at=at
        )


def verify(*, channel: ContactChannel, verification: Proof, by: User, at: datetime) -> ChannelProposal | None:
    """Renew the verification of a public contact; propose that of another, for a second person to approve.

    Return the proposal, or None if there is nothing to decide. Raise ``FactRefused``.
    """
    require_sound(verification, today=timezone.localdate(at))
    with transaction.atomic():
        channel = _lock(channel)
        if channel.verified_by_id is not None:
            _write_verification(channel, verification, by=by)
            channel.save()
            return None
        _require_publishable(channel)
        return ChannelProposal.objects.create(
            channel=channel,
            source=verification.note.strip(),
            verified_on=verification.on,
            verified_until=verification.until,
            document=verification.document,
            proposed_by=by,
            proposed_at=at,
        )


def approve(*, proposal: ChannelProposal, by: User, at: datetime) -> ContactChannel:
    """Make a proposal true in public, and send ``channel_changed`` after commit; raise ``FactRefused``."""
    with transaction.atomic():
        proposal = get_waiting(proposal)
        channel = ContactChannel.objects.select_for_update(of=("self",)).get(pk=proposal.channel_id)
        if proposal.proposed_by_id == by.pk:
            raise FactRefused(_("You proposed this change. A second person has to approve it."))
        _apply(channel, proposal.changes)
        if verification := _read_verification(proposal, at=at):
            _require_publishable(channel)
            _write_verification(channel, verification, by=by)
            Revocation.objects.filter(channel=channel, restored_at=None).update(restored_at=at)
        channel.save()
        decide(proposal, state=VersionState.APPROVED, by=by, at=at)
        transaction.on_commit(partial(channel_changed.send, sender=ContactChannel, channel=channel))
    return channel


def reject(*, proposal: ChannelProposal, by: User, at: datetime) -> ChannelProposal:
    """Close a proposal without effect; raise ``FactRefused`` if it was decided already."""
    with transaction.atomic():
        return decide(get_waiting(proposal), state=VersionState.REJECTED, by=by, at=at)


def require_no_waiting(channel: ContactChannel) -> None:
    """Raise ``FactRefused`` if a proposal for the contact waits for a decision."""
    waiting = channel.proposals.filter(state=VersionState.PROPOSED).select_related("proposed_by").first()
    if waiting is not None:
        raise FactRefused(
            _("A change proposed by %(name)s is waiting for a decision. Approve or reject it first.")
            % {"name": waiting.proposed_by}
        )


def was_public(channel: ContactChannel) -> bool:
    """Return whether the public sees or saw the contact, so that it changes by proposals only."""
    return channel.verified_by_id is not None or channel.revocations.exists()


def _lock(channel: ContactChannel) -> ContactChannel:
    locked: ContactChannel = ContactChannel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    require_no_waiting(locked)
    return locked


def _apply(channel: ContactChannel, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        if name == "facts":
            channel.facts.set(Fact.objects.filter(pk__in=value))
        else:
            setattr(channel, name, value)


def _read_verification(proposal: ChannelProposal, *, at: datetime) -> Proof | None:
    """Return what the proposal proves. New numbers of a public contact are proven by the source of the change."""
    if proposal.verified_on and proposal.verified_until:
        return Proof(proposal.verified_on, proposal.verified_until, proposal.source, proposal.document)
    if "facts" in proposal.changes and proposal.channel.verified_by_id is not None:
        day = timezone.localdate(at)
        return Proof(day, day + USUAL_TERM, proposal.source)
    return None


def _write_verification(channel: ContactChannel, verification: Proof, *, by: User) -> None:
    channel.verified_by = by
    channel.verified_on, channel.verified_until = verification.on, verification.until
    channel.verification_note, channel.verification_document = verification.note.strip(), verification.document
    channel.term_warning_sent_at = channel.term_alarm_sent_at = None


def _require_publishable(channel: ContactChannel) -> None:
    if channel.has_placeholder:
        raise FactRefused(
            _("“%(name)s” is a placeholder. It can't be verified before its real number is known.")
            % {"name": channel.name}
        )
    facts = list(channel.facts.all())
    approved = FactVersion.objects.filter(fact__in=facts, state=VersionState.APPROVED)
    obstacle = find_missing_value(facts, valued=set(approved.values_list("fact__key", flat=True)))
    if obstacle is None:
        return
    if obstacle.kind == ObstacleKind.NO_FACT:
        raise FactRefused(_("“%(name)s” has no number or address yet.") % {"name": channel.name})
    label = obstacle.fact.label if obstacle.fact else ""
    raise FactRefused(_("“%(fact)s” of “%(name)s” has no approved value yet.") % {"fact": label, "name": channel.name})


def _require_no_placeholder(channel: ContactChannel, changes: Mapping[str, Any]) -> None:
    names = [str(changes[name] or "") for name in TEXT_FIELDS if name in changes]
    if channel.verified_by_id is not None and any(find_placeholders(name) for name in names):
        raise FactRefused(_("A public contact can't be renamed to a placeholder. Revoke it first."))
