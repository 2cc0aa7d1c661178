import logging
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from cms.jobs.models import ProcessKind
from cms.jobs.presence import be_present

SECONDS_TO_WAIT = 1.0
logger = logging.getLogger(__name__)


class _Worker(DatabaseWorker):
    def configure_logging(self, verbosity: int) -> None:
        """Leave logging to the settings; the parent would log two lines for every task."""


class Command(BaseCommand):
    help = "Run jobs as they are queued. Start one worker for each core."

    def handle(self, *args: Any, **options: Any) -> None:
        is_waiting = False
        while True:
            try:
                with be_present(ProcessKind.WORKER):
                    call_command(
                        _Worker(),
                        queue_name="*",
                        exclude_queues=",".join(settings.JOBS_ELSEWHERE),
                        interval=0.5,
                        startup_delay=False,
                        reload=False,
                    )
                return
            except (OperationalError, InterfaceError) as error:
                # A job that was interrupted sends no heartbeat, so that the reaper queues it again.
                if not is_waiting:
                    logger.warning("The database doesn't answer (%s). The worker waits for it and goes on.", error)
                is_waiting = True
                close_old_connections()
                time.sleep(SECONDS_TO_WAIT)
