"""Export and import of translations: as drafts only, as a whole, and without overwriting changes made at the desk."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from wagtail.models import Revision

from cms.approvals.translation_drafts import find_translation
from cms.exchange import exporting, xliff
from cms.exchange.archive import Format
from cms.exchange.documents import ExchangeRefused
from cms.exchange.exporting import MAX_DOCUMENTS, ExportFile
from cms.exchange.importing import ConflictReason, ImportOutcome, import_file
from cms.facts.models import Fact
from cms.files.xml_files import UNWRITABLE
from cms.films.models import FilmPage
from cms.segments.page_segments import extract
from cms.segments.segment import get_texts
from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, edit, hand_in, make_person, make_source, make_translation
from tests.exchange.documents_factory import make_document
from tests.factories import FactFactory, UserFactory
from tests.segments.generated import bodies, words

FORMATS = pytest.mark.parametrize("file_format", list(Format))
BODY = [
    {
        "type": "paragraph",
        "id": "p",
        "value": {"text": '<p>Gọi <a href="https://example.org/">đây</a>: [[hotline]].</p>'},
    },
    {"type": "note", "id": "n", "value": {"text": "Một ghi chú."}},
]
KOREAN_BODY = [
    {"type": "paragraph", "id": "p", "value": {"text": "<p>전화: [[hotline]].</p>"}},
    {"type": "note", "id": "n", "value": {"text": "메모."}},
]


def make_translated_story(desk: Desk, **source: Any) -> tuple[Any, Any]:
    """Return an approved story and its Korean draft."""
    if not Fact.objects.filter(key="hotline").exists():
        FactFactory(key="hotline", value="+84965001222")
    story = make_source(desk.editor, body=json.dumps(BODY), **source)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(
        story, "ko", desk.translator, title="돌아온 병사", summary="이야기.", body=json.dumps(KOREAN_BODY)
    )
    return story, korean


def export(story: Any, file_format: Format = Format.XLIFF, language: str = "ko") -> ExportFile:
    return exporting.export(work=[(story.translation_key, language)], file_format=file_format)


def change_and_import(exported: ExportFile, by: Any, *changes: tuple[str, str], **more: Any) -> ImportOutcome:
    text = exported.data.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return import_file(name=exported.name, data=text.encode(), by=by, **more)


def read_draft(page: Any) -> dict[str, str]:
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    return {segment.path: segment.text for segment in get_texts(extract(draft))}


@FORMATS
def test_importing_an_unchanged_file_saves_nothing(desk: Desk, file_format: Format) -> None:
    story, _korean = make_translated_story(desk)
    before = Revision.objects.count()

    outcome = change_and_import(export(story, file_format), desk.translator)

    assert not outcome.is_saved and not outcome.has_conflicts
    assert Revision.objects.count() == before


@FORMATS
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, korean=bodies, text=words)
def test_every_generated_page_is_exported_and_imported_unchanged(
    desk: Desk, file_format: Format, body: list[dict[str, Any]], korean: list[dict[str, Any]], text: str
) -> None:
    if UNWRITABLE.search(json.dumps([body, korean, text], ensure_ascii=False)):
        return
    story = make_source(desk.editor, title="Nguồn", summary=text, body=json.dumps(body))
    page = make_translation(story, "ko", desk.translator, title="번역", summary=text, body=json.dumps(korean))
    before = read_draft(page)

    outcome = change_and_import(export(story, file_format), desk.translator)

    assert not outcome.is_saved and not outcome.has_conflicts
    assert read_draft(page) == before


@FORMATS
def test_translated_text_becomes_a_draft_and_is_not_live(desk: Desk, file_format: Format) -> None:
    story, korean = make_translated_story(desk)

    outcome = change_and_import(export(story, file_format), desk.translator, ("이야기.", "새 이야기."))

    page = StoryPage.objects.get(pk=korean.pk)
    assert outcome.is_saved and [len(plan.texts) for plan in outcome.plans] == [1]
    assert read_draft(korean) == {**read_draft(page), "summary": "새 이야기.", "title": "돌아온 병사"}
    assert page.latest_revision.user == desk.translator
    assert not page.live


@FORMATS
def test_import_starts_a_missing_translation(desk: Desk, file_format: Format) -> None:
    story = make_source(desk.editor)
    exported = export(story, file_format)
    empty = {
        Format.XLIFF: "Một câu chuyện.</source>",
        Format.XLIFF_2: "Một câu chuyện.</source>",
        Format.PO: 'msgid "Một câu chuyện."\nmsgstr ""',
    }
    full = {
        Format.XLIFF: "Một câu chuyện.</source><target>이야기.</target>",
        Format.XLIFF_2: "Một câu chuyện.</source><target>이야기.</target>",
        Format.PO: 'msgid "Một câu chuyện."\nmsgstr "이야기."',
    }
    assert find_translation(story.translation_key, "ko") is None

    change_and_import(exported, desk.translator, (empty[file_format], full[file_format]))

    page = find_translation(story.translation_key, "ko")
    assert page is not None and not page.live
    assert read_draft(page)["summary"] == "이야기."


def test_unchanged_file_starts_no_translation(desk: Desk) -> None:
    story = make_source(desk.editor)

    change_and_import(export(story), desk.translator)

    assert find_translation(story.translation_key, "ko") is None


@FORMATS
def test_segment_whose_source_changed_is_a_conflict_and_nothing_is_imported(desk: Desk, file_format: Format) -> None:
    story, korean = make_translated_story(desk)
    exported = export(story, file_format)
    edit(story, desk.editor, summary="Câu chuyện khác.")
    accept(hand_in(story, desk.editor), desk.publisher)
    before = read_draft(korean)

    outcome = change_and_import(exported, desk.translator, ("이야기.", "새 이야기."), ("메모.", "새 메모."))

    [conflict] = outcome.plans[0].conflicts
    assert (conflict.reason, conflict.source_exported, conflict.source_current) == (
        ConflictReason.SOURCE_CHANGED,
        "Một câu chuyện.",
        "Câu chuyện khác.",
    )
    assert (conflict.text, conflict.text_current) == ("새 이야기.", "이야기.")
    assert not outcome.is_saved and read_draft(korean) == before


def test_rest_is_imported_if_conflicts_are_skipped(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    exported = export(story)
    edit(korean, desk.reviewer, summary="다른 글.")

    outcome = change_and_import(
        exported, desk.translator, ("이야기.", "새 이야기."), ("메모.", "새 메모."), skip_conflicts=True
    )

    assert [conflict.reason for conflict in outcome.plans[0].conflicts] == [ConflictReason.TRANSLATION_CHANGED]
    assert outcome.is_saved
    assert {"summary": "다른 글.", "body.n.text": "새 메모."}.items() <= read_draft(korean).items()


def test_change_of_another_segment_at_the_desk_stays_and_is_no_conflict(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    exported = export(story)
    edit(korean, desk.reviewer, summary="다른 글.")

    outcome = change_and_import(exported, desk.translator, ("메모.", "새 메모."))

    assert outcome.is_saved and not outcome.has_conflicts
    assert {"summary": "다른 글.", "body.n.text": "새 메모."}.items() <= read_draft(korean).items()


def test_segment_removed_from_the_source_is_a_conflict(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)
    exported = export(story)
    edit(story, desk.editor, body=json.dumps(BODY[:1]))
    accept(hand_in(story, desk.editor), desk.publisher)

    outcome = change_and_import(exported, desk.translator, ("메모.", "새 메모."))

    assert [conflict.reason for conflict in outcome.plans[0].conflicts] == [ConflictReason.SEGMENT_GONE]


def test_text_that_is_empty_in_the_file_stays_unchanged(desk: Desk) -> None:
    story, korean = make_translated_story(desk)

    outcome = change_and_import(export(story), desk.translator, ("<target>이야기.</target>", "<target/>"))

    assert outcome.plans[0].skipped == 1
    assert read_draft(korean)["summary"] == "이야기."


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("전화: ", "<script>alert(1)</script>", "The tag <script> isn't in the source."),
        ("전화: ", "<b onclick='a()'>전화</b>", "The tag <b onclick='a()'> isn't in the source."),
        ("전화: ", "<a href='javascript:a()'>전화</a>", "The tag <a href='javascript:a()'> isn't in the source."),
        ("전화: ", "<!-- a -->", "The characters < and > are written &lt; and &gt; in this text."),
        ("전화: ", "전화<b>", "The tag </p> closes a tag that isn't open."),
        ("전화: [[hotline]].</p>", "전화: [[hotline]].", "The tag <p> isn't closed."),
        ("<p>전화: ", "전화<p>", "A part of this text is outside its paragraphs."),
        ("돌아온 병사", "돌" * 256, "The text is longer than 255 characters."),
        ("돌아온 병사", "돌아온\\n병사", "This text must be on one line."),
    ],
)
def test_text_that_the_desks_own_form_would_refuse_is_refused_by_line(
    desk: Desk, old: str, new: str, text: str
) -> None:
    story, korean = make_translated_story(desk)
    before = read_draft(korean)

    with pytest.raises(ExchangeRefused) as refused:
        change_and_import(export(story, Format.PO), desk.translator, (old, new), ("메모.", "새 메모."))

    assert [fault.text for fault in refused.value.faults] == [text]
    assert refused.value.faults[0].line > 1
    assert read_draft(korean) == before


def test_link_of_the_source_may_be_used(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    link = '<a href=\\"https://example.org/\\">여기</a> <b>전화</b>: '

    change_and_import(export(story, Format.PO), desk.translator, ("전화: ", link))

    assert '<a href="https://example.org/">여기</a> <b>전화</b>' in read_draft(korean)["body.p.text"]


def test_subtitle_that_would_break_its_cue_is_refused(desk: Desk) -> None:
    track = "WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n"
    film = make_source(desk.editor, FilmPage, subtitles=track)
    exported = export(film)

    with pytest.raises(ExchangeRefused, match="A subtitle can't contain “-->”"):
        change_and_import(
            exported, desk.translator, ("Xin chào</source>", "Xin chào</source><target>00:01.000 --&gt; 2</target>")
        )


def test_file_of_an_unknown_item_is_refused(desk: Desk) -> None:
    data = xliff.write(make_document())

    with pytest.raises(ExchangeRefused, match="an item that this desk doesn't have"):
        import_file(name="a.xlf", data=data, by=desk.translator)


def test_only_translators_of_the_language_may_import(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)

    for user in (desk.editor, desk.lead, make_person(Role.TRANSLATOR, "fr"), UserFactory()):
        with pytest.raises(PermissionDenied):
            change_and_import(export(story), user, ("이야기.", "새 이야기."))


@FORMATS
def test_zip_of_many_items_is_exported_and_imported(desk: Desk, file_format: Format) -> None:
    stories = [make_translated_story(desk, title=f"Chuyện {number}")[0] for number in range(2)]
    work = [(story.translation_key, language) for story in stories for language in ("ko", "fr")]
    exported = exporting.export(work=work, file_format=file_format)

    outcome = import_file(name=exported.name, data=exported.data, by=desk.superuser)

    assert exported.data == exporting.export(work=work, file_format=file_format).data
    assert len(outcome.plans) == 4 and not outcome.is_saved


def pack(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def test_one_damaged_file_in_a_zip_prevents_the_import_of_all(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    good = export(story).data.decode().replace("이야기.", "새 이야기.").encode()

    with pytest.raises(ExchangeRefused) as refused:
        import_file(name="a.zip", data=pack(("ko/a.xlf", good), ("ko/b.xlf", good[:500])), by=desk.translator)

    assert {fault.file for fault in refused.value.faults} == {"ko/b.xlf"}
    assert read_draft(korean)["summary"] == "이야기."


def test_system_files_in_a_zip_are_ignored(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)

    outcome = import_file(
        name="A.ZIP", data=pack(("a.xlf", export(story).data), ("__MACOSX/._a.xlf", b"\0")), by=desk.translator
    )

    assert len(outcome.plans) == 1


def make_symlink() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("a.xlf")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return packed.getvalue()


def declare_wrong_size(data: bytes) -> bytes:
    """Declare a size of ten bytes for the only member, in both places of the archive."""
    size = (40_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (pack(("../../a.xlf", b"a")), "The ZIP contains a path outside the archive."),
        (pack(("/a.xlf", b"a")), "The ZIP contains a path outside the archive."),
        (pack(("C:\\a.xlf", b"a")), "The ZIP contains a path outside the archive."),
        (make_symlink(), "The ZIP contains a path outside the archive."),
        (pack(("a.xlf", b"\0" * 40_000_000)), "The ZIP is too large when it is unpacked."),
        (pack(("a.xlf", b" " * 4_000_000)), "The ZIP is too large when it is unpacked."),
        (declare_wrong_size(pack(("a.xlf", b"\0" * 40_000_000))), "The ZIP is damaged."),
        (pack(*[(f"{number}.xlf", b"") for number in range(501)]), "The ZIP contains more than 500 files."),
        (
            pack(("inner.zip", pack(("a.xlf", b"a")))),
            "Only .xlf, .xliff and .po files, or a ZIP of them, can be imported.",
        ),
        (pack(("a.exe", b"a")), "Only .xlf, .xliff and .po files, or a ZIP of them, can be imported."),
        (pack(), "The ZIP contains no files."),
        (pack(("a.xlf", b"abcdef"))[:-10], "The ZIP is damaged."),
        (b"PK", "The ZIP is damaged."),
    ],
)
def test_malicious_zip_is_refused(desk: Desk, data: bytes, text: str) -> None:
    with pytest.raises(ExchangeRefused) as refused:
        import_file(name="a.zip", data=data, by=desk.translator)

    assert [fault.text for fault in refused.value.faults] == [text]


def test_same_item_twice_in_a_zip_is_refused(desk: Desk) -> None:
    story, _korean = make_translated_story(desk)
    data = pack(("a.xlf", export(story).data), ("a.po", export(story, Format.PO).data))

    with pytest.raises(ExchangeRefused, match="Two files contain the same item in the same language"):
        import_file(name="a.zip", data=data, by=desk.translator)


def test_control_character_is_refused_on_export(desk: Desk) -> None:
    story = make_source(desk.editor)
    edit(story, desk.editor, summary="a\x0bb")  # as a revision from before texts were cleaned may have it

    with pytest.raises(ExchangeRefused, match="contains a control character in “Summary”"):
        export(story)


def test_export_of_too_many_texts_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor)

    with pytest.raises(ExchangeRefused, match="A file can have at most 300"):
        exporting.export(
            work=[(story.translation_key, str(n)) for n in range(MAX_DOCUMENTS + 1)], file_format=Format.PO
        )
    with pytest.raises(ExchangeRefused, match="at least one"):
        exporting.export(work=[], file_format=Format.PO)
