"""Hostile PDFs: actions, scripts, attachments, properties, earlier revisions, bombs, and other files behind them."""

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf

from tests.files.corpus import PLANTED, POSITION, SCRIPT, HostileFile
from tests.files.corpus.images import MARK, draw, make_exif, pack

ADDRESS = "https://planted.example/"
Name, Dictionary = pikepdf.Name, pikepdf.Dictionary


def write_pdf(change: Callable[[pikepdf.Pdf], None], **options: Any) -> bytes:
    buffer = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        document.save(buffer, fix_metadata_version=False, **options)
    return buffer.getvalue()


def act(kind: str, **action: Any) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **action)


ACTIONS = {
    "a script": act("JavaScript", JS=f"app.alert('{PLANTED}')"),
    "a program": act("Launch", F=f"{PLANTED}.exe"),
    "a form that is sent": act("SubmitForm", F=ADDRESS),
    "data that are read": act("ImportData", F=PLANTED),
    "another document": act("GoToR", F=f"{PLANTED}.pdf", D=[0]),
    "an embedded document": act("GoToE", F=f"{PLANTED}.pdf"),
    "an address with a script": act("URI", URI=f"javascript:{PLANTED}"),
    "an address of a file": act("URI", URI=f"file:///{PLANTED}"),
    "a film": act("Rendition", JS=PLANTED),
    "a chain of actions": act("GoTo", D=[0], Next=act("JavaScript", JS=PLANTED)),
}


def open_with(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.Root.__setattr__("OpenAction", action)


def link_to(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    """Add the action to a link on the page, behind a reference."""

    def change(document: pikepdf.Pdf) -> None:
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=document.make_indirect(Dictionary(action))
        )
        document.pages[0].Annots = document.make_indirect([document.make_indirect(link)])

    return change


def annotate(subtype: str, **more: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=[0, 0, 9, 9], **more)
        document.pages[0].Annots = [document.make_indirect(note)]

    return change


def set_properties(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = PLANTED
    document.docinfo["/GPS"] = POSITION


def set_xmp(document: pikepdf.Pdf) -> None:
    document.Root.Metadata = document.make_stream(MARK)


def set_page_xmp(document: pikepdf.Pdf) -> None:
    document.pages[0].Metadata = document.make_stream(MARK)


def set_private_data(document: pikepdf.Pdf) -> None:
    document.pages[0].PieceInfo = Dictionary(Illustrator=Dictionary(Private=document.make_stream(MARK)))


def set_thumbnail(document: pikepdf.Pdf) -> None:
    document.pages[0].Thumb = document.make_stream(MARK)


def set_page_script(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = Dictionary(O=act("JavaScript", JS=PLANTED))


def set_portfolio(document: pikepdf.Pdf) -> None:
    document.attachments["planted.example"] = MARK
    document.Root.Collection = Dictionary(Type=Name.Collection, D=PLANTED)


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = b"MZ" + MARK


def name_script(document: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=["a", act("JavaScript", JS=PLANTED)])
    document.Root.Names = Dictionary(JavaScript=tree)


def set_associated_file(document: pikepdf.Pdf) -> None:
    spec = Dictionary(Type=Name.Filespec, F=PLANTED, EF=Dictionary(F=document.make_stream(MARK)))
    document.Root.AF = [document.make_indirect(spec)]


def set_signature(document: pikepdf.Pdf) -> None:
    """Add a signature whose certificate and reason name a person."""
    value = Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3], Contents=MARK, Name=PLANTED, Location=POSITION)
    field = document.make_indirect(
        Dictionary(FT=Name.Sig, T="S", Subtype=Name.Widget, Type=Name.Annot, Rect=[0, 0, 9, 9], V=value)
    )
    document.Root.AcroForm = Dictionary(Fields=[field], SigFlags=3)
    document.pages[0].Annots = [field]


def set_form_script(document: pikepdf.Pdf) -> None:
    script = Dictionary(K=act("JavaScript", JS=PLANTED))
    field = document.make_indirect(
        Dictionary(FT=Name.Tx, T="a", Subtype=Name.Widget, Type=Name.Annot, Rect=[0, 0, 9, 9], AA=script)
    )
    document.Root.AcroForm = Dictionary(Fields=[field])
    document.pages[0].Annots = [field]


def set_dynamic_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=[], XFA=document.make_stream(MARK))


def read_outside_stream(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"")
    stream.F = Dictionary(Type=Name.Filespec, FS=Name.URL, F=ADDRESS)
    document.pages[0].Contents = stream


def refer_to_another_page(document: pikepdf.Pdf) -> None:
    form = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Ref = Dictionary(F=ADDRESS, Page=0)
    document.pages[0].Resources = Dictionary(XObject=Dictionary(F0=form))


def draw_photo(document: pikepdf.Pdf) -> None:
    photo = draw("JPEG", exif=make_exif(), comment=MARK, xmp=MARK) + MARK
    add_picture(document, photo, Name.DCTDecode)


def draw_packed_photo(document: pikepdf.Pdf) -> None:
    photo = zlib.compress(draw("JPEG", exif=make_exif(), comment=MARK))
    add_picture(document, photo, pikepdf.Array([Name.FlateDecode, Name.DCTDecode]))


def add_picture(document: pikepdf.Pdf, data: bytes, filters: Any, *, width: int = 40, height: int = 30) -> None:
    picture = pikepdf.Stream(document, data)
    picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, filters
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = width, height, Name.DeviceRGB, 8
    document.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=picture))
    document.pages[0].Contents = document.make_stream(b"q 40 0 0 30 0 0 cm /Im0 Do Q")


def inflate_to(size: int) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, zlib.compress(bytes(size), 9))
        stream.Filter = Name.FlateDecode
        document.pages[0].Contents = stream

    return change


def inflate_picture(document: pikepdf.Pdf) -> None:
    """Add a picture that claims a pixel and unpacks to 100 MB."""
    add_picture(document, zlib.compress(bytes(100 * 1024 * 1024), 9), Name.FlateDecode, width=1, height=1)


def revise(content: bytes) -> bytes:
    """Return the PDF with an earlier revision that has an author, as editors append them."""
    return content + b"\n" + write_pdf(set_properties)[9:]


PLAIN = write_pdf(lambda document: None)

CLEANABLE: dict[str, bytes] = {
    **{f"PDF that opens {label}": write_pdf(open_with(action)) for label, action in ACTIONS.items()},
    **{f"PDF with a link to {label}": write_pdf(link_to(action)) for label, action in ACTIONS.items()},
    "PDF with properties": write_pdf(set_properties),
    "PDF with XMP": write_pdf(set_xmp),
    "PDF with XMP of a page": write_pdf(set_page_xmp),
    "PDF with a program's private data": write_pdf(set_private_data),
    "PDF with a thumbnail": write_pdf(set_thumbnail),
    "PDF with a script of a page": write_pdf(set_page_script),
    "PDF with a script by name": write_pdf(name_script),
    "PDF with a script of a form": write_pdf(set_form_script),
    "PDF with a signature": write_pdf(set_signature),
    "PDF with an attachment": write_pdf(attach),
    "PDF with an associated file": write_pdf(set_associated_file),
    "PDF that is a portfolio": write_pdf(set_portfolio),
    "PDF with a comment": write_pdf(annotate("Text", T=PLANTED, Contents=SCRIPT)),
    "PDF with an attachment on the page": write_pdf(annotate("FileAttachment", Contents=PLANTED)),
    "PDF with a sound": write_pdf(annotate("Sound", Contents=PLANTED)),
    "PDF with a film": write_pdf(annotate("Movie", Movie=Dictionary(F=PLANTED))),
    "PDF with rich media": write_pdf(annotate("RichMedia", RichMediaContent=Dictionary(Assets=PLANTED))),
    "PDF with 3D": write_pdf(annotate("3D", Contents=PLANTED)),
    "PDF with a stamp": write_pdf(annotate("Stamp", T=PLANTED)),
    "PDF with a hidden script in compressed objects": write_pdf(
        link_to(ACTIONS["a script"]), object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "PDF that reads a stream elsewhere": write_pdf(read_outside_stream),
    "PDF that shows a page of another": write_pdf(refer_to_another_page),
    "PDF with a photograph's position": write_pdf(draw_photo),
    "PDF with a packed photograph's position": write_pdf(draw_packed_photo),
    "PDF with a ZIP behind it": PLAIN + pack(**{"a.html": MARK}),
    "PDF with HTML behind it": PLAIN + MARK,
    "PDF with an author in an earlier revision": revise(PLAIN),
    "PDF encrypted without a password": write_pdf(set_properties, encryption=pikepdf.Encryption(owner="a", user="")),
}
REFUSED: dict[str, bytes] = {
    "PDF with a password": write_pdf(set_properties, encryption=pikepdf.Encryption(owner="a", user="b")),
    "PDF whose content is made by XFA": write_pdf(set_dynamic_form),
    "PDF with a stream of 100 MB in 100 kB": write_pdf(inflate_to(100 * 1024 * 1024)),
    "PDF with a picture of 100 MB in 100 kB": write_pdf(inflate_picture),
    "PDF without a page": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "PDF cut off": write_pdf(draw_photo)[:300],
    "HTML": b"<html>" + MARK,
    "HTML with a PDF behind it": MARK + PLAIN,
    "ZIP": pack(a=MARK),
    "program": b"MZ" + bytes(80),
    "nothing": b"",
}


def list_pdfs() -> Iterator[HostileFile]:
    for label, content in CLEANABLE.items():
        yield HostileFile(label, "form.pdf", content)
    for label, content in REFUSED.items():
        yield HostileFile(f"{label} as PDF", "form.pdf", content, is_refused=True)
