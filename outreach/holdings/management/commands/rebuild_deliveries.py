from typing import Any

from django.core.management.base import BaseCommand

from outreach.holdings.deliveries import rebuild


class Command(BaseCommand):
    help = "Make deliveries and held items again from the ledger's events."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} events were read.")
