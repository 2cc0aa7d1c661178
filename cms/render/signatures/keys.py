"""Signing keys: a certificate chain, and something that signs with the key of its first certificate."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import NameOID

Sign = Callable[[bytes], bytes]
"""Signs data with ECDSA on P-256 and SHA-256; returns the signature in DER."""

SIGNATURE_BYTES = 64
"""The length of a signature as two numbers, the form that C2PA and PKCS#11 use."""
DEMONSTRATION = "Demonstration only"
"""The organisational unit in certificates of an authority that proves nothing to strangers."""


class UnusableKey(Exception):
    """The key or its certificates can't sign; the text says why and what to do."""


@dataclass(frozen=True)
class SigningKey:
    """A key with its chain: its own certificate first, that of the root authority last."""

    chain: tuple[x509.Certificate, ...]
    sign: Sign
    timestamp_url: str = ""
    """An authority for time stamps (RFC 3161), asked with each signature; none if empty."""
    is_in_device: bool = False

    @property
    def needs_others(self) -> bool:
        """True if signing can fail although the file is right, because a device or a server is away."""
        return self.is_in_device or bool(self.timestamp_url)

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    @cached_property
    def chain_pem(self) -> str:
        return write_pem(self.chain)

    @cached_property
    def serial(self) -> str:
        return write_serial(self.certificate.serial_number)

    @property
    def root_pem(self) -> str:
        return write_pem(self.chain[-1:])


def load_pem_key(*, key_pem: bytes, chain_pem: bytes, timestamp_url: str = "") -> SigningKey:
    """Return the key in a PEM file without passphrase, with its chain. Raise ``UnusableKey``."""
    try:
        private_key = serialization.load_pem_private_key(key_pem, password=None)
    except (ValueError, TypeError) as error:
        raise UnusableKey("The signing key is no PEM file without a passphrase.") from error
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise UnusableKey("The signing key must be an elliptic-curve key on P-256.")
    return SigningKey(
        chain=load_chain(chain_pem, public_key=private_key.public_key()),
        sign=lambda data: private_key.sign(data, ec.ECDSA(hashes.SHA256())),
        timestamp_url=timestamp_url,
    )


def load_chain(pem: bytes, *, public_key: ec.EllipticCurvePublicKey | None = None) -> tuple[x509.Certificate, ...]:
    """Return the certificates, and see that each is signed by the next and the first belongs to the key."""
    try:
        chain = tuple(x509.load_pem_x509_certificates(pem))
        for certificate, issuer in zip(chain, (*chain[1:], chain[-1]), strict=True):
            certificate.verify_directly_issued_by(issuer)
    except Exception as error:  # cryptography raises its own error, ValueError and TypeError for a broken chain
        raise UnusableKey(
            "The certificates must be PEM: the signing certificate first, then each one's issuer up to the root."
        ) from error
    own_key = chain[0].public_key()
    if not isinstance(own_key, ec.EllipticCurvePublicKey) or own_key.curve.name != "secp256r1":
        raise UnusableKey("The signing certificate must be for an elliptic-curve key on P-256.")
    if public_key is not None and own_key != public_key:
        raise UnusableKey("The first certificate isn't for this signing key.")
    return chain


def find_validity(chain: Sequence[x509.Certificate]) -> tuple[datetime, datetime]:
    """Return from when and until when all certificates of the chain are valid."""
    return max(each.not_valid_before_utc for each in chain), min(each.not_valid_after_utc for each in chain)


def is_demonstration(chain: Sequence[x509.Certificate]) -> bool:
    units = chain[-1].subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == DEMONSTRATION for unit in units)


def get_organisation(certificate: x509.Certificate) -> str:
    """Return the organisation that the certificate names, else its common name."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return ""


def get_fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate, in hexadecimal."""
    return hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def write_pem(certificates: Sequence[x509.Certificate]) -> str:
    return "".join(each.public_bytes(serialization.Encoding.PEM).decode("ascii") for each in certificates)


def write_serial(number: int) -> str:
    return f"{number:x}"


def to_numbers(der: bytes) -> bytes:
    """Return a signature in DER as its two numbers (IEEE P1363)."""
    return b"".join(number.to_bytes(SIGNATURE_BYTES // 2, "big") for number in decode_dss_signature(der))


def to_der(numbers: bytes) -> bytes:
    """Return a signature given as two numbers (IEEE P1363) in DER."""
    half = len(numbers) // 2
    return encode_dss_signature(int.from_bytes(numbers[:half], "big"), int.from_bytes(numbers[half:], "big"))
