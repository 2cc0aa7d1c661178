from typing import Any

from django.core.management.base import BaseCommand

from outreach.links.snapshot import get_table_path, write_snapshot


class Command(BaseCommand):
    help = "Write the table of links for the redirector. The scheduler does this after every change."

    def handle(self, *args: Any, **options: Any) -> None:
        table = write_snapshot()
        self.stdout.write(f"{len(table.entries)} links, version {table.version}: {get_table_path()}")
