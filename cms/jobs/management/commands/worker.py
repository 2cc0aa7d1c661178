from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run jobs as they come. As many workers as there are cores is a good number."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("db_worker", interval=0.5, startup_delay=False, reload=False)
