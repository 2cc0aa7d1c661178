"""A signing key of a demonstration authority, and small files of each kind that can be signed."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache

from PIL import Image

from cms.render.fonts import make_compiler
from cms.render.signatures.authority import make_demonstration_authority
from cms.render.signatures.claims import Claims
from cms.render.signatures.keys import SigningKey, load_pem_key
from cms.render.video import make_clip

CLAIMS = Claims(
    issuer="Nhớ Nguồn",
    made_as="poster",
    kind="call",
    key="0f3c",
    language="vi",
    revision="12",
    words_digest="ab" * 32,
    verify_address="https://nho-nguon.example/verify/",
    approved_at=datetime(2026, 9, 2, 8, 30, tzinfo=UTC),
    valid_until=datetime(2027, 7, 27, 17, tzinfo=UTC),
)
KINDS = ("image/png", "image/jpeg", "video/mp4", "application/pdf")


def make_key(*, organisation: str = "Nhớ Nguồn", at: datetime | None = None) -> SigningKey:
    made = make_demonstration_authority(
        organisation=organisation, at=at or datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    )
    return load_pem_key(key_pem=made.key_pem, chain_pem=made.chain_pem)


@cache
def make_file(media_type: str) -> bytes:
    """Return an unsigned file of the kind."""
    if media_type == "video/mp4":
        return make_clip(("Nhớ Nguồn",), language="vi", notice="", seconds=1, width=320, height=180)
    if media_type == "application/pdf":
        return make_document()
    target = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(target, media_type.split("/")[1])
    return target.getvalue()


def make_document(standard: str = "a-2b") -> bytes:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        template = Path(folder) / "document.typ"
        template.write_text('#set document(title: "Nhớ Nguồn")\nNhớ Nguồn', "utf-8")
        pdf = make_compiler(template).compile(format="pdf", pdf_standards=[standard], timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


def sign(media_type: str, *, key: SigningKey, claims: Claims = CLAIMS, content: bytes = b"") -> bytes:
    from cms.render.signatures.content_credentials import sign_bytes
    from cms.render.signatures.pdf import sign_pdf

    content = content or make_file(media_type)
    if media_type == "application/pdf":
        return sign_pdf(content, claims=claims, key=key)
    return sign_bytes(content, media_type=media_type, claims=claims, key=key)
