"""The status index is correct after every kind of change."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from cms.approvals.approval import request_changes
from cms.approvals.publishing import publish_due
from cms.approvals.status import find_source_pages, get_statuses
from cms.approvals.withdrawal import withdraw
from cms.stories.models import StoryIndexPage, StoryPage
from cms.translation_desk.assignments import assign, get_assignment, unassign
from cms.translation_desk.models import TranslationStatus
from cms.translation_desk.status_index import find_differences, mark_dirty, read_progress, read_rows, rebuild
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation


def read_table() -> list[tuple[str, str, str, bool]]:
    """Return the rows as the table reads them, with dirty rows derived again."""
    read_progress()
    return sorted(TranslationStatus.objects.values_list("translation_key", "language", "status", "live"))


def derive_table() -> list[tuple[str, str, str, bool]]:
    return sorted(
        (item.translation_key, cell.language, cell.status, cell.live)
        for item in get_statuses(find_source_pages())
        for cell in item.cells
    )


def check() -> None:
    """Assert that the index is correct, and doesn't change when it is rebuilt."""
    assert read_table() == derive_table()
    assert find_differences() == []
    before = list(TranslationStatus.objects.order_by("translation_key", "language").values())
    rebuild()
    after = list(TranslationStatus.objects.order_by("translation_key", "language").values())
    assert before == after


def test_rows_follow_a_text_through_its_workflow(desk: Desk) -> None:
    story = make_source(desk.editor)
    check()
    accept(hand_in(story, desk.editor), desk.publisher)
    check()
    korean = make_translation(story, "ko", desk.translator)
    check()
    submission = hand_in(korean, desk.translator)
    check()
    request_changes(submission=submission, by=desk.reviewer, at=timezone.now(), comment="Lại.")
    check()
    accept(hand_in(korean, desk.translator), desk.reviewer)
    check()
    edit(story, desk.editor, summary="Khác.")
    accept(hand_in(story, desk.editor), desk.publisher)
    check()
    assert TranslationStatus.objects.get(language="ko").status == "out_of_date"
    withdraw(translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai.", at=timezone.now())
    check()


def test_rows_follow_a_workflow_cancelled_in_wagtail(desk: Desk) -> None:
    story = make_source(desk.editor)
    hand_in(story, desk.editor)
    read_progress()

    Page.objects.get(pk=story.pk).current_workflow_state.cancel(user=desk.editor)

    check()
    assert TranslationStatus.objects.get(language="vi").status == "draft"


def test_rows_follow_unpublishing_moving_copying_reverting_and_deleting(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    accept(hand_in(make_translation(story, "ko", desk.translator), desk.translator), desk.reviewer)
    page = StoryPage.objects.get(pk=story.pk)
    page.unpublish()
    check()
    first = page.revisions.order_by("pk").first()
    first.as_object().save_revision(user=desk.editor, previous_revision=first)
    check()
    page.move(StoryIndexPage.objects.get(locale__language_code="vi"), pos="first-child")
    check()
    copy = page.copy(update_attrs={"slug": "ban-sao", "live": False}, keep_live=False, user=desk.editor)
    check()
    assert len(read_table()) == 24
    copy.delete()
    check()
    assert len(read_table()) == 12


def test_rows_follow_scheduled_publishing(desk: Desk) -> None:
    soon = timezone.now() + timedelta(hours=1)
    story = make_source(desk.editor, go_live_at=soon)
    accept(hand_in(story, desk.editor), desk.publisher)
    check()
    assert TranslationStatus.objects.get(language="vi").due_at is not None

    with time_machine.travel(soon + timedelta(minutes=1)):
        publish_due(at=timezone.now())

    check()
    assert TranslationStatus.objects.get(language="vi").live


def test_rows_follow_assignments(desk: Desk) -> None:
    story = make_source(desk.editor)
    key = story.translation_key
    for assignee in (desk.translator, None):
        made = assign(translation_key=key, language="ko", assignee=assignee, by=desk.lead, at=timezone.now())
        assert read_rows([key])[key]["ko"].assignment == made
        check()

    unassign(assignment=made, by=desk.lead, at=timezone.now())

    assert read_rows([key])[key]["ko"].assignment is None
    check()


def test_work_is_done_when_the_text_is_approved(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    key = story.translation_key
    assign(translation_key=key, language="ko", assignee=desk.translator, by=desk.lead, at=timezone.now())
    submission = hand_in(make_translation(story, "ko", desk.translator), desk.translator)
    assert get_assignment(key, "ko") is not None

    accept(submission, desk.reviewer)

    assert get_assignment(key, "ko") is None
    check()


@pytest.mark.both_databases
def test_rows_lost_altered_or_left_over_are_rebuilt(desk: Desk) -> None:
    story = make_source(desk.editor)
    other = make_source(desk.editor, title="Khác")
    read_progress()
    true = read_table()
    TranslationStatus.objects.filter(language="ko").update(status="approved")
    TranslationStatus.objects.filter(translation_key=other.translation_key).delete()
    assert len(find_differences()) == 1 + 12

    rebuild()

    assert read_table() == true and len(find_differences()) == 0
    mark_dirty(story.translation_key)
    assert read_table() == true
