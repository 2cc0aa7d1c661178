from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outreach.links.drain import drain_spool, retry_set_aside


class Command(BaseCommand):
    help = "Insert the scans in the spool into the database. The scheduler does this every two seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", action="store_true", help="read segments again that were set aside")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            self.stdout.write(f"{retry_set_aside()} segments that were set aside will be read again.")
        drained = drain_spool()
        self.stdout.write(
            f"{drained.scans} scans of {drained.segments} segments inserted; {drained.set_aside} segments set aside."
        )
