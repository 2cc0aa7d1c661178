"""Schedule of approved texts: postponing acts at once, bringing forward needs an approver, and embargoes hold."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.approvals.publishing import publish_due
from cms.approvals.refusals import DeskRefusal
from cms.approvals.schedule import cancel, reschedule
from cms.core.publication import PublicationRefused
from cms.stories.models import StoryIndexPage
from tests.approvals.bypasses import assert_public_text, make_live, read_form, sign_in
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 26, 9, 0, tzinfo=timezone.get_fixed_timezone(420))
AT_0947, AT_1944 = NOW.replace(hour=9, minute=47), NOW.replace(hour=19, minute=44)
TITLE = "Người lính trở về"


@pytest.fixture(autouse=True)
def at_nine(db):
    with time_machine.travel(NOW, tick=False):
        yield


def run_scheduler(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        publish_due(at=timezone.now())


def make_awaiting(desk: Desk, **fields):
    """A story approved to go live at 09:47."""
    story = make_source(desk.editor, **(fields or {"embargo_until": AT_0947}))
    return story, accept(hand_in(story, desk.editor), desk.publisher)


def move(approval: Approval, moment: datetime, by) -> Approval:
    return reschedule(
        translation_key=approval.translation_key,
        language=approval.language,
        due_at=moment,
        by=by,
        at=timezone.now(),
    )


# --- postponing ---


@pytest.mark.parametrize("name", ["embargo_until", "go_live_at"])
def test_text_approved_with_an_embargo_goes_live_when_the_editor_postponed_it_to(desk: Desk, name: str) -> None:
    story, _approval = make_awaiting(desk)

    edit(story, desk.editor, **{name: AT_1944})

    run_scheduler(AT_0947)
    assert_public_text(story, None)
    run_scheduler(AT_1944)
    assert_public_text(story, TITLE)


def test_schedule_saved_in_wagtails_editor_postpones_at_once(desk: Desk) -> None:
    story, approval = make_awaiting(desk)
    client = sign_in(desk.editor)
    url = f"/admin/pages/{story.pk}/edit/"

    client.post(url, {**read_form(client, url), "embargo_until": "2026-07-26 19:44"})

    approval.refresh_from_db()
    assert approval.due_at == AT_1944
    assert approval.schedule_changes.get().decided_by == desk.editor


def test_draft_that_postponed_during_the_review_holds_for_what_is_approved_then(desk: Desk) -> None:
    story = make_source(desk.editor, embargo_until=AT_0947)
    submission = hand_in(story, desk.editor)
    edit(story, desk.editor, embargo_until=AT_1944)

    approval = accept(submission, desk.publisher)

    assert approval.due_at == AT_1944


def test_draft_with_an_earlier_or_no_time_brings_nothing_forward(desk: Desk) -> None:
    story, approval = make_awaiting(desk, go_live_at=AT_1944)

    edit(story, desk.editor, go_live_at=AT_0947)
    edit(story, desk.editor, go_live_at=None)

    approval.refresh_from_db()
    assert approval.due_at == AT_1944


def test_translation_that_waits_for_its_source_is_postponed_with_it(desk: Desk) -> None:
    story, _approval = make_awaiting(desk)
    korean = make_translation(story, "ko", desk.translator, title="제목", embargo_until=None)
    accept(hand_in(korean, desk.translator), desk.reviewer)

    edit(story, desk.editor, embargo_until=AT_1944)

    run_scheduler(AT_0947)
    assert_public_text(korean, None)
    run_scheduler(AT_1944)
    assert_public_text(korean, "제목")


def test_schedule_of_a_draft_takes_no_live_text_down(desk: Desk) -> None:
    story = make_live(desk)

    edit(story, desk.editor, title="Bản hai", go_live_at=AT_1944)

    run_scheduler(AT_0947)
    assert_public_text(story, TITLE)


@pytest.mark.parametrize("who", ["editor", "publisher", "lead"])
def test_whoever_may_write_or_withdraw_postpones_alone(desk: Desk, who: str) -> None:
    _story, approval = make_awaiting(desk)

    assert move(approval, AT_1944, getattr(desk, who)).due_at == AT_1944


def test_translator_of_another_language_does_not_postpone_the_source(desk: Desk) -> None:
    _story, approval = make_awaiting(desk)

    with pytest.raises(PermissionDenied):
        move(approval, AT_1944, desk.translator)


# --- bringing forward ---


def test_publisher_brings_a_text_forward_and_it_goes_live_then(desk: Desk) -> None:
    story, approval = make_awaiting(desk, go_live_at=AT_1944)

    move(approval, AT_0947, desk.publisher)

    run_scheduler(AT_0947)
    assert_public_text(story, TITLE)


def test_editors_next_save_does_not_undo_the_publishers_decision(desk: Desk) -> None:
    story, approval = make_awaiting(desk, go_live_at=AT_1944)
    move(approval, AT_0947, desk.publisher)

    edit(story, desk.editor, summary="Sửa thêm.")

    approval.refresh_from_db()
    assert approval.due_at == AT_0947


def test_editor_does_not_bring_a_text_forward(desk: Desk) -> None:
    _story, approval = make_awaiting(desk, go_live_at=AT_1944)

    with pytest.raises(PermissionDenied):
        move(approval, AT_0947, desk.editor)


def test_publisher_does_not_bring_their_own_text_forward(desk: Desk) -> None:
    story = make_source(desk.publisher, go_live_at=AT_1944)
    approval = accept(hand_in(story, desk.publisher), desk.superuser)

    with pytest.raises(DeskRefusal, match="another person has to bring it forward"):
        move(approval, AT_0947, desk.publisher)


def test_text_is_not_brought_forward_into_its_embargo(desk: Desk) -> None:
    _story, approval = make_awaiting(desk, embargo_until=AT_1944)

    with pytest.raises(DeskRefusal, match="approved with an embargo"):
        move(approval, AT_0947, desk.publisher)


def test_translation_is_not_brought_forward_before_its_source(desk: Desk) -> None:
    story, _approval = make_awaiting(desk)
    korean = make_translation(story, "ko", desk.translator, title="제목", embargo_until=None)
    approval = accept(hand_in(korean, desk.translator), desk.reviewer)

    with pytest.raises(DeskRefusal, match="before its source"):
        move(approval, NOW, desk.reviewer)


# --- cancelling ---


def test_editor_cancels_at_once_and_the_translations_that_wait_are_cancelled_too(desk: Desk) -> None:
    story, approval = make_awaiting(desk)
    korean = make_translation(story, "ko", desk.translator, title="제목", embargo_until=None)
    accept(hand_in(korean, desk.translator), desk.reviewer)

    cancelled = cancel(
        translation_key=approval.translation_key, language="vi", by=desk.editor, at=NOW, reason="Sai tên."
    )

    run_scheduler(AT_1944)
    assert {each.language for each in cancelled} == {"vi", "ko"}
    assert_public_text(story, None)
    assert_public_text(korean, None)


def test_cancelling_the_next_text_leaves_the_public_one(desk: Desk) -> None:
    story = make_live(desk)
    edit(story, desk.editor, title="Bản hai", go_live_at=AT_1944)
    accept(hand_in(story, desk.editor), desk.publisher)

    cancel(translation_key=story.translation_key, language="vi", by=desk.editor, at=NOW, reason="Sai tên.")

    run_scheduler(AT_1944)
    assert_public_text(story, TITLE)


def test_nothing_that_awaits_its_time_is_said_so(desk: Desk) -> None:
    story = make_live(desk)

    with pytest.raises(DeskRefusal, match="No approved text awaits its time"):
        cancel(translation_key=story.translation_key, language="vi", by=desk.editor, at=NOW, reason="Sai.")


# --- the end ---


def get_end(story) -> datetime | None:
    return Page.objects.values_list("expire_at", flat=True).get(pk=story.pk)


@pytest.mark.parametrize("approved", [None, AT_1944], ids=["without an end", "with a later end"])
def test_editor_ends_a_public_page_sooner_at_once_and_alone(desk: Desk, approved: datetime | None) -> None:
    story = make_live(desk, expire_at=approved)

    edit(story, desk.editor, expire_at=AT_0947)

    assert get_end(story) == AT_0947
    run_scheduler(AT_0947)
    assert_public_text(story, None)


@pytest.mark.parametrize("wanted", [None, AT_1944], ids=["no end", "a later end"])
def test_later_end_of_a_public_page_waits_for_a_second_person(desk: Desk, wanted: datetime | None) -> None:
    story = make_live(desk, expire_at=AT_0947)

    edit(story, desk.editor, expire_at=wanted)
    before = get_end(story)
    accept(hand_in(story, desk.editor), desk.publisher)

    assert before == AT_0947
    assert get_end(story) == wanted


def test_sooner_end_that_was_saved_during_the_review_is_not_lost_by_the_approval(desk: Desk) -> None:
    story = make_live(desk)
    edit(story, desk.editor, title="Bản hai")
    submission = hand_in(story, desk.editor)
    edit(story, desk.editor, expire_at=AT_0947)

    accept(submission, desk.publisher)

    assert get_end(story) == AT_0947


def test_sooner_end_of_a_text_that_awaits_its_time_holds_when_it_goes_live(desk: Desk) -> None:
    story, _approval = make_awaiting(desk, go_live_at=AT_0947, expire_at=AT_1944 + timedelta(days=1))
    edit(story, desk.editor, expire_at=AT_1944)

    run_scheduler(AT_0947)

    assert get_end(story) == AT_1944


def test_saved_draft_of_the_schedule_form_ends_the_page_sooner(desk: Desk) -> None:
    story = make_live(desk)
    client = sign_in(desk.editor)
    url = f"/admin/pages/{story.pk}/edit/"

    client.post(url, {**read_form(client, url), "expire_at": "2026-07-26 19:44"})

    assert get_end(story) == AT_1944
    assert "Its end was brought forward" in client.get(f"/admin/pages/{story.pk}/history/").content.decode()


# --- what an autosave holds waits for a person ---


def autosave(client, story, **fields) -> None:
    url = f"/admin/pages/{story.pk}/edit/"
    sent = {**read_form(client, url), **fields}
    answer = client.post(url, sent, headers={"accept": "application/json"})
    assert answer.json()["success"], answer.content


def press_save(client, story, **fields) -> None:
    url = f"/admin/pages/{story.pk}/edit/"
    assert client.post(url, {**read_form(client, url), **fields}).status_code == 302


def test_half_typed_end_that_was_saved_by_itself_ends_nothing_until_the_editor_saves_it(desk: Desk) -> None:
    story, client = make_live(desk), sign_in(desk.editor)

    autosave(client, story, expire_at="2026-07-26 19:44")
    before = get_end(story)
    press_save(client, story)

    assert before is None
    assert get_end(story) == AT_1944


@pytest.mark.parametrize("name", ["embargo_until", "go_live_at"])
def test_time_that_was_saved_by_itself_postpones_nothing_until_the_editor_saves_it(desk: Desk, name: str) -> None:
    (story, approval), client = make_awaiting(desk), sign_in(desk.editor)

    autosave(client, story, **{name: "2026-07-26 19:44"})
    approval.refresh_from_db()
    before = approval.due_at
    press_save(client, story)

    approval.refresh_from_db()
    assert (before, approval.due_at) == (AT_0947, AT_1944)


def test_times_that_were_saved_by_themselves_do_not_count_when_a_text_is_approved_or_goes_live(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=AT_0947)
    submission = hand_in(story, desk.editor)
    client = sign_in(desk.editor)
    autosave(client, story, go_live_at="2026-07-26 19:44", expire_at="2026-07-26 19:50")

    approval = accept(submission, desk.publisher)
    run_scheduler(AT_0947)

    assert approval.due_at == AT_0947
    assert_public_text(story, TITLE)
    assert get_end(story) is None


def test_sooner_end_that_the_editor_saved_holds_although_an_autosave_followed(desk: Desk) -> None:
    story, _approval = make_awaiting(desk, go_live_at=AT_0947)
    client = sign_in(desk.editor)
    press_save(client, story, expire_at="2026-07-26 19:44")
    autosave(client, story, summary="Sửa thêm.", expire_at="2026-07-26 12:00")

    run_scheduler(AT_0947)

    assert get_end(story) == AT_1944


def test_end_that_was_submitted_counts_although_an_autosave_wrote_it(desk: Desk) -> None:
    story = make_live(desk, expire_at=AT_0947)
    edit(story, desk.editor, title="Bản hai")
    autosave(sign_in(desk.editor), story, expire_at="2026-07-26 19:44")

    accept(hand_in(story, desk.editor), desk.publisher)

    assert get_end(story) == AT_1944


# --- embargoes ---


def test_embargo_on_a_live_page_is_refused_with_the_choices(desk: Desk) -> None:
    story = make_live(desk)
    client = sign_in(desk.editor)
    url = f"/admin/pages/{story.pk}/edit/"

    answer = client.post(url, {**read_form(client, url), "embargo_until": "2026-07-26 19:44"})

    assert "This page is public, and an embargo doesn't take it down." in answer.content.decode().replace("&#x27;", "'")
    assert not Page.objects.get(pk=story.pk).has_unpublished_changes


def test_embargo_on_a_live_page_is_not_submitted(desk: Desk) -> None:
    story = make_live(desk)
    draft = story.get_latest_revision_as_object()
    draft.embargo_until = AT_1944
    draft.save_revision(user=desk.editor, clean=False)

    with pytest.raises(DeskRefusal, match="doesn't take it down"):
        hand_in(story, desk.editor)


def test_embargo_is_not_approved_over_a_text_that_went_live_during_the_review(desk: Desk) -> None:
    story, _approval = make_awaiting(desk, go_live_at=AT_0947)
    edit(story, desk.editor, title="Bản hai", go_live_at=None, embargo_until=None)
    draft = edit(story, desk.editor, embargo_until=AT_0947.replace(minute=48))
    submission = hand_in(draft, desk.editor)
    Approval.objects.update(due_at=AT_0947)
    run_scheduler(AT_0947)

    with time_machine.travel(AT_0947, tick=False), pytest.raises(DeskRefusal, match="doesn't take it down"):
        accept(submission, desk.publisher)


def test_page_without_text_and_approval_is_not_live_under_embargo(desk: Desk) -> None:
    index = StoryIndexPage.objects.get(locale__language_code="vi")
    index.embargo_until = AT_1944

    with pytest.raises((PublicationRefused, ValidationError), match="under embargo"):
        index.save()
