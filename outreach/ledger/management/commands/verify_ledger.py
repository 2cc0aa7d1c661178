from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from outreach.ledger import triggers
from outreach.ledger.chain import ChainHead
from outreach.ledger.verification import describe, verify


class Command(BaseCommand):
    help = (
        "Verify that no event of the ledger was altered, moved, added or removed. Note the printed head somewhere "
        "else: passed as --trusted-head later, it also detects a ledger that was rewritten as a whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--trusted-head", metavar="NUMBER:HASH", help="a head printed by an earlier verification")

    def handle(self, *args: Any, trusted_head: str | None, **options: Any) -> None:
        missing = triggers.find_missing()
        if missing:
            self.stderr.write(f"The database's triggers are missing: {', '.join(missing)}. Run manage.py migrate.")
        outcome = verify(trusted_head=_parse_head(trusted_head) if trusted_head else None)
        if not outcome.is_intact:
            raise CommandError(describe(outcome))
        self.stdout.write(describe(outcome))
        self.stdout.write(f"Head: {outcome.head.seq}:{outcome.head.hash}")


def _parse_head(text: str) -> ChainHead:
    seq, colon, row_hash = text.partition(":")
    if not (colon and seq.isdigit() and len(row_hash) == 64):
        raise CommandError("Give the head as it was printed: NUMBER:HASH.")
    return ChainHead(int(seq), row_hash)
