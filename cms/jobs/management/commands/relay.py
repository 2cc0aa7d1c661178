import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from cms.jobs.models import ProcessKind
from cms.jobs.presence import AlreadyRunning, Presence, be_present, end_in_order, find_silent
from cms.jobs.relay import run_tasks_of_this_machine

SECONDS_TO_RETRY = 2


class Command(BaseCommand):
    help = (
        "Bring this machine's scans into the database, and keep its link table and emergency pages up to date. "
        "Needed on each of several machines; on a single one the scheduler does it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forget", metavar="NAME", help="stop expecting this relay: its machine is gone for good")

    def handle(self, *args: Any, forget: str | None, **options: Any) -> None:
        if forget:
            if not find_silent().filter(kind=ProcessKind.RELAY, name=forget).delete()[0]:
                raise CommandError(f"No silent relay is named {forget}. manage.py doctor names those that are silent.")
            return
        end_in_order()
        with run_tasks_of_this_machine():
            is_waiting = False
            while True:
                try:
                    with be_present(ProcessKind.RELAY) as presence:
                        is_waiting = False
                        _wait(presence)
                except (OperationalError, InterfaceError, AlreadyRunning) as error:
                    if not is_waiting:
                        self.stderr.write(
                            f"This relay can't record in the database that it runs ({error}). What waits on this "
                            "machine is kept, and the relay goes on as soon as the database answers."
                        )
                    is_waiting = True
                close_old_connections()
                time.sleep(SECONDS_TO_RETRY)


def _wait(presence: Presence) -> None:
    while not presence.is_lost:
        time.sleep(1)
