"""A stranger's PDF is read in a process of its own, which ends in time whatever the document asks of it."""

import io
import zlib

import pytest

from cms.render.signatures import pdf_process
from cms.render.signatures.credentials import Credentials
from cms.render.signatures.pdf_process import read_pdf_apart
from cms.render.signatures.reading import read_credentials
from tests.render.test_signatures import ROOTS, SIGNED

PDF = "application/pdf"
ENTRIES = 30_000_000
"""Of a table of objects, each of which the reader looks at; packed, they are two hundred kilobytes."""


def make_bomb() -> bytes:
    """Return a document whose table of objects takes minutes to read."""
    squeezer = zlib.compressobj(9)
    packed = b"".join(squeezer.compress(bytes(1_000_000)) for _part in range(ENTRIES * 3 // 1_000_000))
    packed += squeezer.flush()
    body = b"%PDF-1.7\n"
    head = f"1 0 obj\n<</Type /XRef /W [1 1 1] /Index [0 {ENTRIES}] /Size {ENTRIES} /Root 2 0 R "
    head += f"/Filter /FlateDecode /Length {len(packed)}>>\nstream\n"
    return body + head.encode() + packed + b"\nendstream\nendobj\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n"


def test_document_read_apart_tells_what_it_tells_elsewhere() -> None:
    apart = read_credentials(SIGNED[PDF], roots=ROOTS, read_pdf=read_pdf_apart)

    assert apart == read_credentials(SIGNED[PDF], roots=ROOTS)
    assert apart is not None and apart.is_ours and apart.claims is not None


def test_document_that_would_be_read_for_minutes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "SECONDS", 2)
    bomb = make_bomb()

    assert len(bomb) < 1_000_000
    assert read_pdf_apart(io.BytesIO(bomb), roots=ROOTS) == Credentials()
