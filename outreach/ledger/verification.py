"""Verification of the ledger: finds the first event that was altered, moved, added or removed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Max

from outreach.ledger.chain import EMPTY, ChainHead, ChainRow, get_hash
from outreach.ledger.ledger import CONTENT_FIELDS, get_head
from outreach.ledger.models import LedgerEvent


class ChainFault(StrEnum):
    MISSING = "missing"
    DISPLACED = "displaced"
    ALTERED = "altered"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"
    ADDED = "added"


@dataclass(frozen=True)
class Verification:
    """Result of a verification: how many rows were good, and the first bad row with its fault, if any."""

    checked: int
    head: ChainHead
    fault: ChainFault | None = None
    first_bad_seq: int | None = None

    @property
    def is_intact(self) -> bool:
        return self.fault is None


def verify(*, trusted_head: ChainHead | None = None) -> Verification:
    """Verify the whole ledger; events may be appended meanwhile.

    ``trusted_head`` is a head that was noted elsewhere earlier. With it, a ledger that was rewritten as a whole is
    detected.
    """
    head, until = find_last()
    return verify_rows(read_rows(until=until), head=head, trusted_head=trusted_head)


def find_last() -> tuple[ChainHead, int]:
    """Return the head, and the last number to read: rows past the head are a fault."""
    head = get_head()
    last_seq = LedgerEvent.objects.aggregate(last=Max("seq"))["last"] or 0
    if last_seq > head.seq:  # perhaps appended between both queries
        head = get_head()
    return head, max(head.seq, last_seq)


def read_rows(*, until: int) -> Iterator[ChainRow]:
    """Yield the rows in the order of their numbers."""
    rows = (
        LedgerEvent.objects.filter(seq__lte=until)
        .order_by("seq")
        .values_list("previous_hash", "hash", *CONTENT_FIELDS)
        .iterator(chunk_size=2000)
    )
    seq = CONTENT_FIELDS.index("seq")
    for previous_hash, row_hash, *content in rows:
        yield ChainRow(content[seq], dict(zip(CONTENT_FIELDS, content, strict=True)), previous_hash, row_hash)


def verify_rows(rows: Iterable[ChainRow], *, head: ChainHead, trusted_head: ChainHead | None = None) -> Verification:
    """Verify rows, given in the order of their numbers, against each other, the head and a head noted elsewhere."""
    last: ChainHead | ChainRow = EMPTY
    for row in rows:
        fault = _find_fault(row, after=last, head=head)
        if fault is not None:
            bad = last.seq + 1 if fault is ChainFault.MISSING else row.seq
            return Verification(last.seq, head, fault, bad)
        last = row
        if trusted_head is not None and row.seq == trusted_head.seq and row.hash != trusted_head.hash:
            return Verification(row.seq - 1, head, ChainFault.REWRITTEN, row.seq)
    if last.seq < head.seq or (trusted_head is not None and last.seq < trusted_head.seq):
        return Verification(last.seq, head, ChainFault.CUT_OFF, last.seq + 1)
    if last.hash != head.hash:
        return Verification(last.seq - 1, head, ChainFault.REWRITTEN, last.seq)
    return Verification(last.seq, head)


def _find_fault(row: ChainRow, *, after: ChainHead | ChainRow, head: ChainHead) -> ChainFault | None:
    if row.seq > after.seq + 1:
        return ChainFault.MISSING
    if row.seq > head.seq:
        return ChainFault.ADDED
    if row.previous_hash != after.hash:
        return ChainFault.DISPLACED
    if get_hash(after.hash, row.content) != row.hash:
        return ChainFault.ALTERED
    return None
