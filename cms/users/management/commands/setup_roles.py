from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.users.groups import ensure_groups


class Command(BaseCommand):
    help = "Create the groups of the roles. Idempotent."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{ensure_groups()} groups created.")
