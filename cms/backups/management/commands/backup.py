from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.backups.backup import make_backup
from cms.backups.failures import BackupFailed


class Command(BaseCommand):
    help = (
        "Take a back-up of the database, all files, the spool of scans and the ledger's journal, and read it again. "
        "People may go on working meanwhile. Exit codes: see docs/operating.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="the folder of the back-ups, on another disk or machine")
        parser.add_argument(
            "--with-key", action="store_true", help="include the key that signs the ledger's checkpoints"
        )
        parser.add_argument("--keep", type=int, default=14, help="how many back-ups to keep in the folder (14)")

    def handle(self, *args: Any, target: Path, with_key: bool, keep: int, **options: Any) -> None:
        if keep < 1:
            raise CommandError("Keep at least one back-up: --keep 1.")
        try:
            folder = make_backup(
                target=target, at=timezone.now(), with_secrets=with_key, keep=keep, say=self.stdout.write
            )
        except BackupFailed as failure:
            raise CommandError(str(failure), returncode=failure.code) from failure
        self.stdout.write(f"The back-up is whole: {folder}")
