"""The hash chain of the ledger, pure: no database, no Django.

Each row's hash is SHA-256 over the hash of the row before it, a line feed, and the row's content as canonical JSON
(UTF-8, keys sorted, no spaces; the idea of RFC 8785, held to texts, whole numbers, booleans, lists and maps, so that
every database gives back what was written). The head keeps the number and the hash of the last row, so that a ledger
whose end was cut off is seen as well. Who can rewrite every row from some point on *and* the head is found out only by
a head that was kept elsewhere: ``verify`` takes one as ``kept``.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

GENESIS = "0" * 64


class NotCanonical(ValueError):
    """The content holds something that isn't written the same way everywhere, a fraction for example."""


@dataclass(frozen=True)
class Head:
    """The last row: its number (the first is 1, none is 0) and its hash."""

    seq: int
    hash: str


EMPTY = Head(0, GENESIS)


@dataclass(frozen=True)
class Row:
    seq: int
    content: Mapping[str, Any]
    previous_hash: str
    hash: str


class ChainFault(StrEnum):
    MISSING = "missing"
    DISPLACED = "displaced"
    ALTERED = "altered"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"
    ADDED = "added"


@dataclass(frozen=True)
class Verification:
    """``whole`` or the number of the first bad row and its fault; ``checked`` rows were found good."""

    checked: int
    head: Head
    fault: ChainFault | None = None
    first_bad_seq: int | None = None

    @property
    def whole(self) -> bool:
        return self.fault is None


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one way of writing this content; raise ``NotCanonical`` where there is none."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    raise NotCanonical(f"{type(value).__name__} can't stand in the ledger.")


def require_canonical(value: Any) -> None:
    """Raise ``NotCanonical`` unless the value is made of texts, whole numbers, booleans, None, lists and maps."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("The keys of a map in the ledger are texts.")
        for part in (*value.keys(), *value.values()):
            require_canonical(part)
    elif isinstance(value, list):
        for part in value:
            require_canonical(part)
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise NotCanonical("A text in the ledger holds neither NUL nor half a character.")
    elif not (value is None or isinstance(value, bool | int)):
        raise NotCanonical(f"{type(value).__name__} can't stand in the ledger.")


def get_hash(previous_hash: str, content: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{previous_hash}\n{canonical(content)}".encode()).hexdigest()


def verify_rows(rows: Iterable[Row], *, head: Head, kept: Head | None = None) -> Verification:
    """Check the rows, given in the order of their numbers, against each other, the head, and a head kept elsewhere."""
    last = EMPTY
    for row in rows:
        fault = _find_fault(row, after=last, head=head)
        if fault is not None:
            bad = last.seq + 1 if fault is ChainFault.MISSING else row.seq
            return Verification(last.seq, head, fault, bad)
        last = Head(row.seq, row.hash)
        if kept is not None and row.seq == kept.seq and row.hash != kept.hash:
            return Verification(row.seq - 1, head, ChainFault.REWRITTEN, row.seq)
    if last.seq < head.seq or (kept is not None and last.seq < kept.seq):
        return Verification(last.seq, head, ChainFault.CUT_OFF, last.seq + 1)
    if last.hash != head.hash:
        return Verification(last.seq - 1, head, ChainFault.REWRITTEN, last.seq)
    return Verification(last.seq, head)


def _find_fault(row: Row, *, after: Head, head: Head) -> ChainFault | None:
    if row.seq > after.seq + 1:
        return ChainFault.MISSING
    if row.seq > head.seq:
        return ChainFault.ADDED
    if row.previous_hash != after.hash:
        return ChainFault.DISPLACED
    if get_hash(after.hash, row.content) != row.hash:
        return ChainFault.ALTERED
    return None
