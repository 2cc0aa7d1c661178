"""Rebuilt files: all that readers see and hear is still there, and a file that is too much for a parser is refused."""

import os
import resource
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import av
import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile, File

from cms.files import rebuilding
from cms.files.refusal import UploadRefused
from cms.files.uploads import clean_document, clean_film
from tests.files.corpus.films import H264, WEBM, write_mp3, write_tags
from tests.files.corpus.images import draw
from tests.files.corpus.office import DOCUMENT, DOCX, XLSX, change
from tests.files.corpus.pdfs import act, add_picture, link_to, write_pdf

TEXT = b"BT /F0 12 Tf 20 20 Td (Ha Noi 1968) Tj ET"


def clean(content: bytes, name: str) -> bytes:
    file = clean_document(ContentFile(content, name=name))
    file.seek(0)
    return bytes(file.read())


def decode(content: bytes, *, kind: str) -> list[bytes]:
    with av.open(BytesIO(content)) as film:
        return [frame.to_ndarray().tobytes() for frame in film.decode(**{kind: 0})]


# --- PDF ---


def write_text(document: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
    document.pages[0].Contents = document.make_stream(TEXT)


def test_text_and_picture_of_a_pdf_look_as_they_did() -> None:
    def fill(document: pikepdf.Pdf) -> None:
        write_text(document)
        document.add_blank_page()
        add_picture(document, draw("JPEG"), pikepdf.Name.DCTDecode)

    before, after = write_pdf(fill), clean(write_pdf(fill), "form.pdf")

    assert [read_page(after, number) for number in (0, 1)] == [read_page(before, number) for number in (0, 1)]


def read_page(content: bytes, number: int) -> tuple[str, bytes]:
    document = pypdfium2.PdfDocument(content)
    page = document[number]
    return page.get_textpage().get_text_range(), page.render(scale=0.2).to_numpy().tobytes()


def test_pdf_keeps_its_links_outline_language_tags_and_form_fields() -> None:
    def fill(document: pikepdf.Pdf) -> None:
        link_to(act("URI", URI="https://example.org/"))(document)
        document.Root.Lang = "vi"
        document.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
        attributes = pikepdf.Dictionary(O=pikepdf.Name.Layout, Placement=pikepdf.Name.Block)
        tag = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, A=attributes, Alt="Bản đồ"))
        document.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=[tag])
        field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="ten", V="Xin chào"))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Phần 1", 0))

    with pikepdf.open(BytesIO(clean(write_pdf(fill), "form.pdf"))) as document:
        assert str(document.pages[0].Annots[0].A.URI) == "https://example.org/"
        assert (str(document.Root.Lang), bool(document.Root.MarkInfo.Marked)) == ("vi", True)
        assert str(document.Root.StructTreeRoot.K[0].Alt) == "Bản đồ" and "/A" in document.Root.StructTreeRoot.K[0]
        assert str(document.Root.AcroForm.Fields[0].V) == "Xin chào"
        assert str(document.Root.Outlines.First.Title) == "Phần 1"


# --- Word and Excel ---


def test_word_document_keeps_text_table_and_picture() -> None:
    document = docx.Document(BytesIO(clean(DOCX, "form.docx")))

    assert [paragraph.text for paragraph in document.paragraphs] == ["Xin chào", ""]
    assert document.tables[0].cell(0, 0).text == "Ô"
    assert len(document.inline_shapes) == 1
    assert document.core_properties.author in {"", None, "python-docx"}  # the library's own, for a file without any


def test_workbook_keeps_cells_formulas_links_and_chart() -> None:
    book = openpyxl.load_workbook(BytesIO(clean(XLSX, "form.xlsx")))

    sheet = book["Trang"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("Xin chào", "=SUM(1,2)")
    assert sheet["A3"].hyperlink.target == "https://example.org/"
    assert sheet["A1"].comment is None
    assert len(sheet._charts) == 1


def test_same_document_gives_the_same_bytes() -> None:
    for content, name in ((DOCX, "form.docx"), (XLSX, "form.xlsx"), (write_pdf(write_text), "form.pdf")):
        assert clean(content, name) == clean(content, name)


# --- films and sound ---


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (write_tags(container="mp4", codec="mpeg4", sound=True), "film.mp4"),
        (write_tags(container="mp4", codec="libx265", sound=True), "film.mp4"),
        (H264, "film.mp4"),
        (WEBM, "film.webm"),
    ],
    ids=["MPEG-4", "HEVC", "H.264", "VP9"],
)
def test_picture_and_sound_of_a_film_are_the_same_frame_by_frame(content: bytes, name: str) -> None:
    film = clean_film(ContentFile(content, name=name))

    after = film.file.read()
    assert decode(after, kind="video") == decode(content, kind="video")
    with av.open(BytesIO(content)) as before:
        has_sound = bool(before.streams.audio)
    assert not has_sound or decode(after, kind="audio") == decode(content, kind="audio")
    assert (film.width, film.height, film.file.name) == (64, 48, name)


def test_sound_is_the_same_frame_by_frame() -> None:
    content = write_mp3()

    assert len(decode(clean(content, "sound.mp3"), kind="audio")) >= len(decode(content, kind="audio")) - 1


def test_film_is_named_by_its_form() -> None:
    assert clean_film(ContentFile(WEBM, name="film.mp4")).file.name == "film.webm"


# --- bounds ---


def inflate_objects(size: int) -> bytes:
    """Return a PDF whose compressed objects, needed to open it, unpack to this many zeros."""
    packed = zlib.compress(bytes(size), 9)
    return (
        b"%%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n"
        b"2 0 obj\n<</Type/XRef/Size 3/W[1 1 1]/Root 1 0 R/Length 0>>stream\nendstream\nendobj\nstartxref\n9\n%%%%EOF"
    ) % (len(packed), packed)


def nest_arrays(depth: int) -> bytes:
    return write_pdf(lambda document: None).replace(b"/MediaBox [", b"/Nested " + b"[" * depth + b"/MediaBox [")


def fill_parts(count: int) -> bytes:
    return change(DOCX, {f"word/{number}.xml": b"<a/>" for number in range(count)})


def declare_small() -> bytes:
    """Return a document whose archive declares 10 bytes for a part of 310 MB."""
    content = bytearray(change(DOCX, {DOCUMENT: bytes(310 * 1024 * 1024)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.rfind(signature, 0, content.rfind(DOCUMENT.encode(), 0, None if offset == 24 else -1) + 1)
        content[place + offset : place + offset + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def measure_processes() -> float:
    """Return the processor time of the processes that have ended; elapsed time says less on a busy machine."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("form.pdf", lambda: inflate_objects(400_000_000)),
        ("form.pdf", lambda: nest_arrays(200_000)),
        ("form.docx", lambda: fill_parts(6_000)),
        ("form.docx", declare_small),
    ],
    ids=["objects of 400 MB", "200,000 arrays within each other", "6,000 parts", "false sizes"],
)
@pytest.mark.slow
def test_bomb_is_refused_with_a_sentence_and_within_bounds(name: str, make: Callable[[], bytes]) -> None:
    content, before = make(), measure_processes()

    with pytest.raises(UploadRefused, match=r"\.$"):
        clean_document(ContentFile(content, name=name))

    assert measure_processes() - before < rebuilding.SECONDS


def run_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let another program take the part of the one that rebuilds."""
    run = rebuilding.subprocess.run

    def run_program(arguments: list[str], **options: Any) -> Any:
        return run([arguments[0], "-c", program, *arguments[3:]], **options)

    monkeypatch.setattr(rebuilding.subprocess, "run", run_program)


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ("import os; os.abort()", "takes too long to read"),
        ("raise SystemExit(3)", "is damaged"),
        ("import time; time.sleep(60)", "takes too long to read"),
    ],
    ids=["crashes", "fails", "hangs"],
)
def test_file_on_which_a_parser_ends_is_refused(monkeypatch: pytest.MonkeyPatch, program: str, text: str) -> None:
    run_instead(monkeypatch, program)
    monkeypatch.setattr(rebuilding, "SECONDS", 1)

    with pytest.raises(UploadRefused, match=text):
        rebuilding.rebuild(ContentFile(b"%PDF-1.7", name="form.pdf"), kind="pdf")


def test_process_that_reads_uploads_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DATABASE_URL", "planted")
    program = "import json, os, sys; open(sys.argv[3], 'w'); print(json.dumps({'environment': list(os.environ)}))"
    run_instead(monkeypatch, program)

    names = rebuilding.rebuild(ContentFile(b"%PDF-1.7", name="form.pdf"), kind="pdf").properties["environment"]

    assert "DATABASE_URL" not in names


def test_nothing_is_left_on_the_disk(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    file: File = clean_document(ContentFile(DOCX, name="form.docx"))

    assert list(tmp_path.iterdir()) == []
    assert zipfile.is_zipfile(BytesIO(file.read()))
