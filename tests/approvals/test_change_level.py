"""The level of a source's change decides which translations stay approved and what their readers see."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.approvals.change_level import ChangeLevelRefused
from cms.approvals.models import Approval, ChangeLevel
from cms.approvals.reader_notice import find_followed
from cms.approvals.staleness import SourceVersion, is_up_to_date
from cms.approvals.status import Status, get_statuses
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation

SUBSTANTIVE, EDITORIAL, MAJOR = ChangeLevel.SUBSTANTIVE, ChangeLevel.EDITORIAL, ChangeLevel.MAJOR
FIRST_DAY = datetime(2026, 8, 3, 9, tzinfo=UTC)


def make_chain(*changes: tuple[str, ChangeLevel], awaiting: bool = False) -> list[SourceVersion]:
    """Return the versions of a source, the last one in force; while it awaits its time, so is the one before it."""
    days = [FIRST_DAY + timedelta(days=day) for day in range(len(changes))]
    waits = [awaiting and place == len(changes) - 1 for place in range(len(changes))]
    return [
        SourceVersion(text, change_level, day, None if wait else day, place >= len(changes) - 1 - awaiting)
        for place, ((text, change_level), day, wait) in enumerate(zip(changes, days, waits, strict=True))
    ]


@pytest.mark.parametrize(
    ("chain", "is_current", "has_notice"),
    [
        (make_chain(("a", SUBSTANTIVE)), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", SUBSTANTIVE)), False, False),
        (make_chain(("a", SUBSTANTIVE), ("b", EDITORIAL)), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", MAJOR)), False, True),
        (make_chain(("a", SUBSTANTIVE), ("b", EDITORIAL), ("c", EDITORIAL)), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", SUBSTANTIVE), ("c", EDITORIAL)), False, False),
        (make_chain(("a", SUBSTANTIVE), ("b", EDITORIAL), ("c", SUBSTANTIVE)), False, False),
        (make_chain(("a", SUBSTANTIVE), ("b", MAJOR), ("c", EDITORIAL)), False, True),
        (make_chain(("a", SUBSTANTIVE), ("b", MAJOR), ("c", SUBSTANTIVE)), False, True),
        (make_chain(("z", SUBSTANTIVE), ("a", MAJOR), ("b", EDITORIAL)), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", MAJOR), ("a", SUBSTANTIVE)), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", MAJOR), awaiting=True), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", EDITORIAL), ("c", MAJOR), ("b", SUBSTANTIVE)), True, False),
        (make_chain(("a", SUBSTANTIVE), ("b", MAJOR), ("a", SUBSTANTIVE), awaiting=True), True, True),
        (make_chain(("b", SUBSTANTIVE), ("c", SUBSTANTIVE)), False, False),
        ([], True, False),
    ],
)
def test_editorial_changes_leave_a_translation_of_a_up_to_date(
    chain: list[SourceVersion], is_current: bool, has_notice: bool
) -> None:
    assert is_up_to_date(history=chain, digest="a") is is_current
    assert (find_followed(history=chain, digest="a") is not None) is has_notice


@given(changes=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(list(ChangeLevel))), min_size=1, max_size=7))
def test_only_editorial_changes_leave_a_translation_up_to_date(changes: list[tuple[str, ChangeLevel]]) -> None:
    chain = make_chain(*changes)
    texts = [text for text, _level in changes]

    assert is_up_to_date(history=chain, digest=texts[-1])
    for text in texts:
        newest = max(place for place, other in enumerate(texts) if other == text)
        later = [change_level for _text, change_level in changes[newest + 1 :]]
        is_behind = not is_up_to_date(history=chain, digest=text)
        assert not (is_behind and all(change_level == EDITORIAL for change_level in later))
        assert (find_followed(history=chain, digest=text) is not None) is (is_behind and MAJOR in later)
        if len(set(texts)) == len(texts):
            assert is_behind is any(change_level != EDITORIAL for change_level in later)


def get_korean_status(story: Any) -> Status:
    [item] = get_statuses([story])
    return item.get_cell("ko").status


@pytest.fixture
def story(desk: Desk) -> Any:
    """A story with a Korean translation, both approved and live."""
    story = make_source(desk.editor, summary="Ngày 3/8 có một tấm bản đồ.")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="8월 3일, 지도 한 장.")
    accept(hand_in(korean, desk.translator), desk.reviewer)
    return story


def correct(desk: Desk, story: Any, change_level: ChangeLevel, **texts: Any) -> Approval:
    edit(story, desk.editor, **texts)
    return accept(hand_in(story, desk.editor), desk.publisher, change_level=change_level)


def test_typing_error_keeps_the_translation_approved_and_is_recorded(desk: Desk, story: Any) -> None:
    approval = correct(desk, story, EDITORIAL, title="Người lính trở về.")

    assert get_korean_status(story) == Status.APPROVED
    assert (approval.change_level, approval.approved_by) == (EDITORIAL, desk.publisher)
    correct(desk, story, SUBSTANTIVE, title="Hai người lính trở về.")
    assert get_korean_status(story) == Status.OUT_OF_DATE


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"summary": "Ngày 4/8 có một tấm bản đồ."}, "“Ngày 3/8” differs"),
        ({"summary": ""}, "was added, removed, moved or changed"),
    ],
)
def test_changed_fact_or_missing_text_is_no_editorial_change(desk: Desk, story: Any, texts: Any, why: str) -> None:
    with pytest.raises(ChangeLevelRefused, match=why):
        correct(desk, story, EDITORIAL, **texts)

    assert Approval.objects.filter(language="vi").count() == 1


def test_first_text_and_a_translation_have_no_change_level(desk: Desk, story: Any) -> None:
    first = hand_in(make_source(desk.editor, title="Khác"), desk.editor)

    with pytest.raises(ChangeLevelRefused):
        accept(first, desk.publisher, change_level=MAJOR)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(language="ko").update(change_level=EDITORIAL)


def test_readers_of_the_translation_see_a_notice_until_it_follows(desk: Desk, story: Any, client: Client) -> None:
    korean = story.get_translations().get()
    notice = "has since been corrected or extended"
    assert notice not in client.get(korean.url_path).content.decode()

    correct(desk, story, MAJOR, summary="Ngày 3/8 có hai tấm bản đồ.")

    shown = client.get(korean.url_path).content.decode()
    story.refresh_from_db()
    assert "notice wide" in shown and f'href="{story.url_path}" hreflang="vi"' in shown
    assert "notice wide" not in client.get(story.url_path).content.decode()
    edit(korean, desk.translator, summary="8월 3일, 지도 두 장.")
    accept(hand_in(korean, desk.translator), desk.reviewer)
    assert "notice wide" not in client.get(korean.url_path).content.decode()


def test_correction_that_awaits_its_time_shows_no_notice(desk: Desk, story: Any, client: Client) -> None:
    edit(story, desk.editor, summary="Ngày 3/8 có hai tấm bản đồ.", go_live_at=timezone.now() + timedelta(days=1))

    accept(hand_in(story, desk.editor), desk.publisher, change_level=MAJOR)

    assert "notice wide" not in client.get(story.get_translations().get().url_path).content.decode()
