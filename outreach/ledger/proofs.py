"""Proofs for an organisation that the events about its edition are in the ledger, as others can check them."""

from typing import Any
from uuid import UUID

from outreach.ledger import signing
from outreach.ledger.chain import canonical
from outreach.ledger.checkpoints import read_entries
from outreach.ledger.ledger import CONTENT_FIELDS
from outreach.ledger.merkle import WholeTree
from outreach.ledger.models import Checkpoint, LedgerEvent


class NotYetSigned(Exception):
    """No checkpoint covers the events yet; the next one will, within an hour."""


def prove_edition(*, organisation_key: UUID, edition_key: str) -> dict[str, Any]:
    """Return the proof for all signed events of the organisation about the edition; raise ``NotYetSigned``.

    ``verifier.py`` checks it. It holds the checkpoint, and each event with its path in the tree.
    """
    checkpoint = Checkpoint.objects.order_by("-size").first()
    size = checkpoint.size if checkpoint else 0
    events = list(
        LedgerEvent.objects.filter(organisation_key=organisation_key, edition_key=edition_key, seq__lte=size).order_by(
            "seq"
        )
    )
    if checkpoint is None or not events:
        raise NotYetSigned("The events about this edition will be signed within an hour. Please come back then.")
    tree = WholeTree(read_entries(until=size))
    return {
        "public_key": signing.get_public_key(),
        "checkpoint": checkpoint.note,
        "events": [
            {
                "content": canonical({name: getattr(event, name) for name in CONTENT_FIELDS}),
                "previous_hash": event.previous_hash,
                "inclusion": [node.hex() for node in tree.prove_inclusion(event.seq - 1, size=size)],
            }
            for event in events
        ],
    }
