from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone

from cms.credentials import revocation
from cms.credentials.authority import IsNoDemonstration, replace_authority
from cms.credentials.keys import get_signing_key
from cms.credentials.models import SigningCertificate
from cms.credentials.signing import list_roots
from cms.render.signatures.keys import UnusableKey, find_validity, get_fingerprint, get_organisation, is_demonstration


class Command(BaseCommand):
    help = "Show with which certificates files are and were signed; write their roots; revoke or replace one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--roots", metavar="FILE", help="write the roots of all certificates to this file, in PEM")
        parser.add_argument("--revoke", metavar="SERIAL", help="nothing is signed with this certificate any more")
        parser.add_argument("--reason", default="", help="why it is revoked")
        parser.add_argument(
            "--new-demonstration",
            action="store_true",
            help="replace a demonstration authority by a new one; the old key is set aside beside it",
        )

    def handle(
        self, *args: Any, roots: str | None, revoke: str | None, reason: str, new_demonstration: bool, **options: Any
    ) -> None:
        try:
            if revoke:
                self._revoke(revoke, reason=reason)
            if new_demonstration:
                replace_authority(at=timezone.now())
            key = get_signing_key()
        except (revocation.CannotRevoke, IsNoDemonstration, UnusableKey) as error:
            raise CommandError(str(error)) from error
        _valid_from, valid_until = find_validity(key.chain)
        kind = " (demonstration)" if is_demonstration(key.chain) else ""
        self.stdout.write(
            f"Signing now: {key.serial} of {get_organisation(key.certificate)}{kind}, until {valid_until:%Y-%m-%d}.\n"
            f"SHA-256 of its root: {get_fingerprint(key.chain[-1])}"
        )
        for each in SigningCertificate.objects.annotate(count=Count("files")).order_by("valid_from"):
            ended = f", revoked on {each.revoked_at:%Y-%m-%d}: {each.revocation_reason}" if each.revoked_at else ""
            self.stdout.write(f"{each.serial}: {each.count} files, until {each.valid_until:%Y-%m-%d}{ended}")
        if roots:
            Path(roots).write_text("".join(sorted({*list_roots(), key.root_pem})), "ascii")
            self.stdout.write(f"Roots written to {roots}.")

    def _revoke(self, serial: str, *, reason: str) -> None:
        certificate = revocation.revoke(serial, reason=reason, at=timezone.now())
        self.stdout.write(f"Revoked: {certificate.serial}. Files signed with it no longer count as ours.")
