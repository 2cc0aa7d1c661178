from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outreach.links.drain import drain_spool, take_up_set_aside


class Command(BaseCommand):
    help = "Bring the scans that wait in the spool into the database; the clock does it every two seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", action="store_true", help="take up the segments that were set aside")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            self.stdout.write(f"{take_up_set_aside()} segments that were set aside are read again.")
        drained = drain_spool()
        self.stdout.write(
            f"{drained.scans} scans of {drained.segments} segments brought in; {drained.set_aside} segments set aside."
        )
