"""Merkle tree over the ledger's entries (RFC 6962): its root, and proofs about it. Without database or Django."""

from collections.abc import Iterable

from outreach.ledger.verifier import SignedTree, hash_leaf, hash_node


class GrowingTree:
    """A tree that entries are added to. It keeps the roots of complete subtrees only: one for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, entry: bytes) -> None:
        node, size = hash_leaf(entry), self.size
        while size & 1:
            node = hash_node(self._roots.pop(), node)
            size >>= 1
        self._roots.append(node)
        self.size += 1

    def sign_off(self) -> SignedTree:
        """Return the size and root so far; the tree must not be empty."""
        root = self._roots[-1]
        for left in self._roots[-2::-1]:
            root = hash_node(left, root)
        return SignedTree(self.size, root)


class WholeTree:
    """A tree with all its complete subtrees, for proofs."""

    def __init__(self, entries: Iterable[bytes]) -> None:
        level = [hash_leaf(entry) for entry in entries]
        self._levels = [level]
        while len(level) > 1:
            level = [hash_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
            self._levels.append(level)

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
            return self._levels[height][start >> height]
        middle = start + _split(count)
        return hash_node(self._get_root(start, middle), self._get_root(middle, end))


def _split(count: int) -> int:
    """Return the largest power of two smaller than the count."""
    return 1 << ((count - 1).bit_length() - 1)
