"""Repairs contradictory records of the desk and rebuilds the status index. Idempotent."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.approvals import integrity
from cms.translation_desk import status_index


class Command(BaseCommand):
    help = (
        "Check approvals, submissions, pages and the status index, repair what can be derived, and rebuild the index."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only report what is wrong; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._report()
            return
        with transaction.atomic():
            wrong_rows = status_index.find_differences()
            outcome = integrity.repair()
            rows = status_index.rebuild()
        repaired = [*(f"Status row {line}." for line in wrong_rows), *outcome.repaired]
        for text in repaired:
            self.stdout.write(f"Repaired: {text}")
        self.stdout.write(f"Rows rebuilt: {rows}. Faults repaired: {len(repaired)}.")
        if outcome.left:
            raise CommandError("\n".join(["A person has to decide:", *outcome.left]))

    def _report(self) -> None:
        faults = integrity.find_faults()
        wrong_rows = status_index.find_differences()
        for fault in faults:
            self.stdout.write(f"{'Would be repaired' if fault.repair else 'Needs a person'}: {fault.text}")
        for line in wrong_rows:
            self.stdout.write(f"Would be repaired: Status row {line}.")
        self.stdout.write(f"Faults found: {len(faults) + len(wrong_rows)}.")
