"""Wagtail's command of this name publishes whatever revision is due; here only what was approved may go live."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.approvals.publishing import publish_due


class Command(BaseCommand):
    help = "Publish approved pages whose time has come, and take down those that have expired."

    def handle(self, *args: Any, **options: Any) -> None:
        result = publish_due(at=timezone.now())
        for approval, refusal in result.refused:
            self.stderr.write(f"{approval}: {refusal}")
        self.stdout.write(f"{len(result.published)} published, {len(result.expired)} expired.")
