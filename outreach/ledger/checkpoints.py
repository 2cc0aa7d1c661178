"""Checkpoints: signed statements of how many events the ledger has and what they are (C2SP tlog-checkpoint).

Whoever rewrites the ledger later, its head and every hash included, contradicts the checkpoints made before.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from outreach.ledger import signing
from outreach.ledger.ledger import get_head
from outreach.ledger.merkle import GrowingTree, ProvingTree
from outreach.ledger.models import Checkpoint, LedgerEvent
from outreach.ledger.places import CheckpointPlace, read_notes, write_note
from outreach.ledger.subtrees import KeptSubtrees, keep_subtrees
from outreach.ledger.verifier import SignedTree, Untrue, read_note


class LedgerContradicted(Exception):
    """The ledger isn't what was signed earlier, so nothing more is signed; ``verify_ledger`` says what is wrong."""


@dataclass(frozen=True)
class Notes:
    """The checkpoints of one place: those that are true by their signature, by size, and how many are forged."""

    by_size: Mapping[int, str]
    trees: tuple[SignedTree, ...]
    forged: int


def make_checkpoint(*, at: datetime) -> str | None:
    """Sign the ledger as it is and keep the checkpoint in every place; None if nothing was written since the last.

    Raise ``LedgerContradicted`` if the ledger isn't a continuation of every earlier checkpoint.
    """
    raw = {place: read_notes(place) for place in CheckpointPlace}
    if not signing.has_key():
        if any(raw.values()):
            signing.require_key()  # raises: a new key would make every earlier checkpoint worthless
        signing.make_key()
    read = {place: sort_notes(notes) for place, notes in raw.items()}
    known = {tree for notes in read.values() for tree in notes.trees}
    size = get_head().seq
    newest = max((tree.size for tree in known), default=0)
    if newest > size:
        raise LedgerContradicted(f"A checkpoint of {newest} events was signed, but the ledger has {size}.")
    tree = _grow(known, size=size) if size else None
    _repair_interrupted(read, size=newest, at=at)
    if tree is None:
        return None
    keep_subtrees(tree)
    if newest == size:
        return None
    note = signing.sign(tree.sign_off())
    for place in (CheckpointPlace.JOURNAL, CheckpointPlace.STORAGE, CheckpointPlace.DATABASE):
        write_note(place, note, size=size, at=at)
    return note


def sort_notes(notes: Iterable[str]) -> Notes:
    """Check the signatures of the checkpoints of one place."""
    public_key = signing.get_public_key()
    by_size, trees, forged = {}, [], 0
    for note in notes:
        try:
            tree = read_note(note, public_key=public_key)
        except Untrue:
            forged += 1
        else:
            by_size[tree.size] = note
            trees.append(tree)
    return Notes(by_size, tuple(trees), forged)


def _repair_interrupted(read: Mapping[CheckpointPlace, Notes], *, size: int, at: datetime) -> None:
    """Write the newest checkpoint where it lacks: the process may have ended between two places."""
    note = next((notes.by_size[size] for notes in read.values() if size in notes.by_size), None)
    for place, notes in read.items():
        if note is not None and size not in notes.by_size:
            write_note(place, note, size=size, at=at)


def _grow(known: Iterable[SignedTree], *, size: int) -> GrowingTree:
    """Return the tree of the first events; raise ``LedgerContradicted`` unless it continues the known ones."""
    signed: dict[int, set[bytes]] = {}
    for earlier in known:
        signed.setdefault(earlier.size, set()).add(earlier.root)
    tree = GrowingTree()
    for entry in read_entries(until=size):
        tree.add(entry)
        if tree.size in signed and signed[tree.size] != {tree.sign_off().root}:
            raise LedgerContradicted(f"The first {tree.size} events aren't those that were signed.")
    if tree.size != size:
        raise LedgerContradicted(f"The ledger's head says {size} events, but there are {tree.size}.")
    return tree


def read_entries(*, until: int) -> Iterable[bytes]:
    """Return the entries of the tree: the hashes of the first events, in their order."""
    rows = LedgerEvent.objects.filter(seq__lte=until).order_by("seq").values_list("hash", flat=True)
    return (bytes.fromhex(row_hash) for row_hash in rows.iterator(chunk_size=5000))


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint in its parts: root and signature in base64 as the note has them, the key's id in hexadecimal."""

    name: str
    size: int
    root: str
    signature: str
    key_id: str
    made_at: datetime


def find_newest(*, until: datetime) -> SignedCheckpoint | None:
    """Return the newest checkpoint made by then; None if there is none."""
    row = Checkpoint.objects.filter(made_at__lte=until).order_by("-size").first()
    if row is None:
        return None
    name, _size, root, _empty, line = row.note.splitlines()[:5]
    signature = line.rsplit(" ", 1)[1]
    return SignedCheckpoint(name, row.size, root, signature, base64.b64decode(signature)[:4].hex(), row.made_at)


def prove_consistency(older: str, newer: str) -> list[str]:
    """Return the proof that the newer checkpoint only adds events to the older one."""
    public_key = signing.get_public_key()
    sizes = [read_note(note, public_key=public_key).size for note in (older, newer)]
    tree = ProvingTree(KeptSubtrees().get_root)
    return [node.hex() for node in tree.prove_consistency(sizes[0], size=sizes[1])]
