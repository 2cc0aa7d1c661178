from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.translation_memory.indexing import rebuild
from translations.languages import TARGETS


class Command(BaseCommand):
    help = "Rebuild the translation memory from the approvals. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--language", choices=TARGETS, help="only this language")

    def handle(self, *args: Any, language: str | None = None, **options: Any) -> None:
        for code in [language] if language else TARGETS:
            self.stdout.write(f"{code}: {rebuild(language=code)} texts.")
