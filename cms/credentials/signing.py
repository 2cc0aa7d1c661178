"""Signing files before they are released, and the record of what was signed.

Signing again gives other bytes, so a file is signed once, and the signed bytes are kept.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cms.credentials.keys import forget_key, get_signing_key
from cms.credentials.models import MadeAs, SignedFile, SigningCertificate
from cms.monitoring.machine_failures import SigningAway
from cms.render.signatures.claims import Claims
from cms.render.signatures.credentials import Credentials
from cms.render.signatures.keys import SigningKey, UnusableKey, find_validity, is_demonstration

PDF = "application/pdf"


class CertificateRevoked(UnusableKey):
    """The certificate was revoked, so nothing is signed with it any more."""


class CertificateExpired(UnusableKey):
    """The certificate isn't valid at this time, so nothing is signed with it."""


@dataclass(frozen=True)
class Origin:
    """The approved words of a file: which item they are, and their SHA-256."""

    made_as: MadeAs
    item_kind: str
    item_key: str
    language: str
    words_digest: str
    item_revision: str = ""
    approved_at: datetime | None = None
    valid_until: datetime | None = None


def make_claims(origin: Origin) -> Claims:
    """Return what a file says of itself."""
    return Claims(
        issuer=str(settings.CAMPAIGN.title),
        made_as=str(origin.made_as),
        kind=origin.item_kind,
        key=origin.item_key,
        language=origin.language,
        revision=origin.item_revision,
        words_digest=origin.words_digest,
        verify_address=f"{settings.SITE_ADDRESS}/verify/",
        approved_at=origin.approved_at,
        valid_until=origin.valid_until,
    )


def sign(content: bytes, *, media_type: str, origin: Origin) -> bytes:
    """Return the file with credentials. ``record`` it when it is released, not before. Raise ``SigningAway``."""
    try:
        key = get_usable_key(at=timezone.now())
    except UnusableKey as error:
        raise SigningAway(str(error)) from error
    try:
        return _sign(content, media_type=media_type, claims=make_claims(origin), key=key)
    except Exception as error:
        if key.needs_others:
            forget_key()  # a device that comes back must be opened anew
            raise SigningAway(f"A {origin.made_as} could not be signed: {type(error).__name__} {error}") from error
        raise


def _sign(content: bytes, *, media_type: str, claims: Claims, key: SigningKey) -> bytes:
    # Loaded here: they are large, and of a server's processes only those that sign need them.
    if media_type == PDF:
        from cms.render.signatures.pdf import sign_pdf

        return sign_pdf(content, claims=claims, key=key)
    from cms.render.signatures.content_credentials import sign_bytes

    return sign_bytes(content, media_type=media_type, claims=claims, key=key)


def record(
    content: bytes, *, media_type: str, origin: Origin, at: datetime, input_digest: str = "", storage_name: str = ""
) -> SignedFile:
    """Record a signed file that is released now; the same bytes are recorded once."""
    return SignedFile.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "media_type": media_type,
            "made_as": origin.made_as,
            "item_kind": origin.item_kind,
            "item_key": origin.item_key,
            "language": origin.language,
            "item_revision": origin.item_revision,
            "words_digest": origin.words_digest,
            "approved_at": origin.approved_at,
            "valid_until": origin.valid_until,
            "signed_at": at,
            "certificate": find_certificate(get_signing_key()),
            "input_digest": input_digest,
            "storage_name": storage_name,
        },
    )[0]


def get_usable_key(*, at: datetime) -> SigningKey:
    """Return the signing key; raise ``UnusableKey`` if it is missing, expired or revoked."""
    key = get_signing_key()
    valid_from, valid_until = find_validity(key.chain)
    if not valid_from <= at <= valid_until:
        raise CertificateExpired(
            f"The signing certificate {key.serial} is valid from {valid_from:%Y-%m-%d} until {valid_until:%Y-%m-%d}. "
            "Replace it as docs/signing.md says."
        )
    if SigningCertificate.objects.filter(serial=key.serial, revoked_at__isnull=False).exists():
        raise CertificateRevoked(
            f"The signing certificate {key.serial} was revoked. Replace it as docs/signing.md says."
        )
    return key


def find_certificate(key: SigningKey) -> SigningCertificate:
    """Return the record of the key's certificate; make it if this is the first time."""
    valid_from, valid_until = find_validity(key.chain)
    return SigningCertificate.objects.get_or_create(
        serial=key.serial,
        defaults={
            "chain": key.chain_pem,
            "is_demonstration": is_demonstration(key.chain),
            "valid_from": valid_from,
            "valid_until": valid_until,
        },
    )[0]


def list_roots() -> list[str]:
    """Return the roots, in PEM, of every certificate that this installation has signed with and didn't revoke."""
    return sorted({certificate.root for certificate in SigningCertificate.objects.filter(revoked_at__isnull=True)})


def read_file(source: Path | bytes) -> Credentials | None:
    """Return the credentials of a file of any kind; None if it has none.

    Those of a certificate that this installation has revoked aren't ours.
    """
    from cms.render.signatures.reading import read_credentials

    return _refuse_revoked(read_credentials(source, roots=list_roots()))


def read_strangers_file(source: Path | bytes) -> Credentials | None:
    """Return the credentials of a file that anyone gave; one made to keep a reader busy costs a limited time."""
    from cms.render.signatures.pdf_process import read_pdf_apart
    from cms.render.signatures.reading import read_credentials

    return _refuse_revoked(read_credentials(source, roots=list_roots(), read_pdf=read_pdf_apart))


def _refuse_revoked(credentials: Credentials | None) -> Credentials | None:
    if credentials is None or not credentials.is_ours:
        return credentials
    revoked = SigningCertificate.objects.filter(serial=credentials.certificate_serial, revoked_at__isnull=False)
    return replace(credentials, is_ours=False) if revoked.exists() else credentials
