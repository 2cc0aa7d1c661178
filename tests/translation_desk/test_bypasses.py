"""Every way by which a page could become live, tried with a text that nobody approved (R6)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from cms.core.publication import PublicationRefused
from cms.media.models import CampaignImage
from cms.published import get_published
from cms.stories.models import StoryIndexPage, StoryPage
from cms.translation_desk.going_live import publish_due
from cms.translation_desk.models import Approval
from tests.translation_desk.factories import Desk, accept, edit, get_open, hand_in, make_source, make_translation


def sign_in(user: Any) -> Client:
    client = Client(headers={"referer": "http://testserver/admin/"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read_form(client: Client, url: str) -> dict[str, str]:
    """Return what the page editor's form would send as it stands."""
    form = html.fromstring(client.get(url).content).get_element_by_id("page-edit-form")
    return {**{name: value or "" for name, value in form.form_values()}, "body-count": "0"}


def make_live(desk: Desk) -> StoryPage:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    return StoryPage.objects.get(pk=story.pk)


def assert_public_text(page: Page, title: str | None) -> None:
    now = Page.objects.get(pk=page.pk)
    assert (now.title if now.live else None) == title


# --- the rules ---


def test_superusers_save_of_a_live_row_is_refused(desk: Desk) -> None:
    live = make_live(desk)
    live.title = "Chưa ai duyệt"

    with pytest.raises(PublicationRefused, match="isn't exactly the text that was approved"):
        live.save()

    assert_public_text(live, "Người lính trở về")


def test_save_through_the_plain_page_class_is_refused(desk: Desk) -> None:
    plain = Page.objects.get(pk=make_live(desk).pk)
    plain.title = "Chưa ai duyệt"

    with pytest.raises(PublicationRefused):
        plain.save()


def test_save_of_named_fields_is_refused(desk: Desk) -> None:
    live = make_live(desk)
    live.summary = "Chưa ai duyệt"

    with pytest.raises(PublicationRefused):
        live.save(update_fields=["summary"])


def test_page_made_live_from_the_start_is_refused_and_leaves_the_tree_whole(desk: Desk) -> None:
    index = StoryIndexPage.objects.get(locale__language_code="vi")

    with pytest.raises(PublicationRefused):
        index.add_child(instance=StoryPage(title="Chưa ai duyệt", live=True))

    assert not StoryPage.objects.exists()


def test_publishing_a_draft_by_code_is_refused(desk: Desk) -> None:
    live = make_live(desk)
    edit(live, desk.editor, title="Chưa ai duyệt")

    with pytest.raises(PublicationRefused):
        StoryPage.objects.get(pk=live.pk).get_latest_revision().publish(user=desk.superuser)

    assert_public_text(live, "Người lính trở về")


def test_superseded_text_cannot_be_reverted_to(desk: Desk) -> None:
    live = make_live(desk)
    first = live.live_revision
    edit(live, desk.editor, title="Bản hai")
    accept(hand_in(live, desk.editor), desk.publisher)

    with pytest.raises(PublicationRefused):
        first.publish(user=desk.superuser)

    assert_public_text(live, "Bản hai")


def test_live_copy_is_refused_and_leaves_the_tree_whole(desk: Desk) -> None:
    live = make_live(desk)
    index = live.get_parent()

    with pytest.raises(PublicationRefused):
        live.copy(to=index.specific, update_attrs={"slug": "ban-sao"}, keep_live=True)

    assert Page.objects.get(pk=index.pk).numchild == Page.objects.get(pk=index.pk).get_children().count()


def test_live_alias_is_refused_in_its_own_and_in_another_language(desk: Desk) -> None:
    live = make_live(desk)
    korean_index = StoryIndexPage.objects.get(locale__language_code="ko")

    with pytest.raises(PublicationRefused):
        live.create_alias(update_slug="bi-danh")
    with pytest.raises(PublicationRefused):
        live.create_alias(
            parent=korean_index, update_locale=Locale.objects.get(language_code="ko"), reset_translation_key=False
        )

    assert StoryPage.objects.count() == 1


def test_draft_alias_never_goes_live_with_its_original(desk: Desk) -> None:
    story = make_source(desk.editor)
    with pytest.raises(PublicationRefused, match="alias"):
        story.create_alias(update_slug="bi-danh")

    accept(hand_in(story, desk.editor), desk.publisher)

    assert StoryPage.objects.filter(live=True).count() == 1


def test_live_page_cannot_be_moved_into_another_languages_tree(desk: Desk) -> None:
    live = make_live(desk)

    with pytest.raises(PublicationRefused, match="tree of another language"):
        live.move(StoryIndexPage.objects.get(locale__language_code="ko"), pos="last-child")

    assert Page.objects.get(pk=live.pk).get_parent().locale.language_code == "vi"


def test_live_page_moves_within_its_language(desk: Desk) -> None:
    live = make_live(desk)
    other = desk.homes["vi"].add_child(instance=StoryIndexPage(title="Khác", slug="khac", locale=live.locale))

    live.move(other, pos="last-child")

    assert_public_text(live, "Người lính trở về")


def test_approved_translation_says_nothing_for_another_language(desk: Desk) -> None:
    live = make_live(desk)
    korean = make_translation(live, "ko", desk.translator)

    with pytest.raises(PublicationRefused, match="isn't approved in this language"):
        korean.get_latest_revision().publish(user=desk.superuser)


def test_draft_of_a_translation_does_not_leak_when_the_source_is_published_again(desk: Desk) -> None:
    live = make_live(desk)
    korean = make_translation(live, "ko", desk.translator, title="초안")
    edit(live, desk.editor, title="Bản hai")

    accept(hand_in(live, desk.editor), desk.publisher)

    assert_public_text(korean, None)


# --- the clock ---


def test_approved_page_goes_live_at_its_time_and_not_before(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, go_live_at=now + timedelta(hours=2))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    assert_public_text(story, None)

    with time_machine.travel(now + timedelta(hours=1)):
        publish_due(at=timezone.now())
        assert_public_text(story, None)
    with time_machine.travel(now + timedelta(hours=3)):
        publish_due(at=timezone.now())
        assert_public_text(story, "Người lính trở về")


def test_draft_saved_after_scheduling_does_not_go_live_by_the_clock(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, go_live_at=now + timedelta(hours=2))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    edit(story, desk.editor, title="Chưa ai duyệt")

    with time_machine.travel(now + timedelta(hours=3)):
        call_command("publish_scheduled")

    assert_public_text(story, "Người lính trở về")


def test_revision_scheduled_behind_the_desk_is_not_published_by_the_clock(desk: Desk) -> None:
    story = make_source(desk.editor)
    revision = story.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(hours=1)
    revision.save()

    call_command("publish_scheduled")

    assert_public_text(story, None)


def test_embargo_holds_an_approved_page_back_until_its_end(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, embargo_until=now + timedelta(days=1))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    assert_public_text(story, None)

    with time_machine.travel(now + timedelta(days=2)):
        publish_due(at=timezone.now())

    assert_public_text(story, "Người lính trở về")


def test_translation_waits_for_the_embargo_of_its_source(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, embargo_until=now + timedelta(days=1))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    korean = make_translation(story, "ko", desk.translator, title="제목", embargo_until=None)
    accept(hand_in(korean, desk.translator), desk.reviewer, at=now)
    assert_public_text(korean, None)

    with time_machine.travel(now + timedelta(days=2)):
        publish_due(at=timezone.now())

    assert_public_text(korean, "제목")


def test_refused_page_keeps_no_other_from_its_time(desk: Desk) -> None:
    now = timezone.now()
    pages = [make_source(desk.editor, title=title, go_live_at=now + timedelta(hours=1)) for title in ("Một", "Hai")]
    broken, sound = [accept(hand_in(page, desk.editor), desk.publisher, at=now) for page in pages]
    broken.revision.content["title"] = "Viết đè"
    broken.revision.save()

    with time_machine.travel(now + timedelta(hours=2)):
        result = publish_due(at=timezone.now())

    assert [approval.pk for approval, _refusal in result.refused] == [broken.pk]
    assert [approval.pk for approval in result.published] == [sound.pk]


def test_withdrawn_page_does_not_come_back_by_the_clock(desk: Desk) -> None:
    from cms.translation_desk.approval import withdraw

    now = timezone.now()
    story = make_source(desk.editor, go_live_at=now + timedelta(hours=1))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    withdraw(translation_key=story.translation_key, language=None, by=desk.lead, reason="Sai.", at=now)

    with time_machine.travel(now + timedelta(hours=2)):
        publish_due(at=timezone.now())

    assert_public_text(story, None)


def test_expired_page_comes_down_by_the_clock(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, expire_at=now + timedelta(hours=1))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)

    with time_machine.travel(now + timedelta(hours=2)):
        publish_due(at=timezone.now())

    assert_public_text(story, None)


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


def test_editor_hands_in_by_wagtails_button_and_it_is_the_desks_submission(desk: Desk) -> None:
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
def test_who_may_not_approve_is_refused_on_the_review_page(desk: Desk, who: str) -> None:
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


def test_stale_review_page_is_refused(desk: Desk) -> None:
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
    from cms.translation_desk.approval import withdraw

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


def test_draft_that_nobody_approved_is_deleted_by_its_writer(desk: Desk) -> None:
    story = make_source(desk.editor)

    sign_in(desk.editor).post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert not StoryPage.objects.exists()


# --- other ways of Wagtail's: its interface for the editor, and many pages at once ---


@pytest.mark.parametrize("who", ["editor", "publisher", "translator", "lead"])
@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move", "copy", "revert_to_page_revision"])
def test_interface_of_the_editor_changes_nothing_public(desk: Desk, who: str, action: str) -> None:
    live = make_live(desk)
    edit(live, desk.editor, title="Chưa ai duyệt")
    data = {"destination_page_id": desk.homes["ko"].pk, "revision_id": live.live_revision_id, "keep_live": True}
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

    sign_in(getattr(desk, who)).post(url, {"chooser": str(desk.homes["vi"].pk)})

    assert_public_text(live, "Người lính trở về")
    assert Page.objects.get(pk=live.pk).get_parent() == live.get_parent()


# --- the picture under a live page ---


def make_image() -> Any:
    return CampaignImage.objects.create(title="Ảnh", file=get_test_image_file(filename="a.png"))


def test_picture_of_a_live_page_is_not_replaced_by_another(desk: Desk) -> None:
    image = make_image()
    story = make_source(desk.editor, main_image=image, main_image_text="Một bức ảnh.")
    accept(hand_in(story, desk.editor), desk.publisher)
    other = SimpleUploadedFile("b.png", get_test_image_file(colour="red").file.getvalue(), "image/png")

    answer = sign_in(desk.superuser).post(
        reverse("wagtailimages:edit", args=[image.pk]), {"title": "Ảnh", "file": other}
    )
    image.file = get_test_image_file(filename="c.png", colour="red")
    with pytest.raises(PublicationRefused, match="its file can't be replaced"):
        image.save()

    assert "is shown by a live page" in answer.content.decode()
    kept = CampaignImage.objects.get(pk=image.pk)
    assert kept.file_hash == kept.get_file_hash()
    assert get_published(kind="story", key=str(story.translation_key), language="vi") is not None


def test_picture_that_no_live_page_shows_is_replaced_and_a_title_changed_at_any_time(desk: Desk) -> None:
    image = make_image()
    story = make_source(desk.editor, main_image=image, main_image_text="Một bức ảnh.")
    image.file = get_test_image_file(filename="b.png", colour="red")
    image.save()
    accept(hand_in(story, desk.editor), desk.publisher)

    image = CampaignImage.objects.get(pk=image.pk)
    image.title = "Tên khác"
    image.save()

    assert CampaignImage.objects.get(pk=image.pk).title == "Tên khác"
