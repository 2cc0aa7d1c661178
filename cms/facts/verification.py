"""Verification of a contact: evidence, a day and a term. After its term a contact stays public, but isn't used anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cms.core.models import BasePage
from cms.facts.contacts import get_page_channels
from cms.facts.models import ChannelProposal, ContactChannel, ContactChannelQuerySet, VersionState
from cms.facts.refusal import FactRefused
from cms.facts.usage import find_page_tokens
from cms.media.models import CampaignDocument, FileKind

USUAL_TERM = timedelta(days=183)
LONGEST_TERM = timedelta(days=366)
WARNING = timedelta(days=14)
"""How long before the end of a term the desk is warned."""


@dataclass(frozen=True)
class Proof:
    """Proof that someone reached the contact on a day, and until when that is good enough."""

    on: date
    until: date
    note: str
    document: CampaignDocument | None = None


def require_sound(verification: Proof, *, today: date) -> None:
    """Raise ``FactRefused`` unless there is evidence, and the dates are possible."""
    if verification.on > today:
        raise FactRefused(_("The day of verification can't be in the future."))
    if not verification.on < verification.until <= verification.on + LONGEST_TERM:
        raise FactRefused(_("The next verification must be due within a year of this one."))
    if not verification.note.strip():
        raise FactRefused(_("Say how the contact was verified: who called or wrote, and who answered."))


def find_lapsed(*, today: date) -> ContactChannelQuerySet:
    """Return the public contacts whose term is over."""
    return ContactChannel.objects.verified().filter(verified_until__lt=today)


def find_lapsing(*, today: date) -> ContactChannelQuerySet:
    """Return the public contacts whose term ends soon."""
    return ContactChannel.objects.verified().filter(verified_until__range=(today, today + WARNING))


def find_newly_used_lapsed(draft: BasePage, *, public: BasePage | None, today: date) -> list[ContactChannel]:
    """Return the contacts with a lapsed verification that the draft uses and the public page doesn't use yet."""
    lapsed = list(find_lapsed(today=today).prefetch_related("facts"))
    if not lapsed:
        return []
    fresh = ContactChannel.objects.verified().exclude(pk__in=[channel.pk for channel in lapsed])
    proven = set(fresh.values_list("facts__key", flat=True))
    used, before = _find_used(draft, lapsed, proven), _find_used(public, lapsed, proven) if public else set()
    return [channel for channel in lapsed if channel.pk in used - before]


def is_evidence(kind: str, object_id: int) -> bool:
    """Return whether the document proves a public contact, or one whose verification waits for approval."""
    if kind != FileKind.DOCUMENT:
        return False
    waiting = ChannelProposal.objects.filter(document_id=object_id, state=VersionState.PROPOSED)
    return waiting.exists() or ContactChannel.objects.filter(verification_document_id=object_id).exists()


def _find_used(page: BasePage, lapsed: Iterable[ContactChannel], proven: set[str]) -> set[int]:
    """Return the keys of the channels that the page chooses, or whose number, not proven otherwise, is in its text."""
    tokens, chosen = set(find_page_tokens(page)) - proven, {channel.pk for channel in get_page_channels(page)}
    return chosen | {channel.pk for channel in lapsed if tokens & {fact.key for fact in channel.facts.all()}}
