"""Other people's tools agree: every released file is accepted with this installation's root, and no changed one is.

Content Credentials are read by the C2PA organisation's own reader, documents by pyHanko's validator, and both once more
by hand, with nothing of the library that made them.
"""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import c2pa
import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from cms.calls.models import CallPage
from cms.credentials.models import SignedFile
from cms.facts.models import ChannelKind
from cms.jobs.queue import run_pending_jobs
from cms.users.roles import Role
from outreach.posters.models import PosterFile
from outreach.posters.requests import request_posters
from outreach.reports.issuing import issue, submit
from outreach.reports.models import Report
from outreach.reports.periods import PeriodKind
from tests.approvals.factories import Desk, make_person
from tests.credentials import jumbf
from tests.factories import ContactChannelFactory, FactFactory
from tests.posters.factories import make_officer, publish_call

pytestmark = pytest.mark.django_db
PDF = "application/pdf"


@pytest.fixture
def roots(tmp_path: Path) -> str:
    path = tmp_path / "roots.pem"
    call_command("signing", roots=str(path))
    return path.read_text("ascii")


@pytest.fixture
def released(client: Client, desk: Desk) -> dict[str, bytes]:
    """One file of each kind that is released, as whoever asks for it gets it, by its media type and kind."""
    ContactChannelFactory(
        verified=True,
        kind=ChannelKind.POST,
        country="VN",
        facts=[FactFactory(key="post", kind="address", value={"vi": "Demonstration Street 1"})],
    )
    call = publish_call(desk)
    return {**make_posters(call), **ask_for_others(client, call)}


def make_posters(call: CallPage) -> dict[str, bytes]:
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi"],
        format_codes=["lift-portrait-hd", "print-a4"],
        placement="Lift",
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
    )
    run_pending_jobs()
    files = {}
    for file in PosterFile.objects.all():
        with default_storage.open(file.storage_name) as stored:
            files[f"{file.media_type} poster"] = stored.read()
    return files


def ask_for_others(client: Client, call: CallPage) -> dict[str, bytes]:
    client.force_login(make_person(Role.DESK_LEAD))
    paths = (
        f"{call.url_path}form-a4.pdf",
        f"{call.url_path}card.jpg",
    )
    answers = [client.get(path) for path in paths]
    files = {f"{answer['Content-Type']} {number}": answer.content for number, answer in enumerate(answers)}
    return files | issue_report()


def issue_report() -> dict[str, bytes]:
    writer, lead, now = make_person(Role.OUTREACH_OFFICER), make_person(Role.DESK_LEAD), timezone.now()
    report = Report.objects.create(
        kind=PeriodKind.DAYS,
        first=now.date(),
        last=now.date(),
        sections=["content"],
        issuing_body="Desk",
        place="Hà Nội",
        dated_on=now.date(),
        written_by=writer,
    )
    issue(submit(report, by=writer, at=now), by=lead, at=now)
    files = {}
    for document in report.documents.filter(extension="pdf"):
        with default_storage.open(document.storage_name) as stored:
            files[f"application/pdf report {document.language}"] = stored.read()
    return files


def is_accepted(content: bytes, *, media_type: str, roots: str) -> bool:
    return (accept_pdf if media_type == PDF else accept_media)(content, media_type=media_type, roots=roots)


def accept_media(content: bytes, *, media_type: str, roots: str) -> bool:
    with (
        c2pa.Context.from_dict({"trust": {"trust_anchors": roots}}) as context,
        c2pa.Reader(media_type, io.BytesIO(content), context=context) as reader,
    ):
        return reader.get_validation_state() == "Trusted"


def accept_pdf(content: bytes, *, media_type: str, roots: str) -> bool:
    anchors = [
        asn1_x509.Certificate.load(each.public_bytes(Encoding.DER))
        for each in x509.load_pem_x509_certificates(roots.encode())
    ]
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    context = ValidationContext(trust_roots=anchors, allow_fetching=False)
    # In a thread of its own: it runs an event loop, and a browser's test may have left one in this thread.
    with ThreadPoolExecutor(1) as pool:
        status = pool.submit(validate_pdf_signature, signature, context).result()
    return bool(status.bottom_line) and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def change(content: bytes, *, media_type: str) -> bytes:
    """Return the file with one byte changed in what it shows."""
    start = {"image/png": b"IDAT", "image/jpeg": b"\xff\xda", PDF: b"stream"}[media_type]
    changed = bytearray(content)
    changed[content.index(start) + 40] ^= 1
    return bytes(changed)


def test_every_released_file_is_accepted_and_none_with_a_byte_changed(released: dict[str, bytes], roots: str) -> None:
    wrong = []
    for name, content in released.items():
        media_type = name.split(" ")[0]
        if not is_accepted(content, media_type=media_type, roots=roots):
            wrong.append(f"{name} refused")
        if is_accepted(change(content, media_type=media_type), media_type=media_type, roots=roots):
            wrong.append(f"{name} accepted though changed")

        if media_type != PDF and is_refused_by_second_reader(content, roots=roots):
            wrong.append(f"{name} refused by the second reader")
        if media_type != PDF and not is_refused_by_second_reader(change(content, media_type=media_type), roots=roots):
            wrong.append(f"{name} accepted by the second reader though changed")

    assert {name.split(" ")[0] for name in released} == {"image/png", "image/jpeg", PDF}
    assert len(released) == SignedFile.objects.count() == 6
    assert wrong == []


def is_refused_by_second_reader(content: bytes, *, roots: str) -> bool:
    (root,) = x509.load_pem_x509_certificates(roots.encode())
    try:
        jumbf.check(content, root=root)
    except jumbf.Mismatch:
        return True
    return False


def test_signature_of_a_document_holds_without_the_library_that_made_it(released: dict[str, bytes], roots: str) -> None:
    (root,) = x509.load_pem_x509_certificates(roots.encode())
    for content in (content for name, content in released.items() if name.startswith(PDF)):
        start, length, after, rest = find_byte_range(content)
        signed_bytes = content[start : start + length] + content[after : after + rest]
        signed = cms.ContentInfo.load(bytes.fromhex(content[start + length + 1 : after - 1].decode("ascii")))
        check_signature(signed["content"], digest=hashlib.sha256(signed_bytes).digest(), root=root)


def find_byte_range(content: bytes) -> list[int]:
    at = content.rindex(b"/ByteRange")
    return [int(number) for number in content[content.index(b"[", at) + 1 : content.index(b"]", at)].split()]


def check_signature(signed: Any, *, digest: bytes, root: x509.Certificate) -> None:
    (signer,) = signed["signer_infos"]
    attributes = {each["type"].native: each["values"][0].native for each in signer["signed_attrs"]}
    serial = signer["sid"].chosen["serial_number"].native
    (der,) = [each.chosen.dump() for each in signed["certificates"] if each.chosen.serial_number == serial]
    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(root)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))
    assert attributes["message_digest"] == digest
