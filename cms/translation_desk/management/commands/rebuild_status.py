"""Derive anew whatever the desk has stored that follows from something else; safe at any time, any number of times."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.translation_desk import soundness


class Command(BaseCommand):
    help = "Check approvals, submissions and the table of statuses against each other, and mend what can be derived."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what doesn't agree; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._tell()
            return
        outcome = soundness.rebuild()
        for text in outcome.mended:
            self.stdout.write(f"Mended: {text}")
        self.stdout.write(f"Rows derived: {outcome.rows}. Faults mended: {len(outcome.mended)}.")
        self._refuse(outcome.left)

    def _tell(self) -> None:
        faults = soundness.find_faults()
        for fault in faults:
            self.stdout.write(f"{'Would be mended' if fault.mend else 'Needs a person'}: {fault.text}")
        self.stdout.write(f"Faults found: {len(faults)}.")

    def _refuse(self, left: tuple[str, ...]) -> None:
        if left:
            raise CommandError("\n".join(["A person has to decide:", *left]))
