"""Revocation of a signing certificate: nothing is signed with it any more, and what it signed no longer holds."""

from datetime import datetime

from cms.credentials.models import SigningCertificate


class CannotRevoke(ValueError):
    """The certificate can't be revoked; the text says why."""


def revoke(serial: str, *, reason: str, at: datetime) -> SigningCertificate:
    """Revoke a certificate that this installation has signed with. The first revocation stays. Idempotent."""
    certificate = SigningCertificate.objects.filter(serial=serial).first()
    if certificate is None:
        raise CannotRevoke(f"Nothing was signed with a certificate of the serial number {serial}.")
    if not reason:
        raise CannotRevoke("Say why, for those who ask later: --reason.")
    if certificate.revoked_at is None:
        certificate.revoked_at, certificate.revocation_reason = at, reason
        certificate.save(update_fields=["revoked_at", "revocation_reason"])
    return certificate
