"""PAdES signatures in PDF files (ETSI EN 319 142-1, level B-B; B-T with a time stamp authority).

The claims are in the document's metadata (XMP), with the description that PDF/A asks of a schema of one's own.
"""

import asyncio
import io
import json
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import Any, BinaryIO, TypeVar

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.metadata.model import ExpandedName, XmpArray, XmpStructure, XmpValue
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cms.render.signatures.claims import Claims, NoClaims, read_claims
from cms.render.signatures.credentials import Credentials
from cms.render.signatures.keys import SIGNATURE_BYTES, SigningKey, get_organisation, write_serial

FIELD = "Release"
_LONGEST_DER = SIGNATURE_BYTES + 8
_NS = "urn:nho-nguon:release:1#"
_EXTENSION, _SCHEMA, _PROPERTY = (
    f"http://www.aiim.org/pdfa/ns/{name}" for name in ("extension/", "schema#", "property#")
)
_CLAIMS, _EXTENSIONS = ExpandedName(_NS, "claims"), ExpandedName(_EXTENSION, "schemas")
_MOST_ATTRIBUTES, _MOST_TIME_STAMP = 1024, 12_288
"""Bytes of a signature besides its certificates."""
Result = TypeVar("Result")


class KeySigner(Signer):
    """A signer of CMS signatures by any signing key."""

    def __init__(self, key: SigningKey) -> None:
        registry = SimpleCertificateStore.from_certs([_convert(each) for each in key.chain[1:]])
        super().__init__(signing_cert=_convert(key.certificate), cert_registry=registry)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(_LONGEST_DER) if dry_run else self._key.sign(data)


def sign_pdf(content: bytes, *, claims: Claims, key: SigningKey) -> bytes:
    """Return the document with its claims, certified so that no later change is permitted."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    _add_claims(writer, claims)
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        location=claims.verify_address,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    stamper = HTTPTimeStamper(key.timestamp_url) if key.timestamp_url else None
    signer = PdfSigner(metadata, signer=KeySigner(key), timestamper=stamper, new_field_spec=fields.SigFieldSpec(FIELD))
    signed = _run(signer.async_sign_pdf(writer, bytes_reserved=_reserve(key)))
    return bytes(signed.getvalue())


def read_pdf(file: BinaryIO, *, roots: Iterable[str]) -> Credentials | None:
    """Return the document's credentials; None if it has none. Those that can't be read are of nobody and not intact."""
    try:
        reader = PdfFileReader(file, strict=False)
        signatures = reader.embedded_regular_signatures
    except Exception:  # noqa: BLE001  # a stranger's file: whatever it breaks, no signature can be read
        return None
    if not signatures:
        return None
    try:
        return _describe(reader, signatures[-1], roots=roots)
    except Exception:  # noqa: BLE001  # it has a signature, but one that can't be checked
        return Credentials()


def _describe(reader: PdfFileReader, signature: EmbeddedPdfSignature, *, roots: Iterable[str]) -> Credentials:
    signed_at = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=[_convert(each) for pem in roots for each in x509.load_pem_x509_certificates(pem.encode("ascii"))],
        allow_fetching=False,
        # Without a time stamp there is no other moment; a certificate that was revoked since is told by its issuer.
        moment=signed_at,
    )
    status = _run(async_validate_pdf_signature(signature, context))
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    return Credentials(
        claims=_find_claims(reader),
        issuer=get_organisation(certificate),
        certificate_serial=write_serial(certificate.serial_number),
        signed_at=signed_at.astimezone(UTC) if signed_at else None,
        is_intact=status.intact and status.valid and status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        is_ours=status.trusted or (status.valid and not status.intact and _is_trusted(signature, context)),
    )


def _is_trusted(signature: EmbeddedPdfSignature, context: ValidationContext) -> bool:
    """Return whether the certificate comes from one of the roots, of a document that was changed since it was signed.

    For such a document the validator doesn't say.
    """
    validator = CertificateValidator(signature.signer_cert, signature.other_embedded_certs, context)
    try:
        _run(validator.async_validate_path())
    except (PathBuildingError, PathValidationError):
        return False
    return True


def _find_claims(reader: PdfFileReader) -> Claims | None:
    for part in getattr(reader.root["/Metadata"], "xmp", ()):
        try:
            return read_claims(json.loads(part[_CLAIMS].value))
        except (KeyError, NoClaims, TypeError, ValueError):
            continue
    return None


def _add_claims(writer: IncrementalPdfFileWriter, claims: Claims) -> None:
    stream = writer.root["/Metadata"]
    first, *others = stream.xmp
    extensions = dict(first).get(_EXTENSIONS)
    described = extensions.value.entries if extensions else []
    added = {
        _CLAIMS: XmpValue(claims.to_text()),
        _EXTENSIONS: XmpValue(XmpArray.unordered([*described, XmpValue(XmpStructure(_describe_schema()))])),
    }
    stream.xmp[:] = [XmpStructure({**dict(first), **added}), *others]


def _describe_schema() -> dict[ExpandedName, XmpValue]:
    """Return the schema of the claims, as PDF/A asks for it (ISO 19005-2, 6.6.2.3.3)."""
    texts = {
        "name": "claims",
        "valueType": "Text",
        "category": "external",
        "description": "The issuer's claims about this document, as JSON",
    }
    claims = XmpStructure({ExpandedName(_PROPERTY, name): XmpValue(text) for name, text in texts.items()})
    return {
        ExpandedName(_SCHEMA, "schema"): XmpValue("Release"),
        ExpandedName(_SCHEMA, "namespaceURI"): XmpValue(_NS),
        ExpandedName(_SCHEMA, "prefix"): XmpValue("release"),
        ExpandedName(_SCHEMA, "property"): XmpValue(XmpArray.ordered([XmpValue(claims)])),
    }


def _reserve(key: SigningKey) -> int:
    """Return the hexadecimal digits to keep free: to find the exact number, everything would be signed twice."""
    certificates = sum(len(each.public_bytes(Encoding.DER)) for each in key.chain)
    return 2 * (certificates + _MOST_ATTRIBUTES + (_MOST_TIME_STAMP if key.timestamp_url else 0))


def _convert(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of a coroutine, run in a thread of its own: the caller's may have an event loop already."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(coroutine)).result()
