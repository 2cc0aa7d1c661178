"""Notification mails about work on texts: recipients, language, and failures that don't stop the work."""

from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.approvals.approval import request_changes
from cms.approvals.models import Approval
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.translation_desk.assignments import assign, assign_many
from cms.translation_desk.comments import save_comments
from cms.translation_desk.models import DeskPreferences
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation
from tests.translation_desk.test_views import sign_in
from translations.languages import get_language_entry


@pytest.fixture
def post(desk: Desk) -> Desk:
    """The desk with a mail address for every user."""
    for name in ("editor", "publisher", "translator", "reviewer", "lead"):
        person = getattr(desk, name)
        person.email = f"{name}@example.org"
        person.save()
        UserProfile.objects.filter(user=person).update(preferred_language="en")
    return desk


def deliver() -> list[tuple[str, str]]:
    """Run the pending jobs; return the recipients and subjects of the mails."""
    run_pending_jobs()
    sent = [(letter.to[0].split("@")[0], letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return sorted(sent)


def test_each_step_of_a_text_notifies_the_users_who_have_the_next(post: Desk) -> None:
    story = make_source(post.editor)
    submission = hand_in(story, post.editor)
    assert deliver() == [("publisher", "For review: “Người lính trở về”, Vietnamese")]
    accept(submission, post.publisher)
    assert deliver() == [("editor", "Approved: “Người lính trở về”, Vietnamese")]
    assign(
        translation_key=story.translation_key, language="ko", assignee=post.translator, by=post.lead, at=timezone.now()
    )
    assert deliver() == [("translator", "A text was assigned to you")]
    korean = make_translation(story, "ko", post.translator)
    submission = hand_in(korean, post.translator)
    assert deliver() == [("reviewer", "For review: “Người lính trở về”, Korean")]

    request_changes(submission=submission, by=post.reviewer, at=timezone.now(), comment="Thiếu ngày.")

    run_pending_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["translator@example.org"] and "Thiếu ngày." in letter.body
    assert f"/admin/desk/{story.translation_key}/ko/" in letter.body


def test_several_assignments_are_one_mail(post: Desk) -> None:
    stories = [make_source(post.editor, title=f"Bài {number}") for number in range(3)]

    assign_many(
        targets=[(story.translation_key, "ko", None) for story in stories],
        due_on=None,
        note="Gấp.",
        by=post.lead,
        at=timezone.now(),
    )

    run_pending_jobs()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["reviewer@example.org", "translator@example.org"]
    assert all(letter.subject == "3 texts were assigned to you" for letter in mail.outbox)
    assert all(f"Bài {number}" in mail.outbox[0].body for number in range(3)) and "Gấp." in mail.outbox[0].body


def test_mail_is_in_the_language_of_its_recipient(post: Desk) -> None:
    UserProfile.objects.filter(user=post.publisher).update(preferred_language="vi")
    hand_in(make_source(post.editor), post.editor)

    run_pending_jobs()

    (letter,) = mail.outbox
    assert get_language_entry("vi").name_vi in letter.subject and "Vietnamese" not in letter.body


def comment(desk: Desk, story: Any, by: Any, text: str) -> None:
    save_comments(data=QueryDict(f"comment-title={text}"), translation_key=story.translation_key, language="ko", by=by)


def test_comment_notifies_the_others_involved_but_not_its_author(post: Desk) -> None:
    story = make_source(post.editor)
    assign(
        translation_key=story.translation_key, language="ko", assignee=post.translator, by=post.lead, at=timezone.now()
    )
    deliver()

    comment(post, story, post.reviewer, "Sông hay làng?")

    subject = "A comment on “Người lính trở về”, Korean"
    assert deliver() == [("lead", subject), ("translator", subject)]
    comment(post, story, post.translator, "Sông.")
    assert deliver() == [("lead", subject), ("reviewer", subject)]


def test_user_who_switched_a_notice_off_gets_no_mail_of_that_kind(post: Desk) -> None:
    UserProfile.objects.filter(user=post.editor).update(approved_notifications=False)
    submission = hand_in(make_source(post.editor), post.editor)
    deliver()

    accept(submission, post.publisher)

    assert deliver() == []


def test_user_without_an_address_gets_no_mail_and_stops_no_one(desk: Desk) -> None:
    accept(hand_in(make_source(desk.editor), desk.editor), desk.publisher)

    assert deliver() == [] and not Job.objects.exists()


def test_failing_mail_server_does_not_prevent_an_approval(post: Desk) -> None:
    with mock.patch("cms.translation_desk.notices.send_mail", side_effect=OSError("no server")):
        accept(hand_in(make_source(post.editor), post.editor), post.publisher)
        run_pending_jobs()

    assert Approval.objects.get().published_at is not None
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FAILED}


def test_names_in_a_mail_are_not_escaped_as_html(post: Desk) -> None:
    hand_in(make_source(post.editor, title="Mẹ & con"), post.editor)

    run_pending_jobs()

    assert "Mẹ & con" in mail.outbox[0].body and "&amp;" not in mail.outbox[0].body


def test_title_with_a_line_break_makes_one_subject_line(post: Desk) -> None:
    hand_in(make_source(post.editor, title="Mẹ\nBcc: x"), post.editor)

    run_pending_jobs()

    assert mail.outbox[0].subject == "For review: “Mẹ Bcc: x”, Vietnamese"


def change_source(post: Desk, story: Any, *, level: str = "substantive") -> None:
    edit(story, post.editor, summary="Một câu chuyện khác.")
    accept(hand_in(story, post.editor), post.publisher, change_level=level)


def make_translated(post: Desk) -> Any:
    """Return a story with an approved Korean translation, whose mails were read."""
    story = make_source(post.editor)
    accept(hand_in(story, post.editor), post.publisher)
    accept(hand_in(make_translation(story, "ko", post.translator), post.translator), post.reviewer)
    deliver()
    return story


CHANGED = ("translator", "The source has changed: “Người lính trở về”")


def test_translator_is_told_when_a_source_that_they_translated_changes(post: Desk) -> None:
    story = make_translated(post)

    change_source(post, story)

    run_pending_jobs()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["translator@example.org"]]
    assert letter.subject == CHANGED[1]
    assert f"/admin/desk/{story.translation_key}/ko/" in letter.body and "/admin/account/" in letter.body


def test_translator_of_a_draft_is_told_too(post: Desk) -> None:
    story = make_source(post.editor)
    accept(hand_in(story, post.editor), post.publisher)
    make_translation(story, "ko", post.translator)
    deliver()

    change_source(post, story)

    assert CHANGED in deliver()


def test_nobody_is_told_of_an_editorial_change_or_of_a_first_text(post: Desk) -> None:
    story = make_translated(post)

    change_source(post, story, level="editorial")

    assert "translator" not in dict(deliver())


def test_translator_who_does_not_want_it_is_told_of_nothing(post: Desk) -> None:
    story = make_translated(post)
    client = sign_in(post.translator)
    account = client.get(reverse("wagtailadmin_account")).content.decode()
    assert 'name="desk-source_changed_notifications"' in account
    form = {
        "name_email-first_name": "Lan",
        "name_email-last_name": "Trần",
        "name_email-email": post.translator.email,
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "locale-preferred_language": "en",
        "locale-current_time_zone": "Asia/Ho_Chi_Minh",
    }

    saved = client.post(reverse("wagtailadmin_account"), form)
    change_source(post, story)

    assert saved.status_code == 302
    assert not DeskPreferences.objects.get(user=post.translator).source_changed_notifications
    assert "translator" not in dict(deliver())
