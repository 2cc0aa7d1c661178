"""The status of items in each language, and changed words."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cms.approvals.approval import request_changes
from cms.approvals.status import Status, find_source_pages, get_statuses
from cms.approvals.withdrawal import withdraw
from cms.segments.diff import changed_words
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation


def get_status(language: str) -> Status:
    (item,) = get_statuses(find_source_pages(kind="story"))
    return item.get_cell(language).status


def test_item_passes_through_every_status(desk: Desk) -> None:
    story = make_source(desk.editor)
    assert (get_status("vi"), get_status("ko")) == (Status.DRAFT, Status.MISSING)
    submission = hand_in(story, desk.editor)
    assert get_status("vi") == Status.SUBMITTED
    accept(submission, desk.publisher)
    assert get_status("vi") == Status.APPROVED
    korean = make_translation(story, "ko", desk.translator)
    assert get_status("ko") == Status.DRAFT
    submission = hand_in(korean, desk.translator)
    request_changes(submission=submission, by=desk.reviewer, at=timezone.now(), comment="Lại.")
    assert get_status("ko") == Status.DRAFT
    accept(hand_in(korean, desk.translator), desk.reviewer)
    assert get_status("ko") == Status.APPROVED

    edit(story, desk.editor, summary="Khác.")
    assert get_status("ko") == Status.APPROVED
    accept(hand_in(story, desk.editor), desk.publisher)
    assert get_status("ko") == Status.OUT_OF_DATE

    accept(hand_in(korean, desk.translator), desk.reviewer)
    assert get_status("ko") == Status.APPROVED
    withdraw(translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai.", at=timezone.now())
    assert (get_status("ko"), get_status("vi")) == (Status.WITHDRAWN, Status.APPROVED)


@pytest.mark.parametrize("items", [2, 12])
def test_status_of_many_items_takes_few_queries(
    desk: Desk, items: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(items):
        make_translation(make_source(desk.editor, title=f"Bài {number}"), "ko", desk.translator)

    with django_assert_max_num_queries(8):
        statuses = get_statuses(find_source_pages(kind="story"))

    assert len(statuses) == items


def test_changed_words_are_shown_by_word_where_words_are_separated() -> None:
    changes = changed_words("<p>Gặp lại đồng đội</p>", "<p>Gặp lại gia đình</p>", language="vi")

    assert [(change.op, change.text) for change in changes if change.op != "same" and change.text.strip()] == [
        ("removed", "đồng"),
        ("added", "gia"),
        ("removed", "đội"),
        ("added", "đình"),
    ]


def test_changed_words_are_shown_by_character_where_words_are_not_separated() -> None:
    changes = changed_words("戻った兵士", "帰った兵士", language="ja")

    assert [(change.op, change.text) for change in changes] == [
        ("removed", "戻"),
        ("added", "帰"),
        ("same", "った兵士"),
    ]
