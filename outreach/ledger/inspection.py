"""Inspection of the ledger: its chain, every checkpoint of every place, and all that is derived from its events."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction

from outreach.ledger import triggers
from outreach.ledger.chain import ChainHead, ChainRow
from outreach.ledger.checkpoints import Notes, sort_notes
from outreach.ledger.derivations import Derivation, make_derivations
from outreach.ledger.findings import FindingKind, LedgerFinding
from outreach.ledger.merkle import GrowingTree
from outreach.ledger.models import LedgerEvent
from outreach.ledger.places import CheckpointPlace, PlaceUnreadable, read_mails, read_notes
from outreach.ledger.signing import NoSigningKey
from outreach.ledger.subtrees import find_altered
from outreach.ledger.verification import ChainFault, Verification, find_last, read_rows, verify_rows
from outreach.ledger.verifier import SignedTree

OVERDUE = timedelta(hours=2)
MOST = 10
"""So many findings of a kind of rows are named; more make the page no clearer."""
MAILED = "mail"
_KINDS = {
    ChainFault.ALTERED: FindingKind.EVENT_ALTERED,
    ChainFault.MISSING: FindingKind.EVENT_MISSING,
    ChainFault.DISPLACED: FindingKind.EVENT_DISPLACED,
    ChainFault.CUT_OFF: FindingKind.END_CUT_OFF,
    ChainFault.REWRITTEN: FindingKind.EVENT_REWRITTEN,
    ChainFault.ADDED: FindingKind.EVENT_ADDED,
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Inspection:
    """Result: the events read, the head, how many checkpoints they were compared with, and what is wrong."""

    checked: int
    head: ChainHead
    checkpoints: int
    findings: tuple[LedgerFinding, ...]

    @property
    def is_intact(self) -> bool:
        return not self.findings


def inspect_ledger(
    *,
    at: datetime,
    mailed: Sequence[str] = (),
    trusted_head: ChainHead | None = None,
    progress: Progress | None = None,
) -> Inspection:
    """Inspect everything; events may be appended meanwhile.

    ``mailed`` are checkpoints that were kept elsewhere, beside those that this server mailed itself; ``trusted_head``
    is a head that was noted elsewhere.
    """
    with _snapshot(), _uncollected():
        head, until = find_last()
        signed, faults = _read_checkpoints(mailed)
        derivations = make_derivations()
        walk = Walk(signed, derivations, progress=progress, total=until)
        rows = walk.follow(read_rows(until=until))
        outcome = verify_rows(rows, head=head, trusted_head=trusted_head)
        for _row in rows:  # the rest, if a fault stopped the verification of the chain
            pass
        findings = [
            *_get_chain_findings(outcome),
            *_find_missing_triggers(),
            *walk.find_contradictions(),
            *walk.find_altered_subtrees(),
            *faults,
            *_find_overdue(signed, at=at),
            *(finding for each in derivations for finding in islice(each.find_differences(), MOST)),
        ]
    return Inspection(outcome.checked, head, len(signed), tuple(findings))


@contextmanager
def _snapshot() -> Iterator[None]:
    """One state of all tables, while others append. (SQLite's transactions are that by themselves.)"""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: rows make none, and the search takes a sixth of the time of a million."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Walk:
    """A walk over all rows, which compares the tree with the checkpoints and derives rows anew."""

    def __init__(
        self, signed: set[SignedTree], derivations: Sequence[Derivation], *, progress: Progress | None, total: int
    ) -> None:
        self._signed: dict[int, set[bytes]] = {}
        for tree in signed:
            self._signed.setdefault(tree.size, set()).add(tree.root)
        self._tree = GrowingTree()
        self._takers: dict[str, list[Callable[[Mapping[str, Any]], None]]] = {}
        for derivation in derivations:
            for action in derivation.actions:
                self._takers.setdefault(action, []).append(derivation.add)
        self._progress = progress
        self._total = total
        self._contradicted: set[int] = set()

    def follow(self, rows: Iterable[ChainRow]) -> Iterator[ChainRow]:
        for row in rows:
            self._tree.add(bytes.fromhex(row.hash))
            size = self._tree.size
            if size in self._signed and self._signed[size] != {self._tree.sign_off().root}:
                self._contradicted.add(size)
            for take in self._takers.get(row.content["action"], ()):
                take(row.content)
            if self._progress and size % 10_000 == 0:
                self._progress(size, self._total)
            yield row

    def find_contradictions(self) -> list[LedgerFinding]:
        beyond = {size for size in self._signed if size > self._tree.size}
        first = sorted(self._contradicted | beyond)[:1]
        return [LedgerFinding(FindingKind.CHECKPOINT_CONTRADICTED, {"number": size}) for size in first]

    def find_altered_subtrees(self) -> list[LedgerFinding]:
        altered = find_altered(self._tree)
        if altered is None:
            return []
        height, position = altered
        return [LedgerFinding(FindingKind.SUBTREE_DIFFERS, {"number": (position << height) + 1})]


def _read_checkpoints(mailed: Sequence[str]) -> tuple[set[SignedTree], list[LedgerFinding]]:
    """Return the trees of all checkpoints with a true signature, and what is wrong with the checkpoints themselves."""
    raw: dict[str, list[str]] = {}
    findings: list[LedgerFinding] = []
    for each in CheckpointPlace:
        try:
            raw[each.value] = read_notes(each)
        except PlaceUnreadable:
            findings.append(LedgerFinding(FindingKind.CHECKPOINTS_UNREADABLE, {"place": each.value}))
    try:
        mailed = [*mailed, *(mail.note for mail in read_mails() if mail.note)]
    except PlaceUnreadable:
        findings.append(LedgerFinding(FindingKind.CHECKPOINTS_UNREADABLE, {"place": MAILED}))
    if not any(raw.values()) and not mailed:
        return set(), findings
    try:
        read = {place: sort_notes(notes) for place, notes in raw.items()}
        elsewhere = sort_notes(mailed)
    except NoSigningKey:
        return set(), [*findings, LedgerFinding(FindingKind.NO_SIGNING_KEY)]
    for place, notes in {**read, MAILED: elsewhere}.items():
        if notes.forged:
            findings.append(LedgerFinding(FindingKind.CHECKPOINT_FORGED, {"place": place}))
    trees = {tree for notes in (*read.values(), elsewhere) for tree in notes.trees}
    findings += _find_lacking(read, sizes={tree.size for tree in trees})
    return trees, findings


def _find_lacking(read: Mapping[str, Notes], *, sizes: set[int]) -> list[LedgerFinding]:
    return [
        LedgerFinding(FindingKind.CHECKPOINT_MISSING, {"number": size, "place": place})
        for place, notes in read.items()
        for size in sorted(sizes - set(notes.by_size))[:1]
    ]


def _get_chain_findings(outcome: Verification) -> list[LedgerFinding]:
    return [LedgerFinding(_KINDS[outcome.fault], {"number": outcome.first_bad_seq})] if outcome.fault else []


def _find_missing_triggers() -> list[LedgerFinding]:
    names = triggers.find_missing()
    return [LedgerFinding(FindingKind.TRIGGERS_MISSING, {"names": ", ".join(names)})] if names else []


def _find_overdue(signed: set[SignedTree], *, at: datetime) -> list[LedgerFinding]:
    """Return the first event that should have a checkpoint by now: without them, its removal isn't found."""
    newest = max((tree.size for tree in signed), default=0)
    row = LedgerEvent.objects.filter(seq=newest + 1).first()
    if row is None or row.recorded_at > at - OVERDUE:
        return []
    return [LedgerFinding(FindingKind.CHECKPOINT_OVERDUE, {"number": row.seq})]
