from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.users.groups import ensure_groups


class Command(BaseCommand):
    help = "Make the groups of the roles. Running it again changes nothing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{ensure_groups()} groups were new.")
