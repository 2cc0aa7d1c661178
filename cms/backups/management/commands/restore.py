from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.backups.failures import BackupFailed
from cms.backups.restore import open_backup, restore_backup


class Command(BaseCommand):
    help = (
        "Restore a back-up into an empty database, storage and DATA_DIR, and compare every row and file with it. "
        "Exit codes: see docs/operating.md."
    )
    requires_system_checks: list[str] = []  # they read the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="the folder of one back-up, such as /backups/20261130T020000000000Z"
        )
        parser.add_argument("--only-read", action="store_true", help="only read the back-up again; restore nothing")

    def handle(self, *args: Any, folder: Path, only_read: bool, **options: Any) -> None:
        try:
            if only_read:
                backup = open_backup(folder)
                self.stdout.write(f"The back-up is whole: {backup.description.rows} rows, {len(backup.entries)} files.")
                return
            restore_backup(folder=folder, at=timezone.now(), say=self.stdout.write)
        except BackupFailed as failure:
            raise CommandError(str(failure), returncode=failure.code) from failure
        self.stdout.write(
            "The back-up is restored. Start the web process, the workers, the scheduler and the redirector."
        )
