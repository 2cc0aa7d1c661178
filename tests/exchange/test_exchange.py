"""From the desk out and back: drafts only, whole or not at all, and never over another's text in silence."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from wagtail.models import Revision

from cms.approvals.translation_drafts import find_translation
from cms.exchange import xliff
from cms.exchange.archive import Format
from cms.exchange.documents import UNWRITABLE, ExchangeRefused
from cms.exchange.exporting import MAX_DOCUMENTS, Parcel, send_out
from cms.exchange.importing import Outcome, Reason, take_back
from cms.facts.models import Fact
from cms.films.models import FilmPage
from cms.segments.page_segments import extract, get_texts
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


def make_pair(desk: Desk, **source: Any) -> tuple[Any, Any]:
    """An approved story and its Korean draft."""
    if not Fact.objects.filter(key="hotline").exists():
        FactFactory(key="hotline", value="0965001222")
    story = make_source(desk.editor, body=json.dumps(BODY), **source)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(
        story, "ko", desk.translator, title="돌아온 병사", summary="이야기.", body=json.dumps(KOREAN_BODY)
    )
    return story, korean


def export(story: Any, file_format: Format = Format.XLIFF, language: str = "ko") -> Parcel:
    return send_out(work=[(story.translation_key, language)], file_format=file_format)


def bring(parcel: Parcel, by: Any, *changes: tuple[str, str], **more: Any) -> Outcome:
    text = parcel.data.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return take_back(name=parcel.name, data=text.encode(), by=by, **more)


def read_draft(page: Any) -> dict[str, str]:
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    return {segment.path: segment.text for segment in get_texts(extract(draft))}


@FORMATS
def test_unchanged_out_and_in_saves_nothing(desk: Desk, file_format: Format) -> None:
    story, _korean = make_pair(desk)
    before = Revision.objects.count()

    outcome = bring(export(story, file_format), desk.translator)

    assert not outcome.taken and not outcome.has_conflicts
    assert Revision.objects.count() == before


@FORMATS
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, korean=bodies, text=words)
def test_every_generated_page_comes_back_identical(
    desk: Desk, file_format: Format, body: list[dict[str, Any]], korean: list[dict[str, Any]], text: str
) -> None:
    if UNWRITABLE.search(json.dumps([body, korean, text], ensure_ascii=False)):
        return
    story = make_source(desk.editor, title="Nguồn", summary=text, body=json.dumps(body))
    page = make_translation(story, "ko", desk.translator, title="번역", summary=text, body=json.dumps(korean))
    before = read_draft(page)

    outcome = bring(export(story, file_format), desk.translator)

    assert not outcome.taken and not outcome.has_conflicts
    assert read_draft(page) == before


@FORMATS
def test_what_was_translated_becomes_a_draft_and_isnt_live(desk: Desk, file_format: Format) -> None:
    story, korean = make_pair(desk)

    outcome = bring(export(story, file_format), desk.translator, ("이야기.", "새 이야기."))

    page = StoryPage.objects.get(pk=korean.pk)
    assert outcome.taken and [len(plan.texts) for plan in outcome.plans] == [1]
    assert read_draft(korean) == {**read_draft(page), "summary": "새 이야기.", "title": "돌아온 병사"}
    assert page.latest_revision.user == desk.translator
    assert not page.live


@FORMATS
def test_a_missing_translation_is_begun_by_what_comes_back(desk: Desk, file_format: Format) -> None:
    story = make_source(desk.editor)
    parcel = export(story, file_format)
    empty = {Format.XLIFF: "Một câu chuyện.</source>", Format.PO: 'msgid "Một câu chuyện."\nmsgstr ""'}
    full = {
        Format.XLIFF: "Một câu chuyện.</source><target>이야기.</target>",
        Format.PO: 'msgid "Một câu chuyện."\nmsgstr "이야기."',
    }
    assert find_translation(story.translation_key, "ko") is None

    bring(parcel, desk.translator, (empty[file_format], full[file_format]))

    page = find_translation(story.translation_key, "ko")
    assert page is not None and not page.live
    assert read_draft(page)["summary"] == "이야기."


def test_an_untouched_file_begins_no_translation(desk: Desk) -> None:
    story = make_source(desk.editor)

    bring(export(story), desk.translator)

    assert find_translation(story.translation_key, "ko") is None


@FORMATS
def test_a_segment_whose_source_changed_is_a_conflict_and_nothing_is_taken(desk: Desk, file_format: Format) -> None:
    story, korean = make_pair(desk)
    parcel = export(story, file_format)
    edit(story, desk.editor, summary="Câu chuyện khác.")
    accept(hand_in(story, desk.editor), desk.publisher)
    before = read_draft(korean)

    outcome = bring(parcel, desk.translator, ("이야기.", "새 이야기."), ("메모.", "새 메모."))

    [conflict] = outcome.plans[0].conflicts
    assert (conflict.reason, conflict.source_then, conflict.source_now) == (
        Reason.SOURCE_CHANGED,
        "Một câu chuyện.",
        "Câu chuyện khác.",
    )
    assert (conflict.text, conflict.text_now) == ("새 이야기.", "이야기.")
    assert not outcome.taken and read_draft(korean) == before


def test_the_rest_is_taken_if_the_person_asks_for_it(desk: Desk) -> None:
    story, korean = make_pair(desk)
    parcel = export(story)
    edit(korean, desk.reviewer, summary="다른 글.")

    outcome = bring(parcel, desk.translator, ("이야기.", "새 이야기."), ("메모.", "새 메모."), leave_conflicts=True)

    assert [conflict.reason for conflict in outcome.plans[0].conflicts] == [Reason.TRANSLATION_CHANGED]
    assert outcome.taken
    assert {"summary": "다른 글.", "body.n.text": "새 메모."}.items() <= read_draft(korean).items()


def test_anothers_change_elsewhere_stays_and_is_no_conflict(desk: Desk) -> None:
    story, korean = make_pair(desk)
    parcel = export(story)
    edit(korean, desk.reviewer, summary="다른 글.")

    outcome = bring(parcel, desk.translator, ("메모.", "새 메모."))

    assert outcome.taken and not outcome.has_conflicts
    assert {"summary": "다른 글.", "body.n.text": "새 메모."}.items() <= read_draft(korean).items()


def test_a_segment_gone_from_the_source_is_a_conflict(desk: Desk) -> None:
    story, _korean = make_pair(desk)
    parcel = export(story)
    edit(story, desk.editor, body=json.dumps(BODY[:1]))
    accept(hand_in(story, desk.editor), desk.publisher)

    outcome = bring(parcel, desk.translator, ("메모.", "새 메모."))

    assert [conflict.reason for conflict in outcome.plans[0].conflicts] == [Reason.SEGMENT_GONE]


def test_an_emptied_text_stays_as_it_stands(desk: Desk) -> None:
    story, korean = make_pair(desk)

    outcome = bring(export(story), desk.translator, ("<target>이야기.</target>", "<target/>"))

    assert outcome.plans[0].left == 1
    assert read_draft(korean)["summary"] == "이야기."


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("전화: ", "<script>alert(1)</script>", "The mark <script> isn't in the source."),
        ("전화: ", "<b onclick='a()'>전화</b>", "The mark <b onclick='a()'> isn't in the source."),
        ("전화: ", "<a href='javascript:a()'>전화</a>", "The mark <a href='javascript:a()'> isn't in the source."),
        ("전화: ", "<!-- a -->", "The signs < and > are written &lt; and &gt; in this text."),
        ("전화: ", "전화<b>", "The mark </p> closes what isn't open."),
        ("전화: [[hotline]].</p>", "전화: [[hotline]].", "The mark <p> isn't closed."),
        ("<p>전화: ", "전화<p>", "A part of this text stands outside its paragraphs."),
        ("돌아온 병사", "돌" * 256, "The text is longer than 255 characters."),
        ("돌아온 병사", "돌아온\\n병사", "This text has to stand on one line."),
    ],
)
def test_a_text_that_the_desks_own_form_would_not_let_in_is_refused_by_line(
    desk: Desk, old: str, new: str, text: str
) -> None:
    story, korean = make_pair(desk)
    before = read_draft(korean)

    with pytest.raises(ExchangeRefused) as refused:
        bring(export(story, Format.PO), desk.translator, (old, new), ("메모.", "새 메모."))

    assert [fault.text for fault in refused.value.faults] == [text]
    assert refused.value.faults[0].line > 1
    assert read_draft(korean) == before


def test_a_link_of_the_source_may_be_used(desk: Desk) -> None:
    story, korean = make_pair(desk)
    link = '<a href=\\"https://example.org/\\">여기</a> <b>전화</b>: '

    bring(export(story, Format.PO), desk.translator, ("전화: ", link))

    assert '<a href="https://example.org/">여기</a> <b>전화</b>' in read_draft(korean)["body.p.text"]


def test_a_subtitle_that_would_break_its_cue_is_refused(desk: Desk) -> None:
    track = "WEBVTT\n\n00:01.000 --> 00:02.000\nXin chào\n"
    film = make_source(desk.editor, FilmPage, subtitles=track)
    parcel = export(film)

    with pytest.raises(ExchangeRefused, match="A subtitle can't contain “-->”"):
        bring(parcel, desk.translator, ("Xin chào</source>", "Xin chào</source><target>00:01.000 --&gt; 2</target>"))


def test_a_file_of_an_item_that_isnt_here_is_refused(desk: Desk) -> None:
    data = xliff.write(make_document())

    with pytest.raises(ExchangeRefused, match="an item that this desk doesn't have"):
        take_back(name="a.xlf", data=data, by=desk.translator)


def test_nobody_brings_in_a_language_that_isnt_theirs(desk: Desk) -> None:
    story, _korean = make_pair(desk)

    for person in (desk.editor, desk.lead, make_person(Role.TRANSLATOR, "fr"), UserFactory()):
        with pytest.raises(PermissionDenied):
            bring(export(story), person, ("이야기.", "새 이야기."))


@FORMATS
def test_a_zip_of_many_goes_out_and_comes_back(desk: Desk, file_format: Format) -> None:
    stories = [make_pair(desk, title=f"Chuyện {number}")[0] for number in range(2)]
    work = [(story.translation_key, language) for story in stories for language in ("ko", "fr")]
    parcel = send_out(work=work, file_format=file_format)

    outcome = take_back(name=parcel.name, data=parcel.data, by=desk.superuser)

    assert parcel.data == send_out(work=work, file_format=file_format).data
    assert len(outcome.plans) == 4 and not outcome.taken


def pack(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return packed.getvalue()


def test_one_bad_file_in_a_zip_leaves_all_as_they_were(desk: Desk) -> None:
    story, korean = make_pair(desk)
    good = export(story).data.decode().replace("이야기.", "새 이야기.").encode()

    with pytest.raises(ExchangeRefused) as refused:
        take_back(name="a.zip", data=pack(("ko/a.xlf", good), ("ko/b.xlf", good[:500])), by=desk.translator)

    assert {fault.file for fault in refused.value.faults} == {"ko/b.xlf"}
    assert read_draft(korean)["summary"] == "이야기."


def test_what_a_computer_leaves_in_a_zip_is_passed_over(desk: Desk) -> None:
    story, _korean = make_pair(desk)

    outcome = take_back(
        name="A.ZIP", data=pack(("a.xlf", export(story).data), ("__MACOSX/._a.xlf", b"\0")), by=desk.translator
    )

    assert len(outcome.plans) == 1


def make_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("a.xlf")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return packed.getvalue()


def lie_about_size(data: bytes) -> bytes:
    """Give the one member a size of ten bytes, in both of the archive's places."""
    size = (40_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (pack(("../../a.xlf", b"a")), "A name in the ZIP leads out of it."),
        (pack(("/a.xlf", b"a")), "A name in the ZIP leads out of it."),
        (pack(("C:\\a.xlf", b"a")), "A name in the ZIP leads out of it."),
        (make_link(), "A name in the ZIP leads out of it."),
        (pack(("a.xlf", b"\0" * 40_000_000)), "The ZIP unpacks to more than the desk takes."),
        (pack(("a.xlf", b" " * 4_000_000)), "The ZIP unpacks to more than the desk takes."),
        (lie_about_size(pack(("a.xlf", b"\0" * 40_000_000))), "The ZIP is damaged."),
        (pack(*[(f"{number}.xlf", b"") for number in range(501)]), "The ZIP holds more than 500 files."),
        (
            pack(("inner.zip", pack(("a.xlf", b"a")))),
            "Only files ending in .xlf, .xliff or .po, and a ZIP of them, are taken.",
        ),
        (pack(("a.exe", b"a")), "Only files ending in .xlf, .xliff or .po, and a ZIP of them, are taken."),
        (pack(), "The ZIP holds no file."),
        (pack(("a.xlf", b"abcdef"))[:-10], "The ZIP is damaged."),
        (b"PK", "The ZIP is damaged."),
    ],
)
def test_a_hostile_zip_is_refused(desk: Desk, data: bytes, text: str) -> None:
    with pytest.raises(ExchangeRefused) as refused:
        take_back(name="a.zip", data=data, by=desk.translator)

    assert [fault.text for fault in refused.value.faults] == [text]


def test_the_same_item_twice_in_a_zip_is_refused(desk: Desk) -> None:
    story, _korean = make_pair(desk)
    data = pack(("a.xlf", export(story).data), ("a.po", export(story, Format.PO).data))

    with pytest.raises(ExchangeRefused, match="Two files hold the same item in the same language"):
        take_back(name="a.zip", data=data, by=desk.translator)


def test_what_no_file_can_carry_is_refused_when_it_goes_out(desk: Desk) -> None:
    story = make_source(desk.editor, summary="a\x0bb")

    with pytest.raises(ExchangeRefused, match="holds a control character in “Summary”"):
        export(story)


def test_too_much_at_once_is_refused_when_it_goes_out(desk: Desk) -> None:
    story = make_source(desk.editor)

    with pytest.raises(ExchangeRefused, match="at most 300 go out"):
        send_out(work=[(story.translation_key, str(n)) for n in range(MAX_DOCUMENTS + 1)], file_format=Format.PO)
    with pytest.raises(ExchangeRefused, match="at least one"):
        send_out(work=[], file_format=Format.PO)
