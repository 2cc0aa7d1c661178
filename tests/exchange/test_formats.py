"""Files are read back unchanged, and a file that was tampered with or damaged is refused by line."""

import io
from types import ModuleType

import pytest
from hypothesis import given
from lxml import etree

from cms.exchange import documents, po, xliff, xliff2
from cms.exchange.documents import Document, ExchangeRefused
from cms.segments import inline_codes
from tests.exchange.documents_factory import documents as any_document
from tests.exchange.documents_factory import make_document, read_texts, rich_texts

FORMATS = pytest.mark.parametrize("codec", [xliff, xliff2, po], ids=["xliff", "xliff2", "po"])

SCHEMA = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:oasis:names:tc:xliff:document:1.2"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="xliff"><attribute name="version"><value>1.2</value></attribute>
    <oneOrMore><ref name="file"/></oneOrMore></element></start>
  <define name="file"><element name="file">
    <attribute name="original"/><attribute name="source-language"><data type="language"/></attribute>
    <attribute name="target-language"><data type="language"/></attribute>
    <attribute name="datatype"/><optional><attribute name="category"/></optional>
    <element name="header">
      <optional><element name="count-group"><attribute name="name"/>
        <element name="count"><attribute name="count-type"/><attribute name="unit"/><data type="integer"/></element>
      </element></optional>
      <zeroOrMore><ref name="note"/></zeroOrMore></element>
    <element name="body"><oneOrMore><ref name="unit"/></oneOrMore></element></element></define>
  <define name="unit"><element name="trans-unit">
    <attribute name="id"/><attribute name="restype"/><attribute name="extradata"/>
    <attribute name="xml:space"><value>preserve</value></attribute>
    <optional><attribute name="approved"><value>yes</value></attribute></optional>
    <element name="source"><ref name="codes"/></element>
    <optional><element name="target"><optional><attribute name="state"><choice>
      <value>needs-review-translation</value><value>final</value></choice></attribute></optional>
      <ref name="codes"/></element></optional>
    <zeroOrMore><ref name="note"/></zeroOrMore>
    <optional><element name="alt-trans"><attribute name="alttranstype"><value>previous-version</value></attribute>
      <element name="source"><ref name="codes"/></element><element name="target"><ref name="codes"/></element>
    </element></optional></element></define>
  <define name="note"><element name="note"><optional><attribute name="from"/></optional>
    <optional><attribute name="annotates"><value>source</value></attribute></optional>
    <optional><attribute name="priority"><data type="positiveInteger"/></attribute></optional><text/></element></define>
  <define name="codes"><mixed><zeroOrMore><choice>
    <element name="bpt"><attribute name="id"/><text/></element>
    <element name="ept"><attribute name="id"/><text/></element>
    <element name="ph"><attribute name="id"/><text/></element>
  </choice></zeroOrMore></mixed></define>
</grammar>
"""
"""The part of XLIFF 1.2's transitional schema that the desk's files use, in the schema's order."""

SCHEMA_2 = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:oasis:names:tc:xliff:document:2.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="xliff"><attribute name="version"><value>2.1</value></attribute>
    <attribute name="srcLang"><data type="language"/></attribute>
    <attribute name="trgLang"><data type="language"/></attribute>
    <element name="file"><attribute name="id"><data type="NMTOKEN"/></attribute><attribute name="original"/>
      <attribute name="canResegment"><value>no</value></attribute>
      <ref name="metadata"/><ref name="notes"/><oneOrMore><ref name="unit"/></oneOrMore></element></element></start>
  <define name="unit"><element name="unit">
    <attribute name="id"><data type="NMTOKEN"/></attribute><attribute name="name"/>
    <attribute name="canResegment"><value>no</value></attribute>
    <attribute name="xml:space"><value>preserve</value></attribute>
    <ref name="metadata"/><ref name="notes"/>
    <optional><element name="originalData"><oneOrMore><element name="data">
      <attribute name="id"><data type="NMTOKEN"/></attribute><text/></element></oneOrMore></element></optional>
    <element name="segment"><optional><attribute name="state"><choice>
        <value>initial</value><value>translated</value><value>reviewed</value><value>final</value></choice></attribute>
        <optional><attribute name="subState"><data type="string"><param name="pattern">[^\\s:]+:[^\\s:]+</param></data>
        </attribute></optional></optional>
      <element name="source"><ref name="codes"/></element>
      <optional><element name="target"><ref name="codes"/></element></optional></element></element></define>
  <define name="notes"><element name="notes"><oneOrMore><element name="note">
    <optional><attribute name="appliesTo"><value>source</value></attribute></optional>
    <attribute name="category"/>
    <optional><attribute name="priority"><data type="positiveInteger"/></attribute></optional>
    <text/></element></oneOrMore></element></define>
  <define name="metadata"><element name="metadata" ns="urn:oasis:names:tc:xliff:metadata:2.0">
    <element name="metaGroup"><attribute name="category"/>
      <oneOrMore><element name="meta"><attribute name="type"/><text/></element></oneOrMore></element></element></define>
  <define name="codes"><mixed><zeroOrMore><choice>
    <element name="pc"><attribute name="id"><data type="NMTOKEN"/></attribute>
      <attribute name="dataRefStart"><data type="NMTOKEN"/></attribute>
      <attribute name="dataRefEnd"><data type="NMTOKEN"/></attribute>
      <attribute name="dispStart"/><attribute name="dispEnd"/><ref name="codes"/></element>
    <element name="ph"><attribute name="id"><data type="NMTOKEN"/></attribute>
      <attribute name="dataRef"><data type="NMTOKEN"/></attribute><attribute name="disp"/>
      <optional><attribute name="canDelete"><value>no</value></attribute></optional></element>
  </choice></zeroOrMore></mixed></define>
</grammar>
"""
"""The part of XLIFF 2.1's schemas, core and metadata, that the desk's files use, in the schemas' order."""


def refuse(codec: ModuleType, data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(ExchangeRefused) as refused:
        codec.read(data, file="a")
    return [(fault.line, fault.text) for fault in refused.value.faults]


@FORMATS
@given(document=any_document)
def test_written_document_is_read_back_unchanged(codec: ModuleType, document: Document) -> None:
    read = codec.read(codec.write(document), file="a")

    assert read_texts(read) == read_texts(document)
    assert (read.item, read.language, read.segment_count) == (document.item, document.language, document.segment_count)


@FORMATS
@pytest.mark.parametrize("language", ["en", "zh-hans", "ar", "km"])
def test_language_is_written_in_the_formats_own_notation(codec: ModuleType, language: str) -> None:
    assert codec.read(codec.write(make_document(language=language)), file="a").language == language


@given(text=rich_texts)
def test_pieces_join_to_the_text_and_every_opened_tag_is_closed(text: str) -> None:
    pieces = inline_codes.split_codes(text, kind="rich")

    opened = [piece.number for piece in pieces if piece.role == "open"]
    closed = [piece.number for piece in pieces if piece.role == "close"]
    assert "".join(piece.text for piece in pieces) == text
    assert sorted(opened) == sorted(closed)


@pytest.mark.parametrize(("codec", "grammar"), [(xliff, SCHEMA), (xliff2, SCHEMA_2)], ids=["xliff", "xliff2"])
@given(document=any_document)
def test_xliff_is_valid_by_its_schema(codec: ModuleType, grammar: str, document: Document) -> None:
    schema = etree.RelaxNG(etree.fromstring(grammar))

    assert schema.validate(etree.parse(io.BytesIO(codec.write(document)))), schema.error_log


def test_tags_and_facts_are_protected_codes() -> None:
    written = xliff.write(make_document()).decode()

    assert '<bpt id="1">&lt;p&gt;</bpt>Gọi <ph id="2">[[hotline]]</ph><ept id="1">&lt;/p&gt;</ept>' in written


def test_tags_and_facts_are_inline_codes_with_their_originals_in_xliff_2() -> None:
    written = xliff2.write(make_document()).decode()

    assert (
        '<data id="d1">&lt;p&gt;</data>\n<data id="d2">&lt;/p&gt;</data>\n<data id="d3">[[hotline]]</data>' in written
    )
    assert (
        '<source><pc id="1" dataRefStart="d1" dataRefEnd="d2" dispStart="&lt;p&gt;" dispEnd="&lt;/p&gt;">Gọi '
        '<ph id="2" dataRef="d3" disp="[[hotline]]" canDelete="no"/></pc></source>'
    ) in written
    assert '<target><pc id="1" dataRefStart="d1" dataRefEnd="d2"' in written


@FORMATS
def test_translator_reads_the_value_of_a_fact(codec: ModuleType) -> None:
    assert "[[hotline]] = +84 965 001 222" in codec.write(make_document()).decode()


@FORMATS
def test_changed_source_is_refused_by_line(codec: ModuleType) -> None:
    data = codec.write(make_document()).decode().replace("hai dòng", "ba dòng").encode()

    [(line, text)] = refuse(codec, data)

    rows = data.decode().split("\n")
    starts = {xliff: '<trans-unit id="summary"', xliff2: '<unit id="u2" name="summary"', po: 'msgctxt "summary"'}
    assert line == next(n for n, row in enumerate(rows, 1) if row.startswith(starts[codec])) + (codec is po)
    assert text == "The source, the position or the language of this segment isn't the exported one."


@FORMATS
def test_file_with_a_changed_language_or_item_is_refused(codec: ModuleType) -> None:
    data = codec.write(make_document()).decode()

    french = data.replace('target-language="ko"', 'target-language="fr"').replace("Language: ko", "Language: fr")
    french = french.replace('trgLang="ko"', 'trgLang="fr"')
    other = data.replace("11111111", "99999999")

    assert {text for _line, text in [*refuse(codec, french.encode()), *refuse(codec, other.encode())]} == {
        "The source, the position or the language of this segment isn't the exported one."
    }


@FORMATS
def test_file_without_one_of_its_segments_is_refused(codec: ModuleType) -> None:
    whole = make_document()
    part = Document(whole.item, whole.language, whole.units[:2], segment_count=3, kind="story")

    assert refuse(codec, codec.write(part)) == [(0, "The file contains 2 of the 3 segments that were exported.")]


@FORMATS
@given(document=any_document)
def test_file_cut_off_anywhere_is_refused(codec: ModuleType, document: Document) -> None:
    data = codec.write(document).rstrip()

    for end in range(0, len(data) - 1, max(1, len(data) // 40)):
        with pytest.raises(ExchangeRefused):
            codec.read(data[:end], file="a")


@FORMATS
def test_segment_that_is_there_twice_is_refused(codec: ModuleType) -> None:
    whole = make_document()
    double = Document(whole.item, whole.language, (*whole.units, whole.units[0]), segment_count=4, kind="story")
    data = po.write(whole) + po.write(whole).split(b"\n\n", 1)[1] if codec is po else codec.write(double)

    assert "This segment is in the file twice." in [text for _line, text in refuse(codec, data)]


@FORMATS
def test_segment_without_its_fingerprint_is_refused(codec: ModuleType) -> None:
    data = codec.write(make_document()).replace(b"target:", b"aim:")

    assert {text for _line, text in refuse(codec, data)} == {"The desk's fingerprint of this segment is missing."}


@FORMATS
@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            lambda data: data.decode().encode("utf-16"),
            "The file isn't encoded in UTF-8. Save it as UTF-8 and try again.",
        ),
        (lambda data: data + b"\xc3", "The file isn't encoded in UTF-8. Save it as UTF-8 and try again."),
        (
            lambda data: data.replace(b"\xec\xa0\x9c", b"\0"),
            "The file contains a control character, which texts can't have.",
        ),
        (
            lambda data: data.replace(b"\xec\xa0\x9c", b"\x1b"),
            "The file contains a control character, which texts can't have.",
        ),
        (
            lambda data: data + b" " * documents.MAX_FILE_BYTES,
            "The file is larger than 8 megabytes. Export fewer items at a time.",
        ),
    ],
    ids=["utf-16", "cut letter", "nul", "escape", "huge"],
)
def test_wrong_encodings_and_sizes_are_refused(codec: ModuleType, change, text: str) -> None:
    assert [found for _line, found in refuse(codec, change(codec.write(make_document())))] == [text]


@FORMATS
@pytest.mark.parametrize("data", [b"", b"\n", b"<a/>", b'msgid ""\nmsgstr ""\n', b"\xef\xbb\xbf", b"PK\x03\x04"])
def test_data_that_is_no_exported_file_is_refused(codec: ModuleType, data: bytes) -> None:
    assert refuse(codec, data)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<xliff version="1.2">&c;</xliff>"""
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff version="1.2">&a;</xliff>'
REMOTE = b'<!doctype xliff SYSTEM "http://example.org/xliff.dtd"><xliff version="1.2"/>'


@pytest.mark.parametrize("codec", [xliff, xliff2])
@pytest.mark.parametrize(("data", "line"), [(BOMB, 2), (OUTSIDE, 1), (REMOTE, 1)])
def test_entities_and_document_types_are_refused(codec: ModuleType, data: bytes, line: int) -> None:
    text = "The file declares entities or a document type, which aren't needed here."

    assert refuse(codec, data) == [(line, text)]


def test_deeply_nested_xml_is_refused() -> None:
    assert "damaged" in refuse(xliff, b"<a>" * 100_000)[0][1]


def test_document_type_in_another_declared_encoding_is_refused() -> None:
    data = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<xliff version="1.2"/>'

    assert refuse(xliff, data)


def test_inline_code_without_content_is_refused() -> None:
    data = xliff.write(make_document()).replace("<target>제목".encode(), '<target><x id="1"/>제목'.encode())

    assert refuse(xliff, data)[0][1].startswith("A tool has replaced an inline code")


def test_segmented_target_is_read_as_one_text() -> None:
    marked = '<target><mrk mtype="seg" mid="0">새 </mrk><mrk mtype="seg" mid="1">제목</mrk>'
    data = xliff.write(make_document()).replace("<target>제목".encode(), marked.encode())

    assert xliff.read(data, file="a").units[0].target == "새 제목"


def test_fuzzy_and_obsolete_messages_are_not_read() -> None:
    data = po.write(make_document()).replace(b'msgctxt "title"', b'#, fuzzy\nmsgctxt "title"')
    data += b'\n#~ msgctxt "old"\n#~ msgid "a"\n#~ msgstr "b"\n'

    assert [unit.target for unit in po.read(data, file="a").units] == ["", "", "<p>전화</p>"]


@pytest.mark.parametrize("line", ['msgstr "a', "msgstr a", 'msgid_plural "a"', 'msgstr "a\\x00"', "hello"])
def test_line_that_is_not_po_is_reported(line: str) -> None:
    data = po.write(make_document()).decode() + line + "\n"

    assert refuse(po, data.encode()) == [(data.count("\n"), "This line isn't valid PO, or it is cut off.")]
