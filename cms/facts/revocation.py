"""Revoking: one person takes a contact or a value out of public, at once; two people bring it back."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from cms.facts.affected import find_affected, find_affected_by, to_rows
from cms.facts.models import ContactChannel, Fact, FactVersion, Revocation, VersionState
from cms.facts.refusal import FactRefused
from cms.facts.signals import channel_changed, fact_changed
from cms.users.models import User


@transaction.atomic
def revoke_channel(*, channel: ContactChannel, by: User, at: datetime, reason: str) -> Revocation:
    """Take the contact out of public, with its numbers where no other verified contact has them.

    It disappears from every page at once. In running text readers find a sentence in place of its numbers. Raise
    ``FactRefused`` without a reason, or if the contact isn't verified.
    """
    _require_reason(reason)
    affected = find_affected_by(channel)
    channel = ContactChannel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    if channel.verified_by_id is None:
        raise FactRefused(_("“%(name)s” isn't verified, so there is nothing to revoke.") % {"name": channel.name})
    channel.verified_by = channel.verified_on = channel.verified_until = channel.verification_document = None
    channel.verification_note = ""
    channel.save()
    revocation = Revocation.objects.create(
        channel=channel, reason=reason.strip(), revoked_by=by, revoked_at=at, affected=to_rows(affected)
    )
    transaction.on_commit(partial(channel_changed.send, sender=ContactChannel, channel=channel))
    return revocation


@transaction.atomic
def revoke_value(*, version: FactVersion, by: User, at: datetime, reason: str) -> Revocation:
    """Take a live value out of public: readers find a sentence in its place until a new value is approved.

    Raise ``FactRefused`` without a reason, or if the value isn't live.
    """
    _require_reason(reason)
    version = FactVersion.objects.select_for_update(of=("self",)).select_related("fact").get(pk=version.pk)
    if version.state != VersionState.APPROVED:
        raise FactRefused(_("This value isn't live, so there is nothing to revoke."))
    return _take_out(version, by=by, at=at, reason=reason.strip())


def end_due_values(*, at: datetime) -> int:
    """Record that the stated end of a value has come, and announce it; return how many.

    Readers don't wait for it: a value is shown nowhere from its end on. Posters, screens and holders are told by this.
    """
    due = FactVersion.objects.filter(state=VersionState.APPROVED, ends_at__lte=at)
    return sum(_end(pk, at=at) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _end(pk: int, *, at: datetime) -> bool:
    due = FactVersion.objects.select_for_update(of=("self",)).select_related("fact")
    version = due.filter(pk=pk, state=VersionState.APPROVED, ends_at__lte=at).first()
    if version is not None:
        _take_out(version, by=None, at=at, reason=_("Its stated end has come."))
    return version is not None


def _take_out(version: FactVersion, *, by: User | None, at: datetime, reason: str) -> Revocation:
    affected = find_affected([version.fact.key])
    version.state = VersionState.REVOKED
    version.save(update_fields=["state"])
    transaction.on_commit(partial(fact_changed.send, sender=Fact, fact=version.fact, version=version))
    return Revocation.objects.create(
        version=version, reason=reason, revoked_by=by, revoked_at=at, affected=to_rows(affected)
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise FactRefused(_("Say why it is taken out of public."))
