"""Verification of the ledger: finds the first event that was altered, moved, added or removed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Max
from django.utils.translation import gettext as _

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
    head = get_head()
    last_seq = LedgerEvent.objects.aggregate(last=Max("seq"))["last"] or 0
    if last_seq > head.seq:
        head = get_head()
    return verify_rows(_read_rows(until=max(head.seq, last_seq)), head=head, trusted_head=trusted_head)


def describe(outcome: Verification) -> str:
    """Return a sentence in the active language: the ledger is intact, or which event is wrong and why."""
    if outcome.fault is None:
        return _("The ledger is intact: %(count)s events were verified.") % {"count": outcome.checked}
    return _get_sentences()[outcome.fault] % {"number": outcome.first_bad_seq}


def _get_sentences() -> dict[ChainFault, str]:
    return {
        ChainFault.MISSING: _("Event %(number)s was removed."),
        ChainFault.DISPLACED: _("Event %(number)s doesn't follow the one before it: events were swapped or inserted."),
        ChainFault.ALTERED: _("Event %(number)s was altered."),
        ChainFault.CUT_OFF: _("The end of the ledger was cut off: event %(number)s is missing."),
        ChainFault.REWRITTEN: _("The ledger was rewritten: event %(number)s isn't the one that was noted earlier."),
        ChainFault.ADDED: _("Event %(number)s was added past the end of the ledger."),
    }


def _read_rows(*, until: int) -> Iterator[ChainRow]:
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
    last = EMPTY
    for row in rows:
        fault = _find_fault(row, after=last, head=head)
        if fault is not None:
            bad = last.seq + 1 if fault is ChainFault.MISSING else row.seq
            return Verification(last.seq, head, fault, bad)
        last = ChainHead(row.seq, row.hash)
        if trusted_head is not None and row.seq == trusted_head.seq and row.hash != trusted_head.hash:
            return Verification(row.seq - 1, head, ChainFault.REWRITTEN, row.seq)
    if last.seq < head.seq or (trusted_head is not None and last.seq < trusted_head.seq):
        return Verification(last.seq, head, ChainFault.CUT_OFF, last.seq + 1)
    if last.hash != head.hash:
        return Verification(last.seq - 1, head, ChainFault.REWRITTEN, last.seq)
    return Verification(last.seq, head)


def _find_fault(row: ChainRow, *, after: ChainHead, head: ChainHead) -> ChainFault | None:
    if row.seq > after.seq + 1:
        return ChainFault.MISSING
    if row.seq > head.seq:
        return ChainFault.ADDED
    if row.previous_hash != after.hash:
        return ChainFault.DISPLACED
    if get_hash(after.hash, row.content) != row.hash:
        return ChainFault.ALTERED
    return None
