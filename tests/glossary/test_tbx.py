"""The glossary as TBX, written and read, in the forms that other tools write."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree
from translate.storage.tbx import tbxfile

from cms.glossary import tbx
from cms.glossary.editing import plan_table
from cms.glossary.terms import get_rows
from tests.approvals.factories import Desk
from tests.translation_desk.test_views import sign_in
from translations.languages import CODES, SOURCE
from translations.term_tables import BrokenGlossary, TargetRow

OLD_TBX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="vi"><text><body><termEntry id="1">
<langSet xml:lang="vi-VN"><tig><term>liệt sĩ</term></tig></langSet>
<langSet xml:lang="en-US"><tig><term>fallen soldier</term></tig>
<tig><term>martyr</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>
"""
DCT = """<tbx xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min"
 xmlns:basic="http://www.tbxinfo.net/ns/basic" style="dct" type="TBX-Basic" xml:lang="vi"><text><body>
<conceptEntry id="1"><langSec xml:lang="vi"><termSec><term>liệt sĩ</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>martyr</term>
<min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>war dead</term><min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>fallen soldier</term>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
</langSec></conceptEntry></body></text></tbx>
"""


def write(language: str) -> bytes:
    return tbx.write(sources=get_rows(SOURCE), rows=get_rows(language), language=language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_written_terms_are_read_as_the_same_table(language: str) -> None:
    plan = plan_table(data=write(language), name="a.tbx", language=language)

    assert plan.differences == ()
    assert len(plan.rows) == len(get_rows(language))


@pytest.mark.django_db
def test_another_tool_reads_the_terms() -> None:
    written = write("ko")

    root = etree.fromstring(written)
    names = {"t": "urn:iso:std:iso:30042:ed-2"}
    assert root.get("type") == "TBX-Basic" and len(root.findall(".//t:conceptEntry", names)) == len(get_rows("ko"))
    assert tbxfile.parsestring(OLD_TBX.encode()).units[0].source == "liệt sĩ"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "renderings", "forbidden"),
    [(OLD_TBX, "fallen soldier", "martyr"), (DCT, "fallen soldier | war dead", "martyr")],
    ids=["2008", "dct"],
)
def test_terms_of_other_tools_are_read(data: str, renderings: str, forbidden: str) -> None:
    (row,) = plan_table(data=data.encode(), name="a.tbx", language="en").rows

    assert row == TargetRow("liệt sĩ", renderings, forbidden)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (OLD_TBX.replace("en-US", "de"), "The file has no term in the source language with a rendering in English."),
        (OLD_TBX.replace("martif", "other"), "The file isn't TBX."),
        (OLD_TBX[:200], "The file is damaged:"),
        (OLD_TBX.replace('.dtd"', '.dtd" [<!ENTITY a "b">]'), "The file declares entities or a document type"),
        ("<tbx>" + " " * 1024 * 1024 + "</tbx>", "The file is larger than 1024 KB."),
    ],
)
def test_file_that_has_no_terms_is_refused(data: str, text: str) -> None:
    with pytest.raises(BrokenGlossary, match=text):
        plan_table(data=data.encode(), name="a.tbx", language="en")


@pytest.mark.django_db
def test_term_that_the_glossary_does_not_have_is_refused_by_line() -> None:
    with pytest.raises(BrokenGlossary) as broken:
        plan_table(data=OLD_TBX.replace("liệt sĩ", "không có trong bảng").encode(), name="a.tbx", language="en")

    assert [fault.line for fault in broken.value.faults] == [4]


def test_terms_are_downloaded_and_imported_on_the_glossarys_pages(desk: Desk) -> None:
    lead = sign_in(desk.lead)
    address = reverse("desk_glossary_upload", args=["en"])

    file = lead.get(reverse("desk_glossary_download_tbx", args=["en"]))
    preview = lead.post(address, {"file": SimpleUploadedFile("a.tbx", OLD_TBX.encode())})

    assert file["Content-Disposition"] == 'attachment; filename="glossary-en.tbx"'
    assert preview.status_code == 200
    plan = preview.context["plan"]
    confirmed = {"table": plan.table, "name": "a.tbx", "fingerprint": plan.fingerprint}
    assert lead.post(address, confirmed).status_code == 302
    assert {row.term: row for row in get_rows("en")}["liệt sĩ"] == TargetRow("liệt sĩ", "fallen soldier", "martyr")
