"""A second reader of Content Credentials, with nothing of the library that signs: JUMBF (ISO 19566-5), CBOR, COSE.

It reads as much as tells whether the file's bytes are those that were signed, and by whose certificate.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

_CERTIFICATES = 33
"""The label of the chain of certificates in a COSE header (RFC 9360)."""


@dataclass(frozen=True)
class Box:
    """A superbox with its label, its content without the header, and the boxes in it."""

    label: str
    content: bytes
    parts: tuple["Box", ...] = field(default=())
    cbor: bytes = b""

    def find(self, beginning: str) -> "Box":
        """Return the first box below this one whose label begins so; raise LookupError if there is none."""
        for part in self.parts:
            if part.label.startswith(beginning):
                return part
            if part.parts:
                try:
                    return part.find(beginning)
                except LookupError:
                    continue
        raise LookupError(beginning)


class Mismatch(ValueError):
    """The file isn't as it was signed, or nobody that is trusted signed it."""


def check(content: bytes, *, root: x509.Certificate) -> None:
    """Raise ``Mismatch`` unless every byte is as it was signed, with a certificate that the root issued."""
    manifest = read_box(find_jumbf(content)).parts[-1]
    claim, signature = manifest.find("c2pa.claim"), manifest.find("c2pa.signature")
    bound = manifest.find("c2pa.hash.data")
    _check_bytes(content, read_cbor(bound.cbor))
    linked = {entry["url"].rsplit("/", 1)[-1]: entry["hash"] for entry in _list_assertions(read_cbor(claim.cbor))}
    if linked[bound.label] != hashlib.sha256(bound.content).digest():
        raise Mismatch("The claim is about another assertion than the one in the file.")
    _check_signature(read_cbor(signature.cbor), payload=claim.cbor, root=root)


def find_jumbf(content: bytes) -> bytes:
    """Return the JUMBF box of a PNG or JPEG file."""
    return _find_in_png(content) if content.startswith(b"\x89PNG") else _find_in_jpeg(content)


def _find_in_png(content: bytes) -> bytes:
    at = 8
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if kind == b"caBX":
            return content[at + 8 : at + 8 + length]
        at += 12 + length
    raise LookupError("caBX")


def _find_in_jpeg(content: bytes) -> bytes:
    at, found = 2, b""
    while content[at + 1] != 0xDA:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == 0xEB and content[at + 4 : at + 6] == b"JP":
            # Every segment repeats the header of the box, of which only the first is kept.
            found += content[at + 12 : at + 2 + length] if not found else content[at + 20 : at + 2 + length]
        at += 2 + length
    return found


def read_box(data: bytes) -> Box:
    """Return the superbox that the data begins with."""
    ((kind, content),) = list(_split(data))[:1]
    if kind != b"jumb":
        raise ValueError(f"Not a superbox: {kind!r}.")
    (_description, described), *rest = _split(content)
    label = described[17:].split(b"\0")[0].decode() if described[16] & 2 else ""
    parts = tuple(_read_inner(content) for kind, content in rest if kind == b"jumb")
    return Box(label, content, parts, cbor=next((inner for kind, inner in rest if kind == b"cbor"), b""))


def _read_inner(content: bytes) -> Box:
    return read_box(struct.pack(">I4s", len(content) + 8, b"jumb") + content)


def _split(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at + 8 : at + length]
        at += length


def _list_assertions(claim: dict[str, Any]) -> list[dict[str, Any]]:
    return [*claim.get("created_assertions", ()), *claim.get("gathered_assertions", ()), *claim.get("assertions", ())]


def _check_bytes(content: bytes, bound: dict[str, Any]) -> None:
    digest, at = hashlib.sha256(), 0
    for gap in sorted(bound["exclusions"], key=lambda gap: gap["start"]):
        digest.update(content[at : gap["start"]])
        at = gap["start"] + gap["length"]
    digest.update(content[at:])
    if bound["alg"] != "sha256" or digest.digest() != bound["hash"]:
        raise Mismatch("The bytes of the file aren't those that were signed.")


def _check_signature(sign1: list[Any], *, payload: bytes, root: x509.Certificate) -> None:
    protected, unprotected, _payload, signature = sign1
    chain = {**unprotected, **read_cbor(protected)}[_CERTIFICATES]
    certificates = [x509.load_der_x509_certificate(der) for der in (chain if isinstance(chain, list) else [chain])]
    for below, above in zip(certificates, [*certificates[1:], root], strict=True):
        below.verify_directly_issued_by(above)
    key = certificates[0].public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Mismatch("The key isn't of the kind that this installation signs with.")
    signed = b"\x84\x6aSignature1" + _write_bytes(protected) + b"\x40" + _write_bytes(payload)
    half = len(signature) // 2
    der = encode_dss_signature(int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    key.verify(der, signed, ec.ECDSA(hashes.SHA256()))


def _write_bytes(value: bytes) -> bytes:
    size = len(value)
    if size < 24:
        return bytes([0x40 | size]) + value
    return (bytes([0x58, size]) if size < 256 else b"\x59" + struct.pack(">H", size)) + value


def read_cbor(data: bytes) -> Any:
    """Return the first value of the data (RFC 8949); of what manifests don't use, nothing is known."""
    return _read_value(data, 0)[0]


def _read_value(data: bytes, at: int) -> tuple[Any, int]:
    major, short = data[at] >> 5, data[at] & 31
    number, at = _read_number(data, at + 1, short)
    if major <= 1:
        return (-1 - number if major else number), at
    if major in {2, 3}:
        text = data[at : at + number]
        return (text if major == 2 else text.decode()), at + number
    if major == 4:
        values = []
        for _place in range(number):
            value, at = _read_value(data, at)
            values.append(value)
        return values, at
    if major == 5:
        pairs = {}
        for _place in range(number):
            name, at = _read_value(data, at)
            pairs[name], at = _read_value(data, at)
        return pairs, at
    if major == 6:
        return _read_value(data, at)  # a tag says what the value is for
    return {20: False, 21: True, 22: None}.get(short), at


def _read_number(data: bytes, at: int, short: int) -> tuple[int, int]:
    if short < 24:
        return short, at
    size = 1 << (short - 24)
    return int.from_bytes(data[at : at + size]), at + size
