"""Every way to make a page live by HTTP, tried with an unapproved text: buttons, bulk actions, deletion."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.stories.models import StoryPage
from tests.approvals.bypasses import assert_public_text, make_live, read_form, sign_in
from tests.approvals.factories import Desk, accept, edit, get_home, get_open, hand_in, make_source

# --- through HTTP, as a superuser and as each role ---


def test_superusers_publish_button_is_refused_and_the_draft_is_kept(desk: Desk) -> None:
    live = make_live(desk)
    client = sign_in(desk.superuser)
    url = reverse("wagtailadmin_pages:edit", args=[live.pk])

    client.post(url, {**read_form(client, url), "title": "Chưa ai duyệt", "action-publish": "1"})

    assert_public_text(live, "Người lính trở về")
    assert StoryPage.objects.get(pk=live.pk).get_latest_revision_as_object().title == "Chưa ai duyệt"


@pytest.mark.parametrize("who", ["editor", "publisher", "translator", "reviewer", "lead"])
def test_no_role_publishes_by_the_button(desk: Desk, who: str) -> None:
    story = make_source(desk.editor)
    form = read_form(sign_in(desk.superuser), reverse("wagtailadmin_pages:edit", args=[story.pk]))

    sign_in(getattr(desk, who)).post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]), {**form, "action-publish": "1"}
    )

    assert_public_text(story, None)


@pytest.mark.parametrize("who", ["editor", "publisher", "superuser"])
def test_bulk_publish_is_refused(desk: Desk, who: str) -> None:
    story = make_source(desk.editor)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={story.pk}"

    sign_in(getattr(desk, who)).post(url)

    assert_public_text(story, None)


def test_superusers_revert_and_publish_is_refused(desk: Desk) -> None:
    live = make_live(desk)
    first = live.live_revision
    edit(live, desk.editor, title="Bản hai")
    accept(hand_in(live, desk.editor), desk.publisher)
    client = sign_in(desk.superuser)
    url = reverse("wagtailadmin_pages:edit", args=[live.pk])
    form = read_form(client, reverse("wagtailadmin_pages:revisions_revert", args=[live.pk, first.pk]))

    client.post(url, {**form, "revision": str(first.pk), "action-publish": "1"})

    assert_public_text(live, "Bản hai")


def test_superusers_copy_starts_as_a_draft(desk: Desk) -> None:
    live = make_live(desk)

    sign_in(desk.superuser).post(
        reverse("wagtailadmin_pages:copy", args=[live.pk]),
        {
            "new_title": "Bản sao",
            "new_slug": "ban-sao",
            "new_parent_page": str(live.get_parent().pk),
            "publish_copies": "on",
            "alias": "on",
        },
    )

    copy = Page.objects.get(slug="ban-sao")
    assert not copy.live and copy.alias_of_id is None


def test_wagtails_submit_button_makes_a_submission_of_the_desk(desk: Desk) -> None:
    story = make_source(desk.editor)
    client = sign_in(desk.editor)
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])

    client.post(url, {**read_form(client, url), "title": "Sửa và gửi", "action-submit": "1"})

    submission = get_open(story)
    assert submission.snapshot[0]["text"] == "Sửa và gửi"
    assert submission.submitted_by == desk.editor


@pytest.mark.parametrize("who", ["publisher", "superuser"])
def test_wagtails_own_approve_action_approves_nothing(desk: Desk, who: str) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", submission.task_state_id])

    sign_in(getattr(desk, who)).post(url)

    assert_public_text(story, None)
    assert not Approval.objects.exists()


@pytest.mark.parametrize("who", ["editor", "translator", "reviewer", "lead"])
def test_user_without_the_permission_is_refused_on_the_review_page(desk: Desk, who: str) -> None:
    story = make_source(desk.editor)
    submission = hand_in(story, desk.editor)

    sign_in(getattr(desk, who)).post(
        reverse("desk_review", args=[submission.pk]), {"digest": submission.digest, "approve": "1"}
    )

    assert_public_text(story, None)


def test_superuser_does_not_approve_their_own_text_on_the_review_page(desk: Desk) -> None:
    story = make_source(desk.superuser)
    submission = hand_in(story, desk.superuser)

    sign_in(desk.superuser).post(
        reverse("desk_review", args=[submission.pk]), {"digest": submission.digest, "approve": "1"}
    )

    assert_public_text(story, None)


def test_review_page_of_a_changed_text_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor)
    first = hand_in(story, desk.editor)
    edit(story, desk.editor, title="Đổi sau khi gửi")
    second = hand_in(story, desk.editor)

    answer = sign_in(desk.publisher).post(
        reverse("desk_review", args=[second.pk]), {"digest": first.digest, "approve": "1"}
    )

    assert answer.status_code == 409
    assert "Read it again before you approve it" in answer.content.decode()
    assert_public_text(story, None)


# --- deletion ---


@pytest.mark.parametrize("who", ["editor", "publisher", "lead", "superuser"])
def test_live_page_is_never_deleted(desk: Desk, who: str) -> None:
    live = make_live(desk)
    client = sign_in(getattr(desk, who))

    client.post(reverse("wagtailadmin_pages:delete", args=[live.pk]))
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={live.pk}")

    assert_public_text(live, "Người lính trở về")


@pytest.mark.parametrize("who", ["editor", "publisher", "superuser"])
def test_withdrawn_page_stays_on_record(desk: Desk, who: str) -> None:
    from cms.approvals.withdrawal import withdraw

    live = make_live(desk)
    withdraw(translation_key=live.translation_key, language=None, by=desk.lead, reason="Sai.", at=timezone.now())

    sign_in(getattr(desk, who)).post(reverse("wagtailadmin_pages:delete", args=[live.pk]))

    assert StoryPage.objects.filter(pk=live.pk).exists()


def test_index_with_an_approved_page_below_it_is_not_deleted(desk: Desk) -> None:
    live = make_live(desk)

    sign_in(desk.superuser).post(reverse("wagtailadmin_pages:delete", args=[live.get_parent().pk]))

    assert StoryPage.objects.filter(pk=live.pk).exists()


def test_page_in_review_is_not_deleted(desk: Desk) -> None:
    story = make_source(desk.editor)
    hand_in(story, desk.editor)

    sign_in(desk.editor).post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert get_open(story).page_id == story.pk


def test_unapproved_draft_is_deleted_by_its_writer(desk: Desk) -> None:
    story = make_source(desk.editor)

    sign_in(desk.editor).post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert not StoryPage.objects.exists()


# --- other ways of Wagtail's: its interface for the editor, and many pages at once ---


@pytest.mark.parametrize("who", ["editor", "publisher", "translator", "lead"])
@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move", "copy", "revert_to_page_revision"])
def test_interface_of_the_editor_changes_nothing_public(desk: Desk, who: str, action: str) -> None:
    live = make_live(desk)
    edit(live, desk.editor, title="Chưa ai duyệt")
    data = {"destination_page_id": get_home("ko").pk, "revision_id": live.live_revision_id, "keep_live": True}
    url = reverse("wagtailadmin_api:pages:action", args=[live.pk, action])

    sign_in(getattr(desk, who)).post(url, {**data, "slug": "ban-sao"}, content_type="application/json")

    assert_public_text(live, "Người lính trở về")
    assert Page.objects.get(pk=live.pk).get_parent() == live.get_parent()
    assert list(StoryPage.objects.filter(live=True)) == [live]


@pytest.mark.parametrize("who", ["editor", "publisher", "translator", "lead"])
@pytest.mark.parametrize("action", ["unpublish", "move"])
def test_bulk_actions_leave_a_live_page_where_it_is(desk: Desk, who: str, action: str) -> None:
    live = make_live(desk)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={live.pk}"

    sign_in(getattr(desk, who)).post(url, {"chooser": str(get_home("vi").pk)})

    assert_public_text(live, "Người lính trở về")
    assert Page.objects.get(pk=live.pk).get_parent() == live.get_parent()
