"""Inverted index of the memory: for each shingle of a language, the sources that contain it, packed into one row.

An entry has eight bytes: the source's key, and in the last byte the number of its shingles (255 for more). Writers must
lock the language first (``indexing.lock_memory``).
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
    """Append packed entries to the lists of their shingles; the caller has locked the language."""
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
    """Return the keys of the sources that are most similar in their shingles (Dice's coefficient).

    Sources with at least ``at_least`` of the shingles are found even if the ``at_least`` - 1 longest lists aren't read,
    which are those of the most common shingles.
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
    similarity = 2 * shared[places] / (sizes[places] + len(shingles))
    best = np.argpartition(similarity, -limit)[-limit:] if places.size > limit else slice(None)
    return [int(place) + first for place in places[best]]


def _cut(shingles: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(shingles)
    while part := list(islice(rest, BATCH)):
        yield part
