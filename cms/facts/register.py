"""Rules of facts: one person proposes a value, and a second person's approval makes it live everywhere."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import page_cache
from cms.facts.models import ContactChannel, Fact, FactKind, FactVersion, Revocation, VersionState
from cms.facts.proposals import decide, get_waiting
from cms.facts.refusal import FactRefused
from cms.facts.signals import fact_changed
from cms.facts.usage import find_live_pages
from cms.facts.values import clean_value
from cms.facts.verification import USUAL_TERM
from cms.users.models import User
from translations.languages import CODES, get_language_entry


def propose(
    *, fact: Fact, value: Any, source: str, by: User, at: datetime, ends_at: datetime | None = None
) -> FactVersion:
    """Propose a value for a second person to decide on; raise ``FactRefused`` or ``ValueRefused``.

    ``source`` says where the value comes from: a document and clause, a telephone call, a letter. From ``ends_at`` on
    the value is shown nowhere.
    """
    cleaned = clean_value(kind=fact.kind, value=value)
    if not source.strip():
        raise FactRefused(_("Name the source of the value: a document and clause, a telephone call, or a letter."))
    if ends_at is not None and ends_at <= at:
        raise FactRefused(_("The value must be valid for some time: its end is in the past."))
    with transaction.atomic():
        Fact.objects.select_for_update().get(pk=fact.pk)
        waiting = fact.versions.filter(state=VersionState.PROPOSED).select_related("proposed_by").first()
        if waiting is not None:
            raise FactRefused(
                _("A value proposed by %(name)s is waiting for a decision. Approve or reject it first.")
                % {"name": waiting.proposed_by}
            )
        if fact.versions.filter(state=VersionState.APPROVED, value=cleaned, ends_at=ends_at).exists():
            raise FactRefused(_("This value is already live."))
        return FactVersion.objects.create(
            fact=fact, value=cleaned, source=source.strip(), proposed_by=by, proposed_at=at, ends_at=ends_at
        )


def approve(*, version: FactVersion, by: User, at: datetime) -> FactVersion:
    """Make a proposed value live, in all languages at once, and send ``fact_changed`` after commit.

    The approver vouches for the value: contacts with this fact that are verified, or were revoked, count as verified by
    the approver, that day, if their other facts have values.
    """
    with transaction.atomic():
        version = get_waiting(version)
        if version.proposed_by_id == by.pk:
            raise FactRefused(_("You proposed this value. A second person has to approve it."))
        _require_all_live_languages(version)
        version.fact.versions.filter(state=VersionState.APPROVED).update(state=VersionState.SUPERSEDED)
        decide(version, state=VersionState.APPROVED, by=by, at=at)
        if version.ends_at is not None:
            page_cache.schedule_version(at=version.ends_at)
        _verify_channels(version, by=by, at=at)
        transaction.on_commit(partial(fact_changed.send, sender=Fact, fact=version.fact, version=version))
    return version


def _verify_channels(version: FactVersion, *, by: User, at: datetime) -> None:
    """Verify the fact's public contacts anew, and restore those that were revoked and lack no other value."""
    Revocation.objects.filter(version__fact=version.fact, restored_at=None).update(restored_at=at)
    valueless = Fact.objects.exclude(versions__state=VersionState.APPROVED)
    revoked = ContactChannel.objects.revoked().filter(facts=version.fact).exclude(facts__in=valueless)
    day = timezone.localdate(at)
    channels = version.fact.channels.filter(Q(verified_by__isnull=False) | Q(pk__in=revoked.values("pk")))
    restored = list(channels.values_list("pk", flat=True))
    Revocation.objects.filter(channel__in=restored, restored_at=None).update(restored_at=at)
    version.fact.channels.filter(pk__in=restored).update(
        verified_by=by,
        verified_on=day,
        verified_until=day + USUAL_TERM,
        verification_note=version.source,
        verification_document=None,
        term_warning_sent_at=None,
        term_alarm_sent_at=None,
    )


def reject(*, version: FactVersion, by: User, at: datetime) -> FactVersion:
    """Close a proposal without effect; raise ``FactRefused`` if it was decided already."""
    with transaction.atomic():
        version = get_waiting(version)
        return decide(version, state=VersionState.REJECTED, by=by, at=at)


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
