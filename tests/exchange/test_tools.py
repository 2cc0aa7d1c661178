"""Independent tools (translate-toolkit, polib, lxml) read and rewrite exported files without loss."""

import polib
import pytest
from hypothesis import given, settings
from lxml import etree
from translate.storage import factory
from translate.storage.pypo import pofile
from translate.storage.xliff import xlifffile

from cms.exchange import po, xliff
from cms.exchange.documents import Document, ExchangeRefused
from tests.exchange.documents_factory import documents, make_document, read_texts

TOOLS = pytest.mark.parametrize(("codec", "store"), [(xliff, xlifffile), (po, pofile)], ids=["xliff", "po"])
EXAMPLES = settings(max_examples=40, deadline=None)


def is_text_for_toolkit(document: Document) -> bool:
    """Return False if translate-toolkit's PO reader would take a character of the text for a line end."""
    text = "".join(unit.source + unit.target for unit in document.units)
    return not set(text) & set("\x85\u2028\u2029\r")


@TOOLS
@EXAMPLES
@given(document=documents.filter(is_text_for_toolkit))
def test_translate_toolkit_reads_and_rewrites_without_loss(codec, store, document: Document) -> None:
    opened = store.parsestring(codec.write(document))

    rewritten = bytes(opened)

    seen = [unit for unit in opened.units if not unit.isheader() and unit.source != po.END]
    assert [str(unit.source) for unit in seen] == [unit.source for unit in document.units]
    assert read_texts(codec.read(rewritten, file="a")) == read_texts(document)


@TOOLS
def test_translation_made_with_translate_toolkit_is_read(codec, store) -> None:
    document = make_document()
    opened = store.parsestring(codec.write(document))
    for unit in opened.units:
        if not unit.isheader():
            unit.target = f'번역 <b>{unit.source}</b> & "끝"\n'

    if codec is xliff:
        opened.units[2].rich_target = opened.units[2].rich_source
    read = codec.read(bytes(opened), file="a")

    for unit in read.units:
        is_copied = codec is xliff and unit.path == "body.a.text"
        assert unit.target == (unit.source if is_copied else f'번역 <b>{unit.source}</b> & "끝"\n')
    assert [unit.target_fingerprint for unit in read.units] == [unit.target_fingerprint for unit in document.units]


@EXAMPLES
@given(document=documents.filter(is_text_for_toolkit))
def test_polib_reads_and_rewrites_without_loss(document: Document) -> None:
    opened = polib.pofile(po.write(document).decode())

    *entries, end = opened
    assert end.msgctxt == po.END
    assert [(entry.msgctxt, entry.msgid, entry.msgstr) for entry in entries] == [
        (unit.path, unit.source, unit.target) for unit in document.units
    ]
    assert read_texts(po.read(str(opened).encode(), file="a")) == read_texts(document)


@EXAMPLES
@given(document=documents)
def test_lxml_rewrites_without_loss(document: Document) -> None:
    rewritten = etree.tostring(etree.fromstring(xliff.write(document)), encoding="UTF-8", method="xml")

    assert read_texts(xliff.read(rewritten, file="a")) == read_texts(document)


def test_conversion_from_xliff_to_po_and_back_keeps_every_text(tmp_path) -> None:
    document = make_document()
    path = tmp_path / "a.xlf"
    path.write_bytes(xliff.write(document))

    store = factory.getobject(str(path))

    assert [(unit.source, unit.target or "") for unit in store.units] == [(u.source, u.target) for u in document.units]


def test_part_of_an_old_text_left_behind_by_a_tool_is_refused() -> None:
    opened = xlifffile.parsestring(xliff.write(make_document()))
    opened.units[2].target = "<p>새 글</p>"

    with pytest.raises(ExchangeRefused, match="left a part of an old text behind"):
        xliff.read(bytes(opened), file="a")
