from typing import Any

from django.core.management.base import BaseCommand

from outreach.ledger import signing
from outreach.ledger.places import CheckpointPlace, read_notes


class Command(BaseCommand):
    help = "Print the public key of the ledger's checkpoints; make the signing key first if nothing was signed yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not signing.has_key() and not any(read_notes(place) for place in CheckpointPlace):
            signing.make_key()
        self.stdout.write(signing.get_public_key())
