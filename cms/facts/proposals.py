"""Decisions on proposed changes of the register, values and contacts alike."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from cms.facts.models import Proposal, VersionState
from cms.facts.refusal import FactRefused
from cms.users.models import User

P = TypeVar("P", bound=Proposal)


def get_waiting(proposal: P) -> P:
    """Lock the proposal and return it; raise ``FactRefused`` if it was decided already."""
    locked = type(proposal)._default_manager.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.state != VersionState.PROPOSED:
        raise FactRefused(_("This proposal has already been decided."))
    return locked


def decide(proposal: P, *, state: VersionState, by: User, at: datetime) -> P:
    """Record the decision and return the proposal."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, at
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    return proposal
