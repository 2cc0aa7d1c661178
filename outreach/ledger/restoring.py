"""The ledger after a back-up was restored: checkpoints that are newer than its database, and its verification."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from cms.backups.parts import LocalFiles
from outreach.ledger import signing
from outreach.ledger.checkpoints import LedgerContradicted, make_checkpoint
from outreach.ledger.findings import describe_finding
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.ledger import get_head
from outreach.ledger.places import CHECKPOINTS, MAILS, set_aside_later


def list_ledger_files() -> list[LocalFiles]:
    """Return the journals of checkpoints and of mails, and the key that signs."""
    key = Path(settings.LEDGER_KEY_FILE)
    return [
        LocalFiles("ledger", lambda: Path(settings.LEDGER_KEY_FILE).parent, (CHECKPOINTS, MAILS)),
        LocalFiles("ledger-key", lambda: Path(settings.LEDGER_KEY_FILE).parent, (key.name,), is_secret=True),
    ]


def verify_restored(*, at: datetime) -> list[str]:
    """Set aside checkpoints of events that the back-up doesn't have, and verify the rest; return what to tell.

    The files of a back-up are newer than its database, and a ledger that one contradicts is never signed again.
    """
    head = get_head()
    sentences = []
    if later := set_aside_later(head.seq):
        sentences.append(
            f"Ledger: {later} checkpoints are of events after number {head.seq}, which this back-up doesn't have. They "
            "were set aside in later-checkpoints.jsonl beside the signing key."
        )
    if signing.has_key():
        try:
            make_checkpoint(at=at)
        except LedgerContradicted as contradiction:
            sentences.append(f"Ledger: {contradiction}")
    outcome = inspect_ledger(at=at)
    sentences += [f"Ledger: {describe_finding(finding)}" for finding in outcome.findings]
    if outcome.is_intact:
        sentences.append(f"Ledger: whole, {outcome.checked} events, {outcome.checkpoints} checkpoints.")
    return [
        *sentences,
        "Ledger: compare it with the newest checkpoint that was mailed: manage.py verify_ledger --checkpoint FILE. "
        f"One of more than {head.seq} events was made after this back-up.",
    ]
