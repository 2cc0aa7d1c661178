from argparse import ArgumentParser, FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outreach.links.country_table import UnreadableRow, convert


class Command(BaseCommand):
    help = "Print nginx's table of countries, made from a CSV file of address ranges."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "ranges", type=FileType(encoding="utf-8"), help="rows: first address, last address, country"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in convert(options["ranges"]):
                self.stdout.write(line)
        except UnreadableRow as error:
            raise CommandError(str(error)) from error
