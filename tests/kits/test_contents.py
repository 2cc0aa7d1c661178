"""Contents of an edition: the approved words in every form, how they are proved, and the start page."""

import csv
import json
import zipfile
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from lxml import etree

from cms.published import get_published
from outreach.kits.documents import write_docx
from outreach.kits.models import Kit
from outreach.organisations.models import Organisation
from tests.kits.test_editions import build, open_zip
from tests.kits.validator import find_faults

pytestmark = pytest.mark.django_db
PREMIS = {"p": "http://www.loc.gov/premis/v3"}


def read_by_ending(bag: zipfile.ZipFile) -> dict[str, bytes]:
    """The files of the one text, each by what follows its language in its name."""
    names = [name for name in bag.namelist() if name.startswith("data/ko/")]
    return {name.rpartition(".ko.")[2]: bag.read(name) for name in names}


def test_an_edition_has_the_approved_words_in_every_form_and_nothing_else(kit: Kit, seoul: Organisation) -> None:
    with open_zip(build(kit, seoul)) as bag:
        files = read_by_ending(bag)
        manifest = json.loads(bag.read("manifest.json"))

    assert set(files) == {"html", "txt", "pdf", "docx", "short.txt", "loudspeaker.txt", "card.jpg"}
    with pikepdf.open(BytesIO(files["pdf"])) as pdf:
        assert str(pdf.Root.Lang) == "ko"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].replace("\u2060", "") == "누가 알고 있습니까?"
    document = Document(BytesIO(files["docx"]))
    assert document.paragraphs[0].style.name == "Heading 1"
    assert document.paragraphs[0].text == "누가 알고 있습니까?"
    assert document.core_properties.language == "ko"
    assert "[[" not in "".join(paragraph.text for paragraph in document.paragraphs)
    assert files["card.jpg"][:2] == b"\xff\xd8"
    assert "9 6 5" in files["loudspeaker.txt"].decode()
    short = files["short.txt"].decode()
    assert "SMS · 1/1" in short or "SMS · 2/3" in short
    assert short.count("누가 알고 있습니까?\n\nhttp") + short.count("누가 알고 있습니까?\n\n") >= 2
    item = get_published(kind="call", key=manifest["items"][0]["key"], language="ko")
    assert item is not None and write_docx(item) == write_docx(item) == files["docx"]
    (card,) = (file for file in manifest["files"] if file["role"] == "share_card")
    assert card["signed"] is True


def test_a_manifest_says_who_approved_what_and_is_the_same_as_table_and_as_premis(
    kit: Kit, canberra: Organisation
) -> None:
    with open_zip(build(kit, canberra)) as bag:
        letter = Document(BytesIO(bag.read("cong-van.docx")))
        manifest = json.loads(bag.read("manifest.json"))
        table = list(csv.DictReader(StringIO(bag.read("manifest.csv").decode("utf-8-sig"))))
        premis = etree.fromstring(bag.read("premis.xml"))

    (item,) = manifest["items"]
    assert item["approver_roles"] == ["publisher"]
    assert item["source"]["revision"] == item["revision"]
    assert item["approved_at"]
    assert [row["sha256"] for row in table] == [file["sha256"] for file in manifest["files"]]
    assert {row["approver_roles"] for row in table} == {"publisher"}
    digests = premis.xpath("//p:object//p:messageDigest/text()", namespaces=PREMIS)
    assert digests == [file["sha256"] for file in manifest["files"]]
    approval, building = premis.xpath("//p:event", namespaces=PREMIS)
    assert len(approval.xpath("p:linkingObjectIdentifier", namespaces=PREMIS)) == len(manifest["files"])
    assert building.findtext("p:eventType", namespaces=PREMIS) == "packaging"
    assert manifest["withdrawn"] == []
    assert "Kính gửi: Canberra" in [paragraph.text for paragraph in letter.paragraphs]
    assert (round(letter.sections[0].left_margin.mm), round(letter.sections[0].right_margin.mm)) == (30, 15)
    assert "Độc lập - Tự do - Hạnh phúc" in letter.tables[0].rows[0].cells[1].text


def test_a_bag_is_valid_and_the_validator_finds_a_changed_and_a_missing_file(
    kit: Kit, seoul: Organisation, tmp_path: Path
) -> None:
    with open_zip(build(kit, seoul)) as bag:
        bag.extractall(tmp_path)
    assert find_faults(tmp_path) == []

    text = next(tmp_path.rglob("*.ko.txt"))
    text.write_bytes(b"")
    next(tmp_path.rglob("*.html")).rename(tmp_path / "data" / "x")

    assert {fault.rpartition(": ")[2] for fault in find_faults(tmp_path)} >= {
        "changed",
        "missing",
        "not in the manifest",
    }


def test_a_start_page_says_what_changed_and_finds_each_file_without_script(
    kit: Kit, seoul: Organisation, desk: Any, call: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from tests.approvals.factories import accept, edit, hand_in

    build(kit, seoul)
    with django_capture_on_commit_callbacks(execute=True):
        korean = call.get_translations().get(locale__language_code="ko").specific
        accept(hand_in(edit(korean, desk.translator, title="누가 기억합니까?"), desk.translator), desk.reviewer)

    with open_zip(build(kit, seoul)) as bag:
        page = bag.read("index.html").decode()
        names = set(bag.namelist())

    assert "<script" not in page
    assert page.count('data-change="changed"') == 2  # once in each of the two languages that Seoul reads
    assert 'class="choice by-role-script"' in page
    assert 'src="thumbnails/001.jpg"' in page and "thumbnails/001.jpg" in names
    assert "누가 기억합니까?" in page
