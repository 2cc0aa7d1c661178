"""The inverted file of the memory: for each shingle of a language the sources that hold it, packed into one row.

An entry is eight bytes: the source's key, and in the last byte how many shingles the source has (255 for more). Who
writes holds the language (``learning.hold``).
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
from django.db.models.functions import Length

from cms.translation_memory.models import MemoryShingle

ENTRY = np.dtype("<u8")
SIZE_BITS = 8
LARGEST = (1 << SIZE_BITS) - 1
BATCH = 500


def pack(source_id: int, *, size: int) -> bytes:
    return (source_id << SIZE_BITS | min(size, LARGEST)).to_bytes(ENTRY.itemsize, "little")


def add(*, language: str, entries: Mapping[int, bytes | bytearray]) -> None:
    """Append packed entries to the lists of their shingles."""
    for part in _cut(sorted(entries)):
        rows = MemoryShingle.objects.filter(language=language, shingle__in=part)
        known = dict(rows.values_list("shingle", "sources"))
        longer = {shingle: bytes(known.get(shingle, b"")) + entries[shingle] for shingle in part}
        MemoryShingle.objects.bulk_create(
            [MemoryShingle(language=language, shingle=shingle, sources=packed) for shingle, packed in longer.items()],
            update_conflicts=True,
            unique_fields=["language", "shingle"],
            update_fields=["sources"],
        )


def search(*, language: str, shingles: set[int], at_least: int, limit: int) -> list[int]:
    """Return the keys of the sources that have most of these shingles and fewest others (Dice's coefficient).

    Only sources that have ``at_least`` so many of them are of use: they are in any lists but ``at_least`` - 1, so that
    the longest lists, of what everybody says, needn't be read.
    """
    rows = MemoryShingle.objects.filter(language=language, shingle__in=shingles).order_by(Length("sources"))
    lists = rows.values_list("sources", flat=True)[: len(shingles) - at_least + 1]
    packed = np.frombuffer(b"".join(lists), ENTRY)
    if not packed.size:
        return []
    keys = (packed >> SIZE_BITS).astype(np.int64)
    first = int(keys.min())
    shared = np.bincount(keys - first)
    sizes = np.zeros_like(shared)
    sizes[keys - first] = packed & LARGEST
    places = np.flatnonzero(shared)
    alike = 2 * shared[places] / (sizes[places] + len(shingles))
    best = np.argpartition(alike, -limit)[-limit:] if places.size > limit else slice(None)
    return [int(place) + first for place in places[best]]


def _cut(shingles: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(shingles)
    while part := list(islice(rest, BATCH)):
        yield part
