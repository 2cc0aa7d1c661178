import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from cms.jobs.scheduler import tick


class Command(BaseCommand):
    help = "Run the scheduled tasks: publishing, the reaper, reminders, draining of scans."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run every task once and stop.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        while True:
            tick(at=timezone.now())
            if once:
                return
            close_old_connections()
            time.sleep(1)
