"""Verification of the ledger: finds the first event that was altered, moved, added or removed."""

from collections.abc import Iterator

from django.db.models import Max
from django.utils.translation import gettext as _

from outreach.ledger.chain import ChainFault, ChainHead, ChainRow, Verification, verify_rows
from outreach.ledger.ledger import CONTENT_FIELDS, get_head
from outreach.ledger.models import LedgerEvent


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
