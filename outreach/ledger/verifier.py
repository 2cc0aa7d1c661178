"""Verifier of the ledger's checkpoints and proofs, for people who don't run this server.

Needs Python and the package ``cryptography``, neither Django nor the rest of this project. Checkpoints are signed notes
(C2SP signed-note and tlog-checkpoint) over a Merkle tree (RFC 6962); proofs are checked as in RFC 9162, section 2.1.

    python verifier.py PUBLIC-KEY FILE...

A file is a checkpoint as it was mailed (text), or a proof (JSON). Exit code 0: every file is true; 1: one isn't.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"


class Untrue(ValueError):
    """The file doesn't prove what it says; the text says why."""


@dataclass(frozen=True)
class SignedTree:
    """The number of events and the root of their tree, as a checkpoint states them."""

    size: int
    root: bytes


def hash_leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def hash_event(previous_hash: str, content: str) -> bytes:
    """Return the entry of an event in the tree: its hash in the chain of events."""
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).digest()


def get_key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + ED25519 + key).digest()[:4]


def read_note(note: str, *, public_key: str) -> SignedTree:
    """Return what the checkpoint says; raise ``Untrue`` unless this key (``name+id+base64``) signed it."""
    try:
        name, key_id, encoded = public_key.split("+", 2)
        key = base64.b64decode(encoded, validate=True)[1:]
        text, signatures = note.rsplit("\n\n", 1)
        origin, size, root = text.split("\n")[:3]
        raw = next(line.split(" ")[2] for line in signatures.splitlines() if line.startswith(f"— {name} "))
        signature = base64.b64decode(raw, validate=True)
        if origin != name or signature[:4].hex() != key_id or get_key_id(name, key).hex() != key_id:
            raise Untrue("The checkpoint was signed by another key.")
        Ed25519PublicKey.from_public_bytes(key).verify(signature[4:], f"{text}\n".encode())
        return SignedTree(int(size), base64.b64decode(root, validate=True))
    except InvalidSignature as error:
        raise Untrue("The checkpoint's signature is forged.") from error
    except (ValueError, StopIteration) as error:
        raise error if isinstance(error, Untrue) else Untrue("This is no checkpoint of this ledger.") from error


def require_included(entry: bytes, *, index: int, tree: SignedTree, proof: Sequence[bytes]) -> None:
    """Raise ``Untrue`` unless the proof shows that the entry is in the tree at this index, counted from 0."""
    position, last, root = index, tree.size - 1, hash_leaf(entry)
    for sibling in proof:
        if position & 1 or position == last:
            root = hash_node(sibling, root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            root = hash_node(root, sibling)
        position, last = position >> 1, last >> 1
    if not 0 <= index < tree.size or last != 0 or root != tree.root:
        raise Untrue(f"Event {index + 1} isn't in the ledger as the proof shows it.")


def require_consistent(older: SignedTree, newer: SignedTree, *, proof: Sequence[bytes]) -> None:
    """Raise ``Untrue`` unless the proof shows that the newer tree only adds events to the older one."""
    fault = Untrue(f"The ledger was rewritten: {newer.size} events don't continue the earlier {older.size}.")
    if older.size == newer.size or not proof:
        if older != newer:
            raise fault
        return
    nodes = [older.root, *proof] if older.size & (older.size - 1) == 0 else list(proof)
    position, last = older.size - 1, newer.size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_root = new_root = nodes[0]
    for node in nodes[1:]:
        if position & 1 or position == last:
            old_root, new_root = hash_node(node, old_root), hash_node(node, new_root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_root = hash_node(new_root, node)
        position, last = position >> 1, last >> 1
    if (old_root, new_root, last) != (older.root, newer.root, 0):
        raise fault


def check_file(text: str, *, public_key: str) -> str:
    """Return a sentence on what the file proves; raise ``Untrue``."""
    proof = json.loads(text) if text.startswith("{") else {"checkpoint": text}
    tree = read_note(proof["checkpoint"], public_key=public_key)
    if "older" in proof:
        older = read_note(proof["older"], public_key=public_key)
        require_consistent(older, tree, proof=[bytes.fromhex(node) for node in proof["consistency"]])
    for event in proof.get("events", []):
        entry, nodes = hash_event(event["previous_hash"], event["content"]), map(bytes.fromhex, event["inclusion"])
        require_included(entry, index=json.loads(event["content"])["seq"] - 1, tree=tree, proof=list(nodes))
    return f"True: {tree.size} events, root {tree.root.hex()}; {len(proof.get('events', []))} events proved."


if __name__ == "__main__":
    try:
        for argument in sys.argv[2:]:
            sys.stdout.write(f"{argument}: {check_file(Path(argument).read_text('utf-8'), public_key=sys.argv[1])}\n")
    except (Untrue, KeyError, ValueError) as error:
        sys.exit(f"Untrue: {error}")
