from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker


class _Worker(DatabaseWorker):
    def configure_logging(self, verbosity: int) -> None:
        """Leave logging to the settings; the parent would log two lines for every task."""


class Command(BaseCommand):
    help = "Run jobs as they are queued. Start one worker for each core."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command(_Worker(), interval=0.5, startup_delay=False, reload=False)
