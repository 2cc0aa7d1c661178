from typing import Any

from django.core.management.base import BaseCommand

from cms.pages.site_tree import make_site_tree


class Command(BaseCommand):
    help = "Make each language's home and index pages, and point the site at them. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_site_tree()
        self.stdout.write(f"{len(made)} pages made." if made else "Nothing was missing.")
