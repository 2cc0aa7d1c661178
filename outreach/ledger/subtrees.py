"""Roots of complete subtrees of the ledger's tree, kept so that a proof reads some hundreds of rows of any ledger.

Of every 256 events there is one, and of every 256 of these another. Those that a proof needs between are computed.
"""

from outreach.ledger.merkle import KEPT_EVERY, GrowingTree
from outreach.ledger.models import LedgerEvent, Subtree
from outreach.ledger.verifier import hash_leaf, hash_node

WIDTH = 1 << KEPT_EVERY


class SubtreeMissing(Exception):
    """A root isn't kept; the next checkpoint keeps it."""


def keep_subtrees(tree: GrowingTree) -> None:
    """Keep the roots of the tree that aren't kept yet."""
    kept = set(Subtree.objects.values_list("height", "position"))
    Subtree.objects.bulk_create(
        (
            Subtree(height=height, position=position, root=root)
            for (height, position), root in tree.complete.items()
            if (height, position) not in kept
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def find_altered(tree: GrowingTree) -> tuple[int, int] | None:
    """Return height and position of the first kept root that isn't the tree's; None if all are."""
    for height, position, root in Subtree.objects.order_by("height", "position").values_list(
        "height", "position", "root"
    ):
        if tree.complete.get((height, position)) != bytes(root):
            return height, position
    return None


class KeptSubtrees:
    """Reader of any complete subtree's root. Reads at most 256 rows at a time, and none twice."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], list[bytes]] = {}

    def get_root(self, height: int, position: int) -> bytes:
        kept, rest = divmod(height, KEPT_EVERY)
        block, first = divmod(position << rest, WIDTH)
        nodes = self._read(kept, block)[first : first + (1 << rest)]
        if len(nodes) != 1 << rest:
            raise SubtreeMissing(f"Part {position} of height {height} of the ledger's tree isn't kept.")
        while len(nodes) > 1:
            nodes = [hash_node(nodes[at], nodes[at + 1]) for at in range(0, len(nodes), 2)]
        return nodes[0]

    def _read(self, kept: int, block: int) -> list[bytes]:
        if (kept, block) not in self._blocks:
            start = block * WIDTH
            self._blocks[kept, block] = _read_events(start) if kept == 0 else _read_roots(kept * KEPT_EVERY, start)
        return self._blocks[kept, block]


def _read_events(start: int) -> list[bytes]:
    rows = LedgerEvent.objects.filter(seq__gt=start, seq__lte=start + WIDTH).order_by("seq")
    return [hash_leaf(bytes.fromhex(row_hash)) for row_hash in rows.values_list("hash", flat=True)]


def _read_roots(height: int, start: int) -> list[bytes]:
    rows = Subtree.objects.filter(height=height, position__gte=start, position__lt=start + WIDTH).order_by("position")
    return [bytes(root) for root in rows.values_list("root", flat=True)]
