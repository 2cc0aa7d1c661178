"""Integrity: contradictions between records are found, and repaired where they follow from other records."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.approvals.integrity import find_faults
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.stories.models import StoryPage
from cms.translation_desk.models import TranslationStatus
from cms.translation_desk.status_index import read_rows
from tests.approvals.factories import Desk, accept, get_open, hand_in, make_source


def run(*options: str) -> str:
    out = StringIO()
    call_command("rebuild_status", *options, stdout=out)
    return out.getvalue()


def make_live(desk: Desk) -> StoryPage:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    return StoryPage.objects.get(pk=story.pk)


def test_nothing_is_repaired_where_nothing_is_wrong(desk: Desk) -> None:
    make_live(desk)

    assert "Rows rebuilt: 12. Faults repaired: 0." in run()
    assert "Rows rebuilt: 12. Faults repaired: 0." in run()


def test_submission_whose_step_is_gone_is_taken_back(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)
    step = submission.task_state
    type(step).objects.filter(pk=step.pk).update(status=step.STATUS_CANCELLED)

    assert "Faults repaired: 2." in run()

    submission.refresh_from_db()
    assert submission.state == SubmissionState.CANCELLED
    assert find_faults() == []
    assert hand_in(story, desk.editor).state == SubmissionState.OPEN


def test_review_without_a_submission_is_ended(desk: Desk) -> None:
    story = make_source(desk.editor)
    Submission.objects.filter(pk=hand_in(story, desk.editor).pk).delete()

    assert "has no submission" in run()

    assert StoryPage.objects.get(pk=story.pk).current_workflow_state is None
    assert find_faults() == []


def test_live_page_has_its_approval_again_that_was_marked_superseded(desk: Desk) -> None:
    live = make_live(desk)
    Approval.objects.of(live).update(superseded_at=timezone.now())

    assert "isn't in force" in run()

    assert Approval.objects.of(live).current().exists()
    assert find_faults() == []


def test_submission_of_an_approval_is_approved(desk: Desk) -> None:
    approval = Approval.objects.of(make_live(desk)).get()
    Submission.objects.filter(pk=approval.submission_id).update(state=SubmissionState.CANCELLED, decided_by=None)

    run()

    approval.submission.refresh_from_db()
    assert approval.submission.state == SubmissionState.APPROVED
    assert approval.submission.decided_by == desk.publisher


def test_row_of_the_table_that_says_something_else_is_derived_anew(desk: Desk) -> None:
    live = make_live(desk)
    read_rows([live.translation_key])
    rows = TranslationStatus.objects.filter(translation_key=live.translation_key, language="vi")
    rows.update(status="missing", is_dirty=False)

    assert "Faults found: 1." in run("--dry-run")
    assert rows.get().status == "missing"
    assert "Faults repaired: 1." in run()
    assert rows.get().status == "approved"


def test_live_text_that_nobody_approved_is_told_and_left_to_a_person(desk: Desk) -> None:
    live = make_live(desk)
    StoryPage.objects.filter(pk=live.pk).update(summary="Chen vào cơ sở dữ liệu.")

    assert "Needs a person" in run("--dry-run")
    with pytest.raises(CommandError, match="a text that isn't the approved one"):
        run()


def test_page_in_review_is_sound(desk: Desk) -> None:
    story = make_source(desk.editor)
    hand_in(story, desk.editor)

    run()

    assert get_open(story).state == SubmissionState.OPEN
