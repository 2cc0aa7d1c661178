"""A demonstration authority: its own root and one signing certificate, marked in their names as proving nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from cms.render.signatures.keys import DEMONSTRATION, write_pem

ROOT_YEARS, YEARS = 20, 10
YEAR = timedelta(days=365)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336. Readers of Content Credentials accept it and that of e-mail protection; the signature of a PDF either."""


@dataclass(frozen=True)
class MadeAuthority:
    """A new signing key and its chain in PEM. The root's own key is kept nowhere: it signs this one certificate."""

    key_pem: bytes
    chain_pem: bytes


def make_demonstration_authority(*, organisation: str, at: datetime) -> MadeAuthority:
    """Return a key with the certificates of a new demonstration authority, valid from then on."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = (_write_name(organisation, common=each) for each in ("Demonstration root", "Demonstration"))
    root = (
        _begin(root_name, issuer=root_name, key=root_key, at=at, until=at + ROOT_YEARS * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_make_usage(is_authority=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _begin(name, issuer=root_name, key=key, at=at, until=at + YEARS * YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_make_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return MadeAuthority(key_pem=key_pem, chain_pem=write_pem([certificate, root]).encode("ascii"))


def _write_name(organisation: str, *, common: str) -> x509.Name:
    # An organisation's name has at most 64 characters in a certificate (RFC 5280, ub-organization-name).
    parts = (
        (NameOID.ORGANIZATION_NAME, organisation[:64]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, DEMONSTRATION),
        (NameOID.COMMON_NAME, common),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _begin(
    name: x509.Name, *, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _make_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
