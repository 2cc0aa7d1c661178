from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker


class _Worker(DatabaseWorker):
    def configure_logging(self, verbosity: int) -> None:
        """Leave it to the settings: at its own level, every small task would write two lines at the terminal."""


class Command(BaseCommand):
    help = "Run jobs as they come. As many workers as there are cores is a good number."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command(_Worker(), interval=0.5, startup_delay=False, reload=False)
