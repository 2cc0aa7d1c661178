from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outreach.ledger.chain import ChainHead
from outreach.ledger.findings import describe_finding
from outreach.ledger.inspection import inspect_ledger


class Command(BaseCommand):
    help = (
        "Verify that no event of the ledger was altered, moved, added or removed, and that deliveries, held items, "
        "reports of use and recalls are what the events say. Exit codes: see docs/ledger.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE", help="one that was mailed")
        parser.add_argument("--trusted-head", metavar="NUMBER:HASH", help="a head printed by an earlier verification")

    def handle(self, *args: Any, checkpoint: list[str], trusted_head: str | None, **options: Any) -> None:
        outcome = inspect_ledger(
            at=timezone.now(),
            mailed=[_read(name) for name in checkpoint],
            trusted_head=_parse_head(trusted_head) if trusted_head else None,
        )
        if outcome.findings:
            sentences = [describe_finding(finding) for finding in outcome.findings]
            raise CommandError("\n".join(sentences), returncode=outcome.findings[0].kind)
        self.stdout.write(f"The ledger is whole: {outcome.checked} events, {outcome.checkpoints} checkpoints.")
        self.stdout.write(f"Head: {outcome.head.seq}:{outcome.head.hash}")


def _read(name: str) -> str:
    try:
        return Path(name).read_text("utf-8").lstrip()
    except OSError as error:
        raise CommandError(f"{name} can't be read: {error}") from error


def _parse_head(text: str) -> ChainHead:
    seq, colon, row_hash = text.partition(":")
    if not (colon and seq.isdigit() and len(row_hash) == 64):
        raise CommandError("Give the head as it was printed: NUMBER:HASH.")
    return ChainHead(int(seq), row_hash)
