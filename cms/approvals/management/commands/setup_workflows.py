from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.approvals.workflow import set_up_workflows


class Command(BaseCommand):
    help = "Make each language's workflow, its step, and the page permissions of its groups. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        languages = set_up_workflows()
        if not languages:
            raise CommandError("No language has a home page yet: run setup_site first.")
        self.stdout.write(f"Workflows are set up for {', '.join(languages)}.")
