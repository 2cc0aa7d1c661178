from typing import Any

from django.core.management.base import BaseCommand

from cms.pages.site_tree import make_site_tree


class Command(BaseCommand):
    help = "Create each language's home and index pages, and make them the site. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_site_tree()
        self.stdout.write(f"{len(made)} pages created." if made else "Nothing was missing.")
