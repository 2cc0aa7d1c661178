from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.campaign.loading import load_campaign


class Command(BaseCommand):
    help = "Load the campaign's topics, provinces, phases, key dates and kinds of evidence. Idempotent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demonstration", action="store_true", help="mark the campaign as demonstration material")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_campaign(is_demonstration=options["demonstration"])
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
