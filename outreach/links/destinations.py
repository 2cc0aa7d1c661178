"""Corrections of where a printed code leads: one person proposes another item, a second one decides.

What was printed can't be changed, so its code can. Each decision is an event of the ledger.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.published import ItemRef, get_published_languages
from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.links.models import DestinationChange, Link
from outreach.links.table_version import note_change
from translations.languages import get_autonym
from translations.negotiation import ANY


class DestinationRefused(ValueError):
    """The destination can't be changed in this way; the text says why. Nothing was written."""


def propose(link: Link, *, kind: str, key: str, reason: str, by: User, at: datetime) -> DestinationChange:
    """Propose that the code leads to another item from the approval on; readers are still led to the present one."""
    _require_suitable(link, kind=kind, key=key)
    old_kind, old_key = link.destination
    try:
        with transaction.atomic():
            return DestinationChange.objects.create(
                link=link,
                old_kind=old_kind,
                old_key=old_key,
                kind=kind,
                key=key,
                reason=reason,
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError as error:
        text = _("Another destination of this code is waiting for a decision. Decide that one first.")
        raise DestinationRefused(text) from error


@transaction.atomic
def approve(change: DestinationChange, *, by: User, at: datetime) -> None:
    """Point the code to the proposed item from now on."""
    change = _lock(change)
    if change.proposed_by_id == by.pk:
        raise DestinationRefused(_("You proposed this yourself, so a second person must approve it."))
    _require_suitable(change.link, kind=change.kind, key=change.key)
    _decide(change, is_approved=True, by=by, at=at)
    Link.objects.filter(pk=change.link_id).update(
        destination_kind=change.kind, destination_key=change.key, checked_at=None, fault=""
    )
    record(
        action=Action.LED_ELSEWHERE,
        at=at,
        by_key=by.key,
        item=ItemRef(kind=change.kind, key=change.key, language="", revision="", sha256=""),
        link_code=change.link_id,
        data={
            "from": f"{change.old_kind}:{change.old_key}",
            "proposed_by": change.proposed_by.key,
            "reason": change.reason,
        },
    )
    transaction.on_commit(note_change)


@transaction.atomic
def reject(change: DestinationChange, *, by: User, at: datetime) -> None:
    """Reject a proposal, or withdraw one's own; the code leads where it led."""
    _decide(_lock(change), is_approved=False, by=by, at=at)


def _lock(change: DestinationChange) -> DestinationChange:
    locked = DestinationChange.objects.select_for_update(of=("self",)).select_related("link", "proposed_by")
    found = locked.get(pk=change.pk)
    if found.is_approved is not None:
        raise DestinationRefused(_("This was decided already."))
    return found


def _decide(change: DestinationChange, *, is_approved: bool, by: User, at: datetime) -> None:
    change.is_approved, change.decided_by, change.decided_at = is_approved, by, at
    change.save(update_fields=["is_approved", "decided_by", "decided_at"])


def _require_suitable(link: Link, *, kind: str, key: str) -> None:
    """Refuse an item that the code leads to already, or that isn't public in the code's language."""
    if (kind, key) == link.destination:
        raise DestinationRefused(_("The code points to this item already."))
    languages = get_published_languages(kind=kind, key=key)
    if not languages:
        raise DestinationRefused(_("This item isn't public. Choose one that is."))
    if link.language != ANY and link.language not in languages:
        text = _("The code is printed on something in %(language)s, and this item isn't public in that language.")
        raise DestinationRefused(text % {"language": get_autonym(link.language)})
