"""Verifier of checkpoints and proofs, for people who don't run this server: ``python verifier.py PUBLIC-KEY FILE...``

A file is a checkpoint (C2SP signed note, RFC 6962) or a proof in JSON (RFC 9162, section 2.1). Needs ``cryptography``.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Untrue(ValueError):
    """The file doesn't prove what it says; the text says why."""


class SignedTree(NamedTuple):
    """The number of events and the root of their tree, as a checkpoint states them."""

    size: int
    root: bytes


def hash_leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def read_note(note: str, *, public_key: str) -> SignedTree:
    """Return what the checkpoint says; raise ``Untrue`` unless this key (``name+id+base64``) signed it."""
    try:
        name, key_id, encoded = public_key.split("+", 2)
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded, validate=True)[1:])
        text, signatures = note.rsplit("\n\n", 1)
        origin, size, root = text.split("\n")[:3]
        raw = next(line.split(" ")[2] for line in signatures.splitlines() if line.startswith(f"— {name} "))
        signature = base64.b64decode(raw, validate=True)
        if (origin, signature[:4].hex()) != (name, key_id):
            raise InvalidSignature
        key.verify(signature[4:], f"{text}\n".encode())
        return SignedTree(int(size), base64.b64decode(root, validate=True))
    except (InvalidSignature, ValueError, StopIteration) as error:
        raise Untrue("This is no checkpoint of this ledger: this key didn't sign it as it is.") from error


def require_included(entry: bytes, *, index: int, tree: SignedTree, proof: list[bytes]) -> None:
    """Raise ``Untrue`` unless the proof shows that the entry is in the tree at this index, counted from 0."""
    if _climb(hash_leaf(entry), proof, index=index, last=tree.size - 1, height=0)[1] != tree.root:
        raise Untrue(f"Event {index + 1} isn't in the ledger as the proof shows it.")


def require_consistent(older: SignedTree, newer: SignedTree, *, proof: list[bytes]) -> None:
    """Raise ``Untrue`` unless the proof shows that the newer tree only adds events to the older one."""
    height = (older.size & -older.size).bit_length() - 1  # of the proof's first node
    node, *rest = (older.root, *proof) if older.size == 1 << height else proof or (b"",)
    place = {"index": older.size - 1, "last": newer.size - 1, "height": height}
    if older != newer and _climb(node, rest, **place) != (older.root, newer.root):
        raise Untrue(f"The ledger was rewritten: {newer.size} events don't continue the earlier {older.size}.")


def _climb(node: bytes, proof: list[bytes], *, index: int, last: int, height: int) -> tuple[bytes, bytes]:
    """Return the roots of the tree up to the node and of the whole; raise ``Untrue`` for a proof of another length."""
    beginning = whole = node
    position, inner = index >> height, (index >> height ^ last >> height).bit_length()
    if not 0 <= index <= last or len(proof) != inner + (position >> inner).bit_count():
        raise Untrue("The proof is of another place.")
    for level, sibling in enumerate(proof):
        is_left = level >= inner or position >> level & 1  # from the level ``inner`` on, the node is on the right edge
        beginning = hash_node(sibling, beginning) if is_left else beginning
        whole = hash_node(sibling, whole) if is_left else hash_node(whole, sibling)
    return beginning, whole


def check_file(text: str, *, public_key: str) -> str:
    """Return a sentence on what the file proves; raise ``Untrue``."""
    proof = json.loads(text) if text.startswith("{") else {"checkpoint": text}
    tree = read_note(proof["checkpoint"], public_key=public_key)
    if "older" in proof:
        older = read_note(proof["older"], public_key=public_key)
        require_consistent(older, tree, proof=[bytes.fromhex(node) for node in proof["consistency"]])
    for event in proof.setdefault("events", []):
        entry = hashlib.sha256(f"{event['previous_hash']}\n{event['content']}".encode()).digest()
        nodes = [bytes.fromhex(node) for node in event["inclusion"]]
        require_included(entry, index=json.loads(event["content"])["seq"] - 1, tree=tree, proof=nodes)
    return f"True: {tree.size} events, root {tree.root.hex()}; {len(proof['events'])} events proved."


if __name__ == "__main__":
    try:
        for argument in sys.argv[2:]:
            sys.stdout.write(f"{argument}: {check_file(Path(argument).read_text('utf-8'), public_key=sys.argv[1])}\n")
    except (Untrue, KeyError, ValueError) as error:
        sys.exit(f"Untrue: {error}")
