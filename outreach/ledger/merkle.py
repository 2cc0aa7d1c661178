"""Merkle tree over the ledger's entries (RFC 6962): its root, and proofs about it. Without database or Django."""

from collections.abc import Callable

from outreach.ledger.verifier import SignedTree, hash_leaf, hash_node

KEPT_EVERY = 8
"""The distance between two heights of which all roots are kept."""


class GrowingTree:
    """A tree that entries are added to.

    It has the roots of those complete subtrees only that the next ones are made of, one for each bit of its size.
    ``complete`` has the roots of all complete subtrees of every eighth height, by height and position.
    """

    def __init__(self) -> None:
        self.size = 0
        self.complete: dict[tuple[int, int], bytes] = {}
        self._roots: list[bytes] = []

    def add(self, entry: bytes) -> None:
        node, position, height = hash_leaf(entry), self.size, 0
        while position & 1:
            node = hash_node(self._roots.pop(), node)
            position >>= 1
            height += 1
            if height % KEPT_EVERY == 0:
                self.complete[height, position] = node
        self._roots.append(node)
        self.size += 1

    def sign_off(self) -> SignedTree:
        """Return the size and root so far; the tree must not be empty."""
        root = self._roots[-1]
        for left in self._roots[-2::-1]:
            root = hash_node(left, root)
        return SignedTree(self.size, root)


class ProvingTree:
    """Proofs about a tree. ``read_root`` returns the root of a complete subtree by its height and position."""

    def __init__(self, read_root: Callable[[int, int], bytes]) -> None:
        self._read_root = read_root

    def prove_inclusion(self, index: int, *, size: int) -> list[bytes]:
        """Return the proof that the entry at this index, counted from 0, is in the tree of the first entries."""
        start, end, proof = 0, size, []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._get_root(middle, end))
                end = middle
            else:
                proof.append(self._get_root(start, middle))
                start = middle
        return proof[::-1]

    def prove_consistency(self, older_size: int, *, size: int) -> list[bytes]:
        """Return the proof that the tree of ``size`` entries continues that of the first ``older_size``."""
        if older_size in {0, size}:
            return []
        start, end, proof = 0, size, []
        while older_size != end:
            middle = start + _split(end - start)
            if older_size <= middle:
                proof.append(self._get_root(middle, end))
                end = middle
            else:
                proof.append(self._get_root(start, middle))
                start = middle
        if start:
            proof.append(self._get_root(start, end))
        return proof[::-1]

    def _get_root(self, start: int, end: int) -> bytes:
        count = end - start
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            return self._read_root(height, start >> height)
        middle = start + _split(count)
        return hash_node(self._get_root(start, middle), self._get_root(middle, end))


def _split(count: int) -> int:
    """Return the largest power of two smaller than the count."""
    return 1 << ((count - 1).bit_length() - 1)
