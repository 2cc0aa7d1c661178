"""The memory as TMX: what was approved goes out, what other tools have comes in and stays marked as such."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from translate.storage.tmx import tmxfile

from cms.files.xml_files import UNWRITABLE
from cms.segments.segment import Segment, SegmentKind
from cms.translation_memory import tmx
from cms.translation_memory.exchange import export_memory, import_memory, remove_import
from cms.translation_memory.lookup import find_exact, find_matches
from cms.translation_memory.models import MemoryImport
from cms.translation_memory.tmx import MemoryRefused, TmxUnit
from tests.approvals.factories import Desk
from tests.translation_desk.test_views import sign_in
from tests.translation_memory.test_lookup import CALL, CALL_KO, find, last_day, publish

__all__ = ["last_day"]  # a fixture

SENTENCE = "Anh nằm lại bên dòng suối không tên."
TMX = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="VI-VN"/><body>
<tu><tuv xml:lang="vi-VN"><seg>{SENTENCE}</seg></tuv>
<tuv xml:lang="ko_KR">
<seg>그는 <bpt i="1">&lt;b&gt;</bpt>이름 없는<ept i="1">&lt;/b&gt;</ept> 시냇가에 누워 있다.</seg></tuv></tu>
<tu><tuv xml:lang="vi"><seg>Chỉ có tiếng Pháp</seg></tuv><tuv xml:lang="fr"><seg>Français seulement</seg></tuv></tu>
</body></tmx>
"""
KOREAN = "그는 이름 없는 시냇가에 누워 있다."
letters = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: text.strip() == text and not UNWRITABLE.search(text) and "\r" not in text
)


def load(desk: Desk, data: str = TMX, language: str = "ko") -> int:
    return import_memory(data=data.encode(), name="old.tmx", language=language, by=desk.lead, at=timezone.now())


@given(pairs=st.dictionaries(letters, letters, min_size=1, max_size=6))
def test_written_memory_is_read_again_by_this_desk_and_by_others(pairs: dict[str, str]) -> None:
    units = tuple(TmxUnit(source, target) for source, target in pairs.items())

    data = b"".join(tmx.write(units, language="zh-hans"))

    assert tmx.read(data, language="zh-hans") == units
    theirs = tmxfile.parsestring(data).units
    assert [str(unit.source) for unit in theirs] == [unit.source for unit in units]


def test_memory_of_another_tool_is_read_without_its_codes() -> None:
    assert tmx.read(TMX.encode(), language="ko") == (TmxUnit(SENTENCE, KOREAN),)
    assert tmx.read(TMX.encode("utf-16"), language="ko") == (TmxUnit(SENTENCE, KOREAN),)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (TMX.replace("ko_KR", "de"), "The file has no text in the source language with a translation into 한국어."),
        (TMX.replace("<tmx ", "<tbx ").replace("</tmx>", "</tbx>"), "The file isn't TMX."),
        (TMX.replace('"tmx14.dtd"', '"x" [<!ENTITY a "b">]'), "The file declares entities or a document type"),
        (TMX[:300], "The file is damaged:"),
    ],
)
def test_file_that_is_no_memory_is_refused(data: str, text: str) -> None:
    with pytest.raises(MemoryRefused, match=text):
        tmx.read(data.encode(), language="ko")


def test_approved_translations_are_exported_and_others_are_not(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)
    load(desk)

    units = tmx.read(b"".join(export_memory(language="ko")), language="ko")

    assert TmxUnit(CALL, CALL_KO) in [TmxUnit(unit.source, unit.target) for unit in units]
    assert KOREAN not in {unit.target for unit in units}


def test_date_of_the_approval_is_exported() -> None:
    unit = TmxUnit("Một", "하나", datetime(2026, 11, 29, 8, 0, tzinfo=UTC))

    assert b'changedate="20261129T080000Z"' in b"".join(tmx.write([unit], language="ko"))


def test_imported_text_is_offered_as_imported_and_never_as_exact(desk: Desk) -> None:
    assert load(desk) == 1

    (match,) = find_matches(text=SENTENCE, kind=SegmentKind.TEXT, language="ko")

    assert (match.text, match.score, match.is_approved, match.is_exact) == (KOREAN, 99, False, False)
    assert (match.origin_title, match.approved_by) == ("old.tmx", str(desk.lead))
    assert find_exact(segments=[Segment("a", SegmentKind.TEXT, SENTENCE)], language="ko") == {}
    assert find_matches(text=SENTENCE, kind=SegmentKind.TEXT, language="fr") == []


def test_approved_text_comes_before_an_imported_one(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)
    load(desk, TMX.replace(SENTENCE, CALL))

    assert find(CALL) == [(100, CALL_KO), (99, KOREAN)]


def test_imported_memory_survives_a_rebuild_and_disappears_with_its_file(desk: Desk) -> None:
    load(desk)

    call_command("rebuild_memory")

    assert find(SENTENCE) == [(99, KOREAN)]
    remove_import(memory_import=MemoryImport.objects.get(), by=desk.lead)
    assert find(SENTENCE) == []


def test_only_those_who_edit_the_glossary_of_the_language_may_import(desk: Desk) -> None:
    with pytest.raises(PermissionDenied):
        import_memory(data=TMX.encode(), name="a.tmx", language="ko", by=desk.translator, at=timezone.now())
    assert not MemoryImport.objects.exists()


def test_memory_is_imported_shown_downloaded_and_removed_on_its_page(desk: Desk) -> None:
    lead, address = sign_in(desk.lead), reverse("desk_memory_files", args=["ko"])

    imported = lead.post(address, {"file": SimpleUploadedFile("old.tmx", TMX.encode())}, follow=True)

    assert "1 text was imported." in imported.content.decode() and "old.tmx" in imported.content.decode()
    file = lead.get(reverse("desk_memory_download", args=["ko"]))
    assert file["Content-Disposition"] == 'attachment; filename="memory-ko.tmx"'
    assert b"".join(file.streaming_content).endswith(b"</tmx>\n")
    remove = reverse("desk_memory_remove", args=[MemoryImport.objects.get().pk])
    assert sign_in(desk.translator).post(remove).url == reverse("wagtailadmin_home")
    lead.post(remove)
    assert not MemoryImport.objects.exists()


def test_faulty_memory_is_refused_on_its_page(desk: Desk) -> None:
    answer = sign_in(desk.lead).post(
        reverse("desk_memory_files", args=["ko"]), {"file": SimpleUploadedFile("old.tmx", TMX[:300].encode())}
    )

    assert answer.status_code == 422
    assert "old.tmx, line" in answer.content.decode() and not MemoryImport.objects.exists()
