"""Rules of the register: one person proposes a value, and a second person's approval makes it live everywhere."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.facts.models import ContactChannel, Fact, FactKind, FactVersion, VersionState
from cms.facts.signals import channel_changed, fact_changed
from cms.facts.tokens import find_placeholders
from cms.facts.usage import find_live_pages
from cms.facts.values import clean_value
from cms.users.models import User
from translations.languages import CODES, get_language_entry


class FactRefused(Exception):
    """The register was not changed; the text tells the user why."""


def propose(*, fact: Fact, value: Any, source: str, by: User, at: datetime) -> FactVersion:
    """Propose a value for a second person to decide on; raise ``FactRefused`` or ``ValueRefused``.

    ``source`` says where the value comes from: a document and clause, a telephone call, a letter.
    """
    cleaned = clean_value(kind=fact.kind, value=value)
    if not source.strip():
        raise FactRefused(_("Name the source of the value: a document and clause, a telephone call, or a letter."))
    with transaction.atomic():
        Fact.objects.select_for_update().get(pk=fact.pk)
        waiting = fact.versions.filter(state=VersionState.PROPOSED).select_related("proposed_by").first()
        if waiting is not None:
            raise FactRefused(
                _("A value proposed by %(name)s is waiting for a decision. Approve or reject it first.")
                % {"name": waiting.proposed_by}
            )
        if fact.versions.filter(state=VersionState.APPROVED, value=cleaned).exists():
            raise FactRefused(_("This value is already live."))
        return FactVersion.objects.create(
            fact=fact, value=cleaned, source=source.strip(), proposed_by=by, proposed_at=at
        )


def approve(*, version: FactVersion, by: User, at: datetime) -> FactVersion:
    """Make a proposed value live, in all languages at once, and send ``fact_changed`` after commit.

    The approver vouches for the value: verified contacts with this fact count as verified by the approver, that day.
    """
    with transaction.atomic():
        version = _get_waiting(version)
        if version.proposed_by_id == by.pk:
            raise FactRefused(_("You proposed this value. A second person has to approve it."))
        _require_all_live_languages(version)
        version.fact.versions.filter(state=VersionState.APPROVED).update(state=VersionState.SUPERSEDED)
        _decide(version, state=VersionState.APPROVED, by=by, at=at)
        version.fact.channels.filter(verified_by__isnull=False).update(
            verified_by=by, verified_on=timezone.localdate(at), verification_note=version.source
        )
        transaction.on_commit(partial(fact_changed.send, sender=Fact, fact=version.fact, version=version))
    return version


def reject(*, version: FactVersion, by: User, at: datetime) -> FactVersion:
    """Close a proposal without effect; raise ``FactRefused`` if it was decided already."""
    with transaction.atomic():
        version = _get_waiting(version)
        return _decide(version, state=VersionState.REJECTED, by=by, at=at)


def verify_channel(
    *, channel: ContactChannel, by: User, on: date, note: str, today: date | None = None
) -> ContactChannel:
    """Record that someone reached this contact on that day, so that it may be published; raise ``FactRefused``."""
    if today is not None and on > today:
        raise FactRefused(_("The day of verification can't be in the future."))
    if not note.strip():
        raise FactRefused(_("Say how the contact was verified: who called or wrote, and who answered."))
    with transaction.atomic():
        channel = ContactChannel.objects.select_for_update().get(pk=channel.pk)
        if channel.is_placeholder or find_placeholders(channel.name):
            raise FactRefused(
                _("“%(name)s” is a placeholder. It can't be verified before its real number is known.")
                % {"name": channel.name}
            )
        _require_values(channel)
        channel.verified_by, channel.verified_on, channel.verification_note = by, on, note.strip()
        channel.save()
        transaction.on_commit(partial(channel_changed.send, sender=ContactChannel, channel=channel))
    return channel


def revoke_verification(*, channel: ContactChannel) -> ContactChannel:
    """Revoke a contact's verification: it disappears from every page at once, and no page with it can be published."""
    with transaction.atomic():
        channel = ContactChannel.objects.select_for_update().get(pk=channel.pk)
        channel.verified_by = channel.verified_on = None
        channel.verification_note = ""
        channel.save()
        transaction.on_commit(partial(channel_changed.send, sender=ContactChannel, channel=channel))
    return channel


def _require_values(channel: ContactChannel) -> None:
    facts = list(channel.facts.all())
    if not facts:
        raise FactRefused(_("“%(name)s” has no number or address yet.") % {"name": channel.name})
    valued = set(
        FactVersion.objects.filter(fact__in=facts, state=VersionState.APPROVED).values_list("fact_id", flat=True)
    )
    for fact in facts:
        if fact.pk not in valued:
            raise FactRefused(
                _("“%(fact)s” of “%(name)s” has no approved value yet.") % {"fact": fact.label, "name": channel.name}
            )


def _require_all_live_languages(version: FactVersion) -> None:
    """Raise ``FactRefused`` if a live page in some language would lose the name."""
    if not isinstance(version.value, dict) or version.fact.kind != FactKind.NAME:
        return
    live = {page.locale.language_code for page in find_live_pages(fact_key=version.fact.key)}
    missing = [get_language_entry(code).autonym for code in CODES if code in live - version.value.keys()]
    if missing:
        raise FactRefused(
            _("Live pages use this name in languages in which the new value has none: %(languages)s.")
            % {"languages": ", ".join(missing)}
        )


def _get_waiting(version: FactVersion) -> FactVersion:
    locked = FactVersion.objects.select_for_update(of=("self",)).select_related("fact").get(pk=version.pk)
    if locked.state != VersionState.PROPOSED:
        raise FactRefused(_("This proposal has already been decided."))
    return locked


def _decide(version: FactVersion, *, state: VersionState, by: User, at: datetime) -> FactVersion:
    version.state, version.decided_by, version.decided_at = state, by, at
    version.save(update_fields=["state", "decided_by", "decided_at"])
    return version
