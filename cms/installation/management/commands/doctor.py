import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cms.installation.diagnosis import Condition, Diagnosis, examine


class Command(BaseCommand):
    help = "Say of each part whether it works, and what to do if it doesn't. The exit code is 1 if something is wrong."
    # They are a part of the examination.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the lines as JSON, for programs that watch")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(examine(at=timezone.now()))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        else:
            self._print(found)
        if any(each.condition == Condition.ERROR for each in found):
            sys.exit(1)

    def _print(self, found: list[Diagnosis]) -> None:
        width = max(len(each.part) for each in found)
        for each in found:
            self.stdout.write(f"{each.condition:<7}  {each.part:<{width}}  {each.text} {each.advice}".rstrip())
