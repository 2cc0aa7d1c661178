"""Submission, approval and withdrawal: only an approved text is public."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState

from cms.approvals.approval import approve, request_changes
from cms.approvals.models import Approval, SubmissionState
from cms.approvals.refusals import DeskRefusal, FindingsRefused
from cms.approvals.withdrawal import withdraw
from cms.core.publication import PublicationRefused
from cms.stories.models import StoryPage
from tests.approvals.factories import Desk, accept, edit, get_open, hand_in, make_source, make_translation


def test_approved_text_goes_live_and_is_recorded_with_who_and_when(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)

    approval = accept(submission, desk.publisher)

    story.refresh_from_db()
    assert story.live and story.title == "Người lính trở về"
    assert (approval.submitted_by, approval.approved_by) == (desk.editor, desk.publisher)
    assert approval.published_at is not None and approval.snapshot[0]["text"] == "Người lính trở về"


def test_approval_publishes_the_submitted_revision_whatever_its_step_refers_to(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)
    draft = story.get_latest_revision_as_object()
    draft.slug = "another-address"
    TaskState.objects.filter(pk=submission.task_state_id).update(revision=draft.save_revision(user=desk.editor))

    accept(submission, desk.publisher)

    story.refresh_from_db()
    assert story.live_revision_id == submission.revision_id
    assert story.slug != "another-address"


def test_text_whose_revision_is_gone_is_not_approved(desk: Desk) -> None:
    submission = hand_in(make_source(desk.editor), desk.editor)
    type(submission).objects.filter(pk=submission.pk).update(revision=None)

    with pytest.raises(DeskRefusal, match="has changed since you opened it"):
        accept(submission, desk.publisher)


def test_only_the_approved_language_goes_live(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="이야기.")

    accept(hand_in(korean, desk.translator), desk.reviewer)

    korean.refresh_from_db()
    assert korean.live and korean.title == "돌아온 병사"
    source = Approval.objects.get(language="vi")
    assert Approval.objects.get(language="ko").source_digest == source.digest


def test_no_one_approves_their_own_text(desk: Desk) -> None:
    story = make_source(desk.publisher)
    submission = hand_in(story, desk.publisher)

    with pytest.raises(DeskRefusal, match="another person has to approve it"):
        accept(submission, desk.publisher)


def test_superuser_who_wrote_a_text_does_not_approve_it_either(desk: Desk) -> None:
    story = make_source(desk.editor)
    edit(story, desk.superuser, title="Sửa lại")
    submission = hand_in(story, desk.editor)

    with pytest.raises(DeskRefusal, match="another person has to approve it"):
        accept(submission, desk.superuser)


def test_saving_an_unchanged_text_makes_no_one_its_author(desk: Desk) -> None:
    story = make_source(desk.editor)
    edit(story, desk.publisher)
    submission = hand_in(story, desk.editor)

    assert accept(submission, desk.publisher).published_at


def test_authors_are_all_who_changed_the_text_since_its_last_approval(desk: Desk) -> None:
    story = make_source(desk.editor)
    changed = edit(story, desk.superuser, title="Sửa lại")
    unchanged = edit(changed, desk.lead)
    edit(unchanged, desk.editor, title="Sửa lần nữa")
    first = hand_in(story, desk.editor)
    accept(first, desk.publisher)
    story.refresh_from_db()
    edit(story, desk.lead, summary="Tóm tắt khác.")

    second = hand_in(story, desk.editor)

    assert first.author_keys == sorted([desk.editor.pk, desk.superuser.pk])
    assert second.author_keys == sorted([desk.editor.pk, desk.lead.pk])


def test_database_refuses_an_approval_by_the_submitter(desk: Desk) -> None:
    story = make_source(desk.editor)
    approval = accept(hand_in(story, desk.editor), desk.publisher)
    approval.approved_by = desk.editor

    with pytest.raises(IntegrityError), transaction.atomic():
        approval.save()


@pytest.mark.parametrize("who", ["editor", "translator", "reviewer", "lead"])
def test_only_a_publisher_approves_the_source(desk: Desk, who: str) -> None:
    submission = hand_in(make_source(desk.editor), desk.editor)

    with pytest.raises(PermissionDenied):
        accept(submission, getattr(desk, who))


def test_publisher_does_not_approve_a_translation(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    submission = hand_in(make_translation(story, "ko", desk.translator), desk.translator)

    with pytest.raises(PermissionDenied):
        accept(submission, desk.publisher)


def test_approval_of_another_text_than_the_one_seen_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor)
    seen = hand_in(story, desk.editor).digest
    edit(story, desk.editor, title="Đổi sau khi gửi")
    again = hand_in(story, desk.editor)

    with pytest.raises(DeskRefusal, match="has changed since you opened it"):
        approve(submission=again, digest=seen, by=desk.publisher, at=timezone.now())


def test_later_draft_neither_goes_live_nor_stops_the_review(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)
    edit(story, desk.editor, title="Bản nháp sau")

    accept(submission, desk.publisher)

    story.refresh_from_db()
    assert story.live and story.title == "Người lính trở về"
    assert story.get_latest_revision_as_object().title == "Bản nháp sau"


def test_autosave_cannot_overwrite_a_submitted_text(desk: Desk) -> None:
    story = make_source(desk.editor)
    hand_in(story, desk.editor)
    draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.title = "Viết đè"

    with pytest.raises(PermissionDenied):
        draft.save_revision(user=desk.editor, overwrite_revision=draft.latest_revision)


def test_revision_changed_in_the_database_is_refused(desk: Desk) -> None:
    submission = hand_in(make_source(desk.editor), desk.editor)
    submission.revision.content["title"] = "Viết đè"
    submission.revision.save()

    with pytest.raises(PublicationRefused, match="isn't exactly the text that was approved"):
        accept(submission, desk.publisher)


def test_requested_changes_close_the_submission_and_keep_the_comment(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)

    request_changes(submission=submission, by=desk.publisher, at=timezone.now(), comment="Thiếu ngày.")

    submission.refresh_from_db()
    assert submission.state == SubmissionState.CHANGES_REQUESTED and submission.comment == "Thiếu ngày."
    edit(story, desk.editor, summary="Ngày 27/7.")
    assert accept(hand_in(story, desk.editor), desk.publisher).published_at


def test_translation_of_an_unapproved_source_cannot_be_submitted(desk: Desk) -> None:
    story = make_source(desk.editor)
    korean = make_translation(story, "ko", desk.translator)

    with pytest.raises(DeskRefusal, match="isn't approved"):
        hand_in(korean, desk.translator)


def test_withdrawal_takes_all_languages_down_at_once(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator)
    accept(hand_in(korean, desk.translator), desk.reviewer)

    withdraw(translation_key=story.translation_key, language=None, by=desk.lead, reason="Sai tên.", at=timezone.now())

    story.refresh_from_db()
    korean.refresh_from_db()
    assert not story.live and not korean.live
    assert set(Approval.objects.values_list("withdrawal_reason", "withdrawn_by")) == {("Sai tên.", desk.lead.pk)}


def test_withdrawal_of_one_language_leaves_the_others(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator)
    accept(hand_in(korean, desk.translator), desk.reviewer)

    withdraw(translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai.", at=timezone.now())

    story.refresh_from_db()
    assert story.live
    assert not Approval.objects.current().filter(language="ko").exists()


def test_withdrawal_cancels_an_open_review(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    edit(story, desk.editor, title="Sửa")
    submission = hand_in(story, desk.editor)

    withdraw(translation_key=story.translation_key, language=None, by=desk.lead, reason="Sai.", at=timezone.now())

    submission.refresh_from_db()
    assert submission.state == SubmissionState.CANCELLED


def test_submission_from_wagtails_own_button_is_recorded_alike(desk: Desk) -> None:
    by_button, at_the_desk = make_source(desk.editor), make_source(desk.editor)

    by_button.get_workflow().start(by_button, desk.editor)
    hand_in(at_the_desk, desk.editor)

    assert get_open(by_button).submitted_by == desk.editor
    assert describe_review(by_button) == describe_review(at_the_desk)


def describe_review(page: StoryPage) -> list[object]:
    """Return what Wagtail has on record of the page's review, without keys and times."""
    submission = get_open(page)
    state, step = page.current_workflow_state, page.current_workflow_task_state
    entry = PageLogEntry.objects.get(page=page, action="wagtail.workflow.start")
    named = {name: value for name, value in entry.data["workflow"].items() if name != "task_state_id"}
    return [
        (submission.task_state == step, submission.revision == step.revision == page.get_latest_revision()),
        (submission.revision.user, submission.author_keys, submission.snapshot),
        (state.workflow, state.status, state.requested_by, state.content_type, state.base_content_type),
        (step.task.specific, step.status, step.content_type, step.finished_at),
        (entry.user, entry.label, entry.content_changed, named),
    ]


def test_step_approved_by_code_publishes_nothing(desk: Desk) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)

    with pytest.raises(DeskRefusal, match="review page"):
        submission.task_state.approve(user=desk.superuser)

    story.refresh_from_db()
    assert not story.live


def test_paragraph_added_to_the_source_after_the_submission_is_reported_as_missing(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="이야기.")
    submission = hand_in(korean, desk.translator)
    edit(story, desk.editor, search_description="Có thêm một đoạn.")
    accept(hand_in(story, desk.editor), desk.publisher)

    with pytest.raises(FindingsRefused, match="the translation is empty"):
        accept(submission, desk.reviewer)
