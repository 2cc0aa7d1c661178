"""Proofs for an organisation that the events about its edition are in the ledger, as others can check them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from outreach.ledger import signing
from outreach.ledger.chain import canonical, get_hash
from outreach.ledger.ledger import get_content
from outreach.ledger.merkle import ProvingTree
from outreach.ledger.models import Checkpoint, LedgerEvent
from outreach.ledger.subtrees import KeptSubtrees, SubtreeMissing
from outreach.ledger.verifier import Untrue, read_note, require_included


class NotYetSigned(Exception):
    """No checkpoint covers the events yet; the next one will, within an hour."""


class ProofFails(Exception):
    """The events, or what is kept for proofs, aren't what was signed: ``verify_ledger`` says what is wrong."""


def prove_edition(*, organisation_key: UUID, edition_key: str) -> dict[str, Any]:
    """Return the proof for all signed events of the organisation about the edition.

    ``verifier.py`` checks it. It holds the checkpoint, and each event with its path in the tree. Raise
    ``NotYetSigned``, or ``ProofFails`` rather than return a proof that is not true.
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
    try:
        return _prove(events, checkpoint=checkpoint)
    except (SubtreeMissing, Untrue) as error:
        raise ProofFails(str(error)) from error


def _prove(events: Sequence[LedgerEvent], *, checkpoint: Checkpoint) -> dict[str, Any]:
    public_key = signing.get_public_key()
    signed = read_note(checkpoint.note, public_key=public_key)
    tree = ProvingTree(KeptSubtrees().get_root)
    proved = []
    for event in events:
        content, path = get_content(event), tree.prove_inclusion(event.seq - 1, size=signed.size)
        entry = bytes.fromhex(get_hash(event.previous_hash, content))
        require_included(entry, index=event.seq - 1, tree=signed, proof=path)
        inclusion = [node.hex() for node in path]
        proved.append({"content": canonical(content), "previous_hash": event.previous_hash, "inclusion": inclusion})
    return {"public_key": public_key, "checkpoint": checkpoint.note, "events": proved}
