"""Records mail that came back, from a delivery status notification on standard input.

For the mail server, as a pipe in an alias: ``bounces: "|manage.py record_bounce"``.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outreach.organisations.bounces import record_failures


class Command(BaseCommand):
    help = "Mark the members whose mail came back, as the notification on standard input says."

    def handle(self, *args: Any, **options: Any) -> None:
        count = record_failures(sys.stdin.buffer.read(), at=timezone.now())
        self.stdout.write(f"Marked accounts: {count}")
