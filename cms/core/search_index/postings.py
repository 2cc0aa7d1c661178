"""Postings: for each token and language, the items whose page has it, as one number with a bit for each item.

All of a search is arithmetic with these numbers, so it takes one query and gives the same result on every database. A
bit's place is the item's number, so the highest bits are the newest items. Numbers are packed by zlib, because most
tokens are rare.

Writers lock the public version's row first, which every publication does.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
from django.db.models import QuerySet

from cms.core.search_tables import Posting

BATCH = 400
MOST_WITH_BEGINNING = 400
"""The most tokens with one beginning that are read."""


class Postings:
    """The postings that a search needs, by token and language."""

    def __init__(self, rows: Mapping[tuple[str, str], int]) -> None:
        self._rows = rows
        self._languages: dict[str, list[str]] = defaultdict(list)
        for token, language in rows:
            self._languages[token].append(language)

    def get(self, token: str, language: str) -> int:
        """Return the items that have the token in this language."""
        return self._rows.get((token, language), 0)

    def get_anywhere(self, token: str) -> int:
        """Return the items that have the token in some language."""
        found = 0
        for language in self._languages.get(token, ()):
            found |= self._rows[token, language]
        return found

    def __contains__(self, token: str) -> bool:
        return token in self._languages


def read_postings(tokens: Iterable[str]) -> Postings:
    """Return the postings of these tokens in all languages (one query)."""
    keys = [token.encode() for token in set(tokens)]
    rows = Posting.objects.filter(token__in=keys).values_list("token", "language", "items")
    return Postings({(bytes(token).decode(), language): unpack(items) for token, language, items in rows})


def read_beginning(beginning: str) -> Postings:
    """Return the items that have a token with this beginning, as those of the beginning."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    rows = _find_beginning(beginning).order_by("token").values_list("language", "items")
    for language, items in rows[:MOST_WITH_BEGINNING] if beginning else ():
        found[beginning, language] |= unpack(items)
    return Postings(found)


def list_words(beginning: str) -> list[str]:
    """Return the tokens of all languages with this beginning."""
    return sorted({bytes(token).decode() for token in _find_beginning(beginning).values_list("token", flat=True)})


def change(*, number: int, language: str, added: Iterable[str] = (), removed: Iterable[str] = ()) -> None:
    """Put an item into the postings of tokens in a language, and take it out of others."""
    bit = 1 << number
    add(language=language, items=dict.fromkeys(added, bit))
    for part in _cut(sorted(removed)):
        rows = list(Posting.objects.filter(language=language, token__in=[token.encode() for token in part]))
        for row in rows:
            row.items = pack(unpack(row.items) & ~bit)
        empty = [row.pk for row in rows if not unpack(row.items)]
        Posting.objects.bulk_update([row for row in rows if row.pk not in set(empty)], ["items"])
        Posting.objects.filter(pk__in=empty).delete()


def add(*, language: str, items: Mapping[str, int]) -> None:
    """Put items into the postings of tokens in a language."""
    for part in _cut(sorted(items)):
        keys = {token.encode(): token for token in part}
        rows = Posting.objects.filter(language=language, token__in=list(keys)).values_list("token", "items")
        known = {bytes(token): unpack(packed) for token, packed in rows}
        Posting.objects.bulk_create(
            [
                Posting(token=key, language=language, items=pack(known.get(key, 0) | items[token]))
                for key, token in keys.items()
            ],
            update_conflicts=True,
            unique_fields=["token", "language"],
            update_fields=["items"],
        )


def pack(items: int) -> bytes:
    return zlib.compress(items.to_bytes((items.bit_length() + 7) // 8, "little"), 1)


def unpack(packed: bytes | memoryview) -> int:
    return int.from_bytes(zlib.decompress(packed), "little")


def make_number(places: Iterable[int]) -> int:
    """Return the number with a bit at each of these places."""
    kept = np.fromiter(places, np.int64)
    bits = np.zeros(int(kept.max()) + 1, np.uint8)
    bits[kept] = 1
    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")


def list_newest(items: int) -> list[int]:
    """Return the numbers of the items, the newest first."""
    raw = np.frombuffer(items.to_bytes((items.bit_length() + 7) // 8, "little"), np.uint8)
    numbers: list[int] = np.flatnonzero(np.unpackbits(raw, bitorder="little"))[::-1].tolist()
    return numbers


def _find_beginning(beginning: str) -> QuerySet[Posting]:
    first = beginning.encode()
    return Posting.objects.filter(token__gte=first, token__lt=first + b"\xff")  # UTF-8 has no byte FF


def _cut(tokens: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(tokens)
    while part := list(islice(rest, BATCH)):
        yield part
