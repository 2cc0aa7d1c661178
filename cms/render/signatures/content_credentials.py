"""C2PA Content Credentials in PNG, JPEG and MP4 files. WebM can't carry any."""

import io
import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import c2pa

from cms.render.signatures.claims import Claims, NoClaims, read_claims
from cms.render.signatures.credentials import Credentials
from cms.render.signatures.keys import SigningKey, to_numbers

MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "video/mp4"})
GENERATOR = "nho-nguon"
_LABEL_END = ".release"
_OF_CERTIFICATE = "signingCredential."
_SETTINGS: dict[str, Any] = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
}
"""No thumbnail: it would take ten times as long. Nothing is asked of the network."""


def sign_media(content: BinaryIO, *, into: BinaryIO, media_type: str, claims: Claims, key: SigningKey) -> None:
    """Write the file with its claims and signature; ``into`` must be readable, too. Raise ``c2pa.C2paError``."""
    manifest = {
        "claim_generator_info": [{"name": GENERATOR}],
        "assertions": [{"label": _make_label(claims.verify_address), "data": claims.to_json()}],
    }
    with (
        c2pa.Context.from_dict(_SETTINGS) as context,
        c2pa.Builder(manifest, context) as builder,
        c2pa.Signer.from_callback(
            lambda data: to_numbers(key.sign(data)), c2pa.C2paSigningAlg.ES256, key.chain_pem, key.timestamp_url or None
        ) as signer,
    ):
        builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.DIGITAL_CREATION)
        builder.sign(signer, media_type, content, into)


def read_media(content: BinaryIO, *, media_type: str, roots: Iterable[str]) -> Credentials | None:
    """Return the file's credentials; None if it has none. Those that can't be read are of nobody and not intact."""
    settings = _SETTINGS | {"trust": {"trust_anchors": "".join(roots)}}
    try:
        with c2pa.Context.from_dict(settings) as context, c2pa.Reader(media_type, content, context=context) as reader:
            return _describe(json.loads(reader.json()))
    except (c2pa.C2paError.ManifestNotFound, c2pa.C2paError.NotSupported):
        return None
    except (c2pa.C2paError, LookupError, ValueError, TypeError):
        return Credentials()


def _describe(report: dict[str, Any]) -> Credentials:
    manifest = report["manifests"][report["active_manifest"]]
    signature = manifest.get("signature_info", {})
    results = report.get("validation_results", {}).get("activeManifest", {})
    failures = {each["code"] for each in results.get("failure", [])}
    return Credentials(
        claims=_find_claims(manifest.get("assertions", [])),
        issuer=signature.get("issuer") or signature.get("common_name") or "",
        certificate_serial=f"{int(signature.get('cert_serial_number') or 0):x}",
        signed_at=_read_moment(signature.get("time")),
        # A certificate that nobody trusts or that has expired says nothing about the bytes.
        is_intact=all(code.startswith(_OF_CERTIFICATE) for code in failures),
        is_ours=any(each["code"] == "signingCredential.trusted" for each in results.get("success", [])),
    )


def _find_claims(assertions: list[dict[str, Any]]) -> Claims | None:
    for assertion in assertions:
        if assertion["label"].endswith(_LABEL_END) and isinstance(assertion.get("data"), dict):
            try:
                return read_claims(assertion["data"])
            except NoClaims:
                continue
    return None


def _make_label(address: str) -> str:
    """Return the assertion's label in the issuer's name space: its domain, reversed (C2PA 2.2, 6.2.1)."""
    host = urlsplit(address).hostname or "localhost"
    return ".".join(reversed([re.sub(r"[^a-z0-9-]", "-", part) for part in host.split(".")])) + _LABEL_END


def _read_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def sign_bytes(content: bytes, *, media_type: str, claims: Claims, key: SigningKey) -> bytes:
    """Return the file with its claims and signature."""
    into = io.BytesIO()
    sign_media(io.BytesIO(content), into=into, media_type=media_type, claims=claims, key=key)
    return into.getvalue()
