"""States and notes of exchange files count on import, and changed segments are marked on export."""

from types import ModuleType
from typing import Any

import pytest

from cms.exchange import po, xliff, xliff2
from cms.exchange.archive import Format
from cms.exchange.documents import ExchangeRefused, UnitState
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation
from tests.exchange.documents_factory import make_document
from tests.exchange.test_exchange import change_and_import, export, make_translated_story, read_draft

CHANGED_TARGET = "새 이야기."


def read_unit(codec: ModuleType, *changes: tuple[str, str]) -> Any:
    """Return the first unit of a document in which these changes were made."""
    text = codec.write(make_document()).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return codec.read(text.encode(), file="a").units[0]


@pytest.mark.parametrize("state", ["new", "needs-translation", "needs-adaptation", "needs-l10n"])
def test_target_that_needs_translation_becomes_no_text(state: str) -> None:
    unit = read_unit(xliff, ("<target>제목", f'<target state="{state}">제목'))

    assert (unit.state, unit.target) == (UnitState.UNFINISHED, "")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (("<target>제목", '<target state="needs-review-translation">제목'), UnitState.NEEDS_REVIEW),
        (('<trans-unit id="title"', '<trans-unit approved="no" id="title"'), UnitState.NEEDS_REVIEW),
        (('<trans-unit id="title"', '<trans-unit approved="yes" id="title"'), UnitState.APPROVED),
        (("<target>제목", '<target state="translated">제목'), UnitState.TRANSLATED),
    ],
)
def test_state_and_approval_are_read_from_xliff(change: tuple[str, str], state: UnitState) -> None:
    unit = read_unit(xliff, change)

    assert (unit.state, unit.target) == (state, "제목")


@pytest.mark.parametrize(
    ("state", "expected", "target"),
    [
        ('state="initial"', UnitState.UNFINISHED, ""),
        ('state="translated" subState="desk:source-changed"', UnitState.NEEDS_REVIEW, "제목"),
        ('state="reviewed"', UnitState.APPROVED, "제목"),
        ("", UnitState.TRANSLATED, "제목"),
    ],
)
def test_state_is_read_from_xliff_2(state: str, expected: UnitState, target: str) -> None:
    unit = read_unit(xliff2, ('<segment state="translated">', f"<segment {state}>"))

    assert (unit.state, unit.target) == (expected, target)


@pytest.mark.parametrize(
    ("codec", "change"),
    [
        (xliff, ('<note from="desk">', '<note from="Hà">Sao lại thế?</note><note from="desk">')),
        (xliff2, ("<notes>\n<note category", "<notes>\n<note>Sao lại thế?</note><note category")),
        (po, ('msgctxt "title"', '# Sao lại thế?\nmsgctxt "title"')),
    ],
    ids=["xliff", "xliff2", "po"],
)
def test_notes_of_a_translator_are_read_and_those_of_the_desk_are_not(
    codec: ModuleType, change: tuple[str, str]
) -> None:
    if codec is xliff2:
        text = codec.write(make_document()).decode()
        place = text.index("<unit ")
        data = text[:place] + text[place:].replace(*change, 1)
        unit = codec.read(data.encode(), file="a").units[0]
    else:
        unit = read_unit(codec, change)

    assert unit.notes == ("Sao lại thế?",)
    assert codec.read(codec.write(make_document()), file="a").units[0].notes == ()


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-US", "en"),
        ("en_GB", "en"),
        ("zh-CN", "zh-hans"),
        ("zh_CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"),
        ("KO-kr", "ko"),
        ("es-419", "es"),
    ],
)
@pytest.mark.parametrize("codec", [xliff, xliff2, po], ids=["xliff", "xliff2", "po"])
def test_language_is_understood_as_tools_write_it(codec: ModuleType, tag: str, language: str) -> None:
    text = codec.write(make_document(language=language)).decode()
    ours = {"zh-hans": "zh_Hans" if codec is po else "zh-Hans"}.get(language, language)
    written = {xliff: 'target-language="{}"', xliff2: 'trgLang="{}"', po: "Language: {}"}[codec]

    changed = text.replace(written.format(ours), written.format(tag)).replace(
        'source-language="vi"', 'source-language="vi-VN"'
    )

    assert changed != text
    assert codec.read(changed.encode(), file="a").language == language


@pytest.mark.parametrize("tag", ["zh-TW", "zh_Hant", "zh-HK", "de", "vi", ""])
def test_language_that_the_desk_does_not_have_is_refused(tag: str) -> None:
    text = xliff.write(make_document(language="zh-hans")).decode().replace('="zh-Hans"', f'="{tag}"')

    with pytest.raises(ExchangeRefused, match="isn't a translation from the source language"):
        xliff.read(text.encode(), file="a")


@pytest.mark.parametrize(
    ("codec", "change"),
    [
        (xliff, ("<target>제목", '<target><ph id="1"/>제목')),
        (xliff, ("<target>제목", '<target><ph id="1"> </ph>제목')),
        (xliff2, ("<target>제목", '<target><ph id="1"/>제목')),
        (xliff2, ("<target>제목", '<target><ph id="1" dataRef="d9"/>제목')),
    ],
)
def test_emptied_placeholder_is_refused(codec: ModuleType, change: tuple[str, str]) -> None:
    with pytest.raises(ExchangeRefused, match="A tool has replaced an inline code"):
        read_unit(codec, change)


def test_segments_that_a_tool_made_of_a_unit_are_read_as_one_text() -> None:
    unit = read_unit(
        xliff2,
        ("<source>Tựa đề</source>", "<source>Tựa</source>"),
        (
            "<target>제목</target>\n</segment>",
            "<target>새</target></segment><ignorable><source> </source></ignorable>"
            '<segment state="translated"><source>đề</source><target><mrk id="m1">제목</mrk></target></segment>',
        ),
    )

    assert (unit.source, unit.target) == ("Tựa đề", "새 제목")


def test_text_marked_as_unfinished_is_not_imported_and_is_named(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    change = ("<target>이야기.", f'<target state="needs-translation">{CHANGED_TARGET}')

    outcome = change_and_import(export(story), desk.translator, change, ("메모.", "새 메모."))

    assert read_draft(korean)["summary"] == "이야기."
    assert outcome.plans[0].unfinished == ["Summary"]
    assert list(outcome.plans[0].texts.values()) == ["새 메모."]


def test_text_marked_as_unreviewed_is_imported_and_is_named(desk: Desk) -> None:
    story, korean = make_translated_story(desk)
    change = ("<target>이야기.", f'<target state="needs-review-translation">{CHANGED_TARGET}')

    outcome = change_and_import(export(story), desk.translator, change)

    assert read_draft(korean)["summary"] == CHANGED_TARGET
    assert outcome.plans[0].unreviewed == ["Summary"]


@pytest.mark.parametrize("file_format", list(Format))
def test_fact_that_a_file_lost_is_named(desk: Desk, file_format: Format) -> None:
    story, _korean = make_translated_story(desk)
    lost = {
        Format.XLIFF: ('전화: <ph id="2">[[hotline]]</ph>.', "전화: ."),
        Format.XLIFF_2: ('전화: <ph id="3" dataRef="d5" disp="[[hotline]]" canDelete="no"/>.', "전화: ."),
        Format.PO: ("전화: [[hotline]].", "전화: ."),
    }[file_format]

    outcome = change_and_import(export(story, file_format), desk.translator, lost)

    assert [missing.token for missing in outcome.plans[0].missing_facts] == ["[[hotline]]"]


def make_changed_story(desk: Desk, *, level: str = "substantive") -> Any:
    """Return a story whose summary was changed after its translation into Korean was approved."""
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="이야기.")
    accept(hand_in(korean, desk.translator), desk.reviewer)
    edit(story, desk.editor, summary="Một câu chuyện khác.")
    accept(hand_in(story, desk.editor), desk.publisher, change_level=level)
    return story


@pytest.mark.parametrize(
    ("file_format", "marks"),
    [
        (
            Format.XLIFF,
            [
                '<target state="needs-review-translation">이야기.</target>',
                '<alt-trans alttranstype="previous-version">\n<source>Một câu chuyện.</source>',
                "Before, it was: Một câu chuyện.",
                'approved="yes"',
            ],
        ),
        (
            Format.XLIFF_2,
            [
                '<segment state="translated" subState="desk:source-changed">',
                "Before, it was: Một câu chuyện.",
                '"final"',
            ],
        ),
        (Format.PO, ['#, fuzzy\n#| msgid "Một câu chuyện."\nmsgctxt "summary"']),
    ],
)
def test_changed_segments_are_marked_on_export_with_the_earlier_source(
    desk: Desk, file_format: Format, marks: list[str]
) -> None:
    story = make_changed_story(desk)

    text = export(story, file_format).data.decode()

    assert [mark for mark in marks if mark not in text] == []
    assert text.count("Before, it was") == (file_format != Format.PO)


@pytest.mark.parametrize("file_format", list(Format))
def test_segment_that_was_rewritten_since_is_not_marked(desk: Desk, file_format: Format) -> None:
    story = make_changed_story(desk)
    change_and_import(
        export(story), desk.translator, (">이야기.</target>\n<note", f">{CHANGED_TARGET}</target>\n<note")
    )

    text = export(story, file_format).data.decode()

    assert "needs-review" not in text and "source-changed" not in text and "fuzzy" not in text


@pytest.mark.parametrize("file_format", list(Format))
def test_editorial_change_is_not_marked(desk: Desk, file_format: Format) -> None:
    story = make_changed_story(desk, level="editorial")

    text = export(story, file_format).data.decode()

    assert "needs-review" not in text and "source-changed" not in text and "fuzzy" not in text
