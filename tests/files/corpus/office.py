"""Hostile Word and Excel documents: macros, embedded objects, outside content, persons, revisions, bombs."""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

import docx
import xlsxwriter

from tests.files.corpus import PLANTED, HostileFile
from tests.files.corpus.images import MARK, SVG, draw, make_exif, pack

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ADDRESS = "https://planted.example/"


def write_docx() -> bytes:
    """Return a document as python-docx writes it: with a paragraph, a table and a photograph with EXIF."""
    document = docx.Document()
    document.add_paragraph("Xin chào")
    document.add_table(rows=1, cols=2).cell(0, 0).text = "Ô"
    document.add_picture(BytesIO(draw("JPEG", exif=make_exif(), comment=MARK)))
    document.core_properties.author = document.core_properties.last_modified_by = PLANTED
    return _save(document)


def write_xlsx() -> bytes:
    """Return a workbook as XlsxWriter writes it: with a formula, a chart, a comment, a link and an author."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.set_properties({"author": PLANTED, "company": PLANTED})
        sheet = book.add_worksheet("Trang")
        sheet.write("A1", "Xin chào")
        sheet.write_formula("A2", "=SUM(1,2)")
        sheet.write_url("A3", "https://example.org/", string="Trang web")
        sheet.write_comment("A1", PLANTED, {"author": PLANTED})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Trang!$A$1:$A$2"})
        sheet.insert_chart("C1", chart)
    return buffer.getvalue()


def _save(document: docx.document.Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def change(package: bytes, parts: Mapping[str, bytes], *, edit: Mapping[str, tuple[str, str]] | None = None) -> bytes:
    """Return the package with more parts, and with a text replaced by another in some of its parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            for before, after in [(edit or {})[name]] if name in (edit or {}) else []:
                assert before.encode() in data, (name, before)
                data = data.replace(before.encode(), after.encode(), 1)
            if name not in parts:
                target.writestr(name, data)
        for name, data in parts.items():
            target.writestr(name, data)
    return buffer.getvalue()


DOCX, XLSX = write_docx(), write_xlsx()
DOCUMENT, DOCUMENT_RELS = "word/document.xml", "word/_rels/document.xml.rels"
SHEET, SHEET_RELS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"


def insert(xml: str) -> bytes:
    """Return the Word document with this before its first paragraph."""
    return change(DOCX, {}, edit={DOCUMENT: ("<w:body>", f"<w:body>{xml}")})


def relate(kind: str, target: str, *, external: bool = False, parts: Mapping[str, bytes] | None = None) -> bytes:
    """Return the Word document with one more relationship, and an element that refers to it."""
    mode = ' TargetMode="External"' if external else ""
    full = kind if "/" in kind else f"{RELATIONSHIPS}/{kind}"
    row = f'<Relationship Id="rId900" Type="{full}" Target="{target}"{mode}/></Relationships>'
    body = f'<w:body><w:p xmlns:r="{RELATIONSHIPS}"><w:altChunk r:id="rId900"/></w:p>'
    types = '<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    return change(
        DOCX,
        parts or {},
        edit={
            DOCUMENT: ("<w:body>", body),
            DOCUMENT_RELS: ("</Relationships>", row),
            "[Content_Types].xml": ("</Types>", types),
        },
    )


def run_field(*pieces: str) -> str:
    """Return a field whose instruction is divided over runs."""
    middle = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{middle}{end}</w:p>"


COMMENTS = (
    f'<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="{PLANTED}" w:initials="P">'
    f"<w:p><w:r><w:t>{PLANTED}</w:t></w:r></w:p></w:comment></w:comments>"
).encode()
SETTINGS = (
    f'<w:rsids><w:rsidRoot w:val="00{PLANTED}"/></w:rsids>'
    f'<w:docVars><w:docVar w:name="a" w:val="{PLANTED}"/></w:docVars></w:settings>'
)
TRACKED = f'<w:p><w:ins w:id="1" w:author="{PLANTED}"><w:r><w:t>a</w:t></w:r></w:ins></w:p>'
DELETED = f'<w:p><w:del w:id="1" w:author="A"><w:r><w:delText>{PLANTED}</w:delText></w:r></w:del></w:p>'
HIDDEN = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{PLANTED}</w:t></w:r></w:p>"
COMMENTED = (
    f'<w:p w:rsidR="{PLANTED}"><w:commentRangeStart w:id="0"/><w:r><w:t>a</w:t></w:r>'
    '<w:commentRangeEnd w:id="0"/></w:p>'
)
HUGE = draw(size=(30_000, 3_000), mode="1")
MACRO_TYPE = ("document.main+xml", "document.macroEnabled.main+xml")
OUTSIDE_ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
GROWING_ENTITY = b'<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
MACHINE_PATH = ("<bookViews>", f'<absPath url="C:\\{PLANTED}"/><bookViews>')
HIDDEN_SHEET = ('name="Trang"', f'name="{PLANTED}" state="veryHidden"')


def edit_sheet(before: str, after: str) -> bytes:
    return change(XLSX, {}, edit={SHEET: (before, after)})


def relate_sheet(kind: str, target: str, parts: Mapping[str, bytes]) -> bytes:
    row = f'<Relationship Id="rId900" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/></Relationships>'
    return change(XLSX, parts, edit={SHEET_RELS: ("</Relationships>", row)})


CLEANABLE_DOCX: dict[str, bytes] = {
    "properties and a photograph's position": DOCX,
    "custom properties": change(DOCX, {"docProps/custom.xml": MARK}),
    "a file that nothing refers to": change(DOCX, {"word/planted.bin": MARK, "planted.example/a.exe": b"MZ"}),
    "comments": relate("comments", "comments.xml", parts={"word/comments.xml": COMMENTS}),
    "people": relate("http://schemas.microsoft.com/office/2011/relationships/people", "people.xml",
                     parts={"word/people.xml": COMMENTS}),
    "marks of comments and revisions": insert(COMMENTED),
    "settings with persons": change(DOCX, {}, edit={"word/settings.xml": ("</w:settings>", SETTINGS)}),
    "a template elsewhere": relate("attachedTemplate", f"{ADDRESS}a.dotm", external=True),
    "a picture elsewhere": relate("image", f"{ADDRESS}a.png", external=True),
    "a film elsewhere": relate("video", ADDRESS, external=True),
    "a frame elsewhere": relate("frame", ADDRESS, external=True),
    "a document elsewhere": relate("subDocument", ADDRESS, external=True),
    "an object elsewhere": relate("oleObject", ADDRESS, external=True),
    "a link with a script": relate("hyperlink", f"javascript:{PLANTED}", external=True),
    "a link to a file": relate("hyperlink", f"file:///{PLANTED}", external=True),
    "data of an add-in": relate("customXml", "../customXml/item1.xml", parts={"customXml/item1.xml": MARK}),
    "a thumbnail": change(DOCX, {"docProps/thumbnail.jpeg": draw("JPEG", comment=MARK)}),
    "an SVG with a script": relate("image", "media/planted.svg", parts={"word/media/planted.svg": SVG}),
    "an XML comment": insert(f"<!-- {PLANTED} -->"),
    "a processing instruction": insert(f"<?planted {PLANTED}?>"),
    "a ZIP behind it": DOCX + MARK,
    "a ZIP before it": MARK + DOCX,
}  # fmt: skip
REFUSED_DOCX: dict[str, bytes] = {
    "tracked insertions": insert(TRACKED),
    "tracked deletions": insert(DELETED),
    "hidden text": insert(HIDDEN),
    "a picture by a field": insert(run_field("INCLUDE", f'PICTURE "{ADDRESS}"')),
    "a text by a field": insert(f'<w:p><w:fldSimple w:instr=" INCLUDETEXT {PLANTED}"/></w:p>'),
    "a program by a field": insert(run_field("DDEAUTO c:\\\\cmd.exe", f" {PLANTED}")),
    "a field within a field": insert(run_field("PAGE").replace("</w:p>", run_field("LINK Excel.Sheet")[5:])),
    "an embedded object": relate("oleObject", "embeddings/a.bin", parts={"word/embeddings/a.bin": MARK}),
    "an embedded workbook": relate("package", "embeddings/a.xlsx", parts={"word/embeddings/a.xlsx": XLSX}),
    "a control": relate("control", "activeX/a.xml", parts={"word/activeX/a.xml": COMMENTS}),
    "a page of HTML": relate("aFChunk", "a.html", parts={"word/a.html": MARK}),
    "a picture of a kind that isn't cleaned": relate("image", "media/a.emf", parts={"word/media/a.emf": MARK}),
    "a picture that is none": relate("image", "media/a.png", parts={"word/media/a.png": MARK}),
    "a relationship that nobody knows": relate("planted", "a.bin", parts={"word/a.bin": MARK}),
    "a macro": change(DOCX, {"word/vbaProject.bin": MARK}),
    "a macro in capitals": change(DOCX, {"word/VBAPROJECT.BIN": MARK}),
    "a type with macros": change(DOCX, {}, edit={"[Content_Types].xml": MACRO_TYPE}),
    "an entity that reads files": change(DOCX, {DOCUMENT: OUTSIDE_ENTITY}),
    "entities of a billion letters": change(DOCX, {DOCUMENT: GROWING_ENTITY}),
    "a part of 301 MB in 300 kB": change(DOCX, {DOCUMENT: bytes(301 * 1024 * 1024)}),
    "a picture of 90 million pixels": relate("image", "media/a.png", parts={"word/media/a.png": HUGE}),
    "a workbook's parts": pack(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<document/>"}),
    "no parts": pack(**{"a.html": MARK}),
    "only a name": pack(**{"[Content_Types].xml": b"<Types/>", DOCUMENT: b"<document/>"}),
    "the old format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "a ZIP's first bytes": b"PK\x03\x04" + MARK,
    "cut off": DOCX[:2000],
}  # fmt: skip
CLEANABLE_XLSX: dict[str, bytes] = {
    "properties and comments": XLSX,
    "a path on a machine": change(XLSX, {}, edit={"xl/workbook.xml": MACHINE_PATH}),
    "settings of a printer": relate_sheet("printerSettings", "../a.bin", {"xl/a.bin": MARK}),
    "a file that nothing refers to": change(XLSX, {"xl/planted.bin": MARK}),
}  # fmt: skip
REFUSED_XLSX: dict[str, bytes] = {
    "a formula that reads from the web": edit_sheet("SUM(1,2)", f'WEBSERVICE("{ADDRESS}")'),
    "a formula that starts a program": edit_sheet("SUM(1,2)", f"cmd|'/C {PLANTED}'!A0"),
    "a picture by a formula": edit_sheet("SUM(1,2)", f'_xlfn.IMAGE("{ADDRESS}")'),
    "a hidden sheet": change(XLSX, {}, edit={"xl/workbook.xml": HIDDEN_SHEET}),
    "a link to another workbook": relate_sheet("externalLink", "../a.xml", {"xl/a.xml": COMMENTS}),
    "an embedded object": relate_sheet("oleObject", "../a.bin", {"xl/a.bin": MARK}),
    "a table of another source": relate_sheet("queryTable", "../a.xml", {"xl/a.xml": COMMENTS}),
    "a sheet of macros": relate_sheet("xlMacrosheet", "../a.xml", {"xl/a.xml": COMMENTS}),
    "a macro": change(XLSX, {"xl/vbaProject.bin": MARK}),
    "a document's parts": DOCX,
}  # fmt: skip


def list_office() -> Iterator[HostileFile]:
    for suffix, cleanable, refused in (
        ("docx", CLEANABLE_DOCX, REFUSED_DOCX),
        ("xlsx", CLEANABLE_XLSX, REFUSED_XLSX),
    ):
        for label, content in cleanable.items():
            yield HostileFile(f"{suffix.upper()} with {label}", f"form.{suffix}", content)
        for label, content in refused.items():
            yield HostileFile(f"{suffix.upper()} with {label}", f"form.{suffix}", content, is_refused=True)
