import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from cms.render.signatures.claims import NoClaims, read_claims
from cms.render.signatures.keys import DEMONSTRATION, UnusableKey, is_demonstration, load_pem_key
from cms.render.signatures.reading import read_credentials
from tests.render.signed import CLAIMS, KINDS, make_document, make_file, make_key, sign

KEY = make_key()
ROOTS = (KEY.root_pem,)
SIGNED = {kind: sign(kind, key=KEY) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_signed_file_tells_its_issuer_and_claims(kind: str) -> None:
    credentials = read_credentials(SIGNED[kind], roots=ROOTS)

    assert credentials is not None
    assert credentials.is_intact and credentials.is_ours
    assert credentials.claims == CLAIMS
    assert (credentials.issuer, credentials.certificate_serial) == ("Nhớ Nguồn", KEY.serial)


def test_file_is_read_from_a_path_whatever_its_name_says(tmp_path: Path) -> None:
    path = tmp_path / "poster.txt"
    path.write_bytes(SIGNED["image/png"])

    credentials = read_credentials(path, roots=ROOTS)

    assert credentials is not None and credentials.is_ours


@pytest.mark.parametrize("kind", KINDS)
def test_changed_byte_is_found(kind: str) -> None:
    changed = bytearray(SIGNED[kind])
    changed[find_content(kind)] ^= 1

    credentials = read_credentials(bytes(changed), roots=ROOTS)

    assert credentials is not None
    assert not credentials.is_intact


def find_content(kind: str) -> int:
    """Return the place of a byte of the picture, film or page itself, which every reader of such files would show."""
    content = SIGNED[kind]
    if kind == "image/png":
        return content.index(b"IDAT") + 20
    if kind == "application/pdf":
        return content.index(b"stream") + 40
    return len(content) - 200


def test_document_with_something_added_is_not_intact() -> None:
    added = io.BytesIO()
    with pikepdf.open(io.BytesIO(SIGNED["application/pdf"])) as document:
        document.add_blank_page()
        document.save(added)

    credentials = read_credentials(added.getvalue(), roots=ROOTS)

    assert credentials is None or not credentials.is_intact
    appended = read_credentials(SIGNED["application/pdf"] + b"\n% more", roots=ROOTS)
    assert appended is not None and not appended.is_intact


@pytest.mark.parametrize("kind", KINDS)
def test_signature_of_another_authority_is_not_ours(kind: str) -> None:
    credentials = read_credentials(sign(kind, key=make_key(organisation="Nhớ Nguồn")), roots=ROOTS)

    assert credentials is not None
    assert credentials.is_intact
    assert not credentials.is_ours


@pytest.mark.parametrize("kind", KINDS)
def test_file_without_signature_has_no_credentials(kind: str) -> None:
    assert read_credentials(make_file(kind), roots=ROOTS) is None


def test_files_that_can_carry_no_signature_have_no_credentials() -> None:
    assert read_credentials(b"\x1a\x45\xdf\xa3 a WebM film", roots=ROOTS) is None
    assert read_credentials(b"", roots=ROOTS) is None


@settings(max_examples=40)
@given(kind=st.sampled_from(KINDS), cut=st.floats(0, 1))
def test_part_of_a_file_raises_nothing_and_is_never_intact(kind: str, cut: float) -> None:
    content = SIGNED[kind]

    credentials = read_credentials(content[: int(cut * (len(content) - 1))], roots=ROOTS)

    assert credentials is None or not credentials.is_intact


@settings(max_examples=60)
@given(kind=st.sampled_from(KINDS), place=st.floats(0, 0.999), value=st.integers(0, 255))
def test_any_changed_byte_gives_no_other_claims_that_hold(kind: str, place: float, value: int) -> None:
    changed = bytearray(SIGNED[kind])
    changed[int(place * len(changed))] = value

    credentials = read_credentials(bytes(changed), roots=ROOTS)

    assert credentials is None or not credentials.is_intact or credentials.claims == CLAIMS


def test_expired_certificate_leaves_a_document_intact() -> None:
    old = make_key(at=datetime(2010, 1, 1, tzinfo=UTC))

    credentials = read_credentials(sign("application/pdf", key=old), roots=(old.root_pem,))

    assert credentials is not None
    assert credentials.is_intact


@pytest.mark.parametrize("standard", ["a-2b", "ua-1"])
def test_signed_document_keeps_its_standard_and_pages(standard: str) -> None:
    content = make_document(standard)

    signed = sign("application/pdf", key=KEY, content=content)

    assert signed.startswith(content)
    with pikepdf.open(io.BytesIO(content)) as before, pikepdf.open(io.BytesIO(signed)) as after:
        said = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "dc:title")
        assert {name: before.open_metadata().get(name) for name in said} == {
            name: after.open_metadata().get(name) for name in said
        }
        assert len(before.pages) == len(after.pages)
        described = str(after.open_metadata())
        assert described.count("urn:nho-nguon:release:1#") >= 2
        assert "<pdfaExtension:schemas" in described


def test_document_is_signed_by_pades_and_certified_against_changes() -> None:
    (signature,) = PdfFileReader(io.BytesIO(SIGNED["application/pdf"])).embedded_signatures

    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level is not None and signature.docmdp_level.name == "NO_CHANGES"
    assert "/Name" not in signature.sig_object


def test_claims_without_moments_are_read_again() -> None:
    claims = replace(CLAIMS, approved_at=None, valid_until=None, revision="")

    assert read_claims(claims.to_json()) == claims


@pytest.mark.parametrize("values", [{}, {"schema": "other/1"}, {**CLAIMS.to_json(), "approved_at": "yesterday"}])
def test_other_claims_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(NoClaims):
        read_claims(values)


def test_demonstration_authority_says_that_it_is_one_in_every_certificate() -> None:
    assert is_demonstration(KEY.chain)
    for certificate in KEY.chain:
        (unit,) = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
        assert unit.value == DEMONSTRATION


def test_key_without_its_certificate_is_refused() -> None:
    made = make_pem()

    with pytest.raises(UnusableKey, match=r"isn't for this signing key"):
        load_pem_key(key_pem=made, chain_pem=KEY.chain_pem.encode())
    with pytest.raises(UnusableKey, match="the signing certificate first"):
        load_pem_key(key_pem=made, chain_pem=KEY.chain_pem.split("-----END CERTIFICATE-----\n")[1].encode())


def make_pem() -> bytes:
    from cms.render.signatures.authority import make_demonstration_authority

    return make_demonstration_authority(organisation="Other", at=datetime(2026, 1, 1, tzinfo=UTC)).key_pem
