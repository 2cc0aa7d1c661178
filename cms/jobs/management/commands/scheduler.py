import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from cms.jobs.models import ProcessKind
from cms.jobs.presence import AlreadyRunning, Presence, be_present, end_in_order
from cms.jobs.scheduler import tick

SECONDS_TO_RETRY = 2


class Command(BaseCommand):
    help = "Run the scheduled tasks: publishing, the reaper, reminders, draining of scans. A second scheduler waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run every task once and stop.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            tick(at=timezone.now())
            return
        end_in_order()
        said = ""
        while True:
            try:
                with be_present(ProcessKind.SCHEDULER) as presence:
                    said = ""
                    _run(presence)
                self.stderr.write("Another scheduler has taken over, because this one was silent for too long.")
            except AlreadyRunning as other:
                if said != str(other):
                    self.stderr.write(f"A scheduler is running already ({other}). This one waits until it has ended.")
                    said = str(other)
            except (OperationalError, InterfaceError) as error:
                if said != "away":
                    self.stderr.write(f"The database doesn't answer ({error}). The scheduler waits for it and goes on.")
                    said = "away"
            close_old_connections()
            time.sleep(SECONDS_TO_RETRY)


def _run(presence: Presence) -> None:
    """Run what is due every second, until another scheduler has taken over."""
    while not presence.is_lost:
        tick(at=timezone.now())
        close_old_connections()
        time.sleep(1)
