"""Every way to make a page live, tried with an unapproved text: by code and by the scheduler."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, Revision

from cms.approvals.publishing import publish_due
from cms.core.publication import PublicationRefused
from cms.media.models import CampaignImage
from cms.published import get_published
from cms.stories.models import StoryIndexPage, StoryPage
from tests.approvals.bypasses import assert_public_text, make_live, sign_in
from tests.approvals.factories import Desk, accept, edit, get_home, hand_in, make_source, make_translation
from tests.media.recorded import RECORDED

# --- saving by code ---


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
    other = get_home("vi").add_child(instance=StoryIndexPage(title="Khác", slug="khac", locale=live.locale))

    live.move(other, pos="last-child")

    assert_public_text(live, "Người lính trở về")


def test_approval_of_a_language_is_none_of_another(desk: Desk) -> None:
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


# --- the scheduler ---


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


def test_draft_saved_after_scheduling_is_not_published_by_the_scheduler(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, go_live_at=now + timedelta(hours=2))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    edit(story, desk.editor, title="Chưa ai duyệt")

    with time_machine.travel(now + timedelta(hours=3)):
        call_command("publish_scheduled")

    assert_public_text(story, "Người lính trở về")


def test_revision_scheduled_without_the_desk_is_not_published(desk: Desk) -> None:
    story = make_source(desk.editor)
    revision = story.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(hours=1)
    revision.save()

    call_command("publish_scheduled")

    assert_public_text(story, None)


def test_old_revision_scheduled_by_a_superuser_takes_no_live_page_down(desk: Desk) -> None:
    story = make_source(desk.editor)
    old = edit(story, desk.editor, go_live_at=timezone.now() + timedelta(days=1)).latest_revision
    edit(story, desk.editor, go_live_at=None)
    accept(hand_in(story, desk.editor), desk.publisher)

    Revision.objects.get(pk=old.pk).publish(user=desk.superuser, skip_permission_checks=True)

    assert_public_text(story, "Người lính trở về")


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


def test_refused_page_does_not_delay_others(desk: Desk) -> None:
    now = timezone.now()
    pages = [make_source(desk.editor, title=title, go_live_at=now + timedelta(hours=1)) for title in ("Một", "Hai")]
    broken, intact = [accept(hand_in(page, desk.editor), desk.publisher, at=now) for page in pages]
    broken.revision.content["title"] = "Viết đè"
    broken.revision.save()

    with time_machine.travel(now + timedelta(hours=2)):
        result = publish_due(at=timezone.now())

    assert [approval.pk for approval, _refusal in result.refused] == [broken.pk]
    assert [approval.pk for approval in result.published] == [intact.pk]


def test_withdrawn_page_is_not_published_again_by_the_scheduler(desk: Desk) -> None:
    from cms.approvals.withdrawal import withdraw

    now = timezone.now()
    story = make_source(desk.editor, go_live_at=now + timedelta(hours=1))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)
    withdraw(translation_key=story.translation_key, language=None, by=desk.lead, reason="Sai.", at=now)

    with time_machine.travel(now + timedelta(hours=2)):
        publish_due(at=timezone.now())

    assert_public_text(story, None)


def test_expired_page_is_unpublished_by_the_scheduler(desk: Desk) -> None:
    now = timezone.now()
    story = make_source(desk.editor, expire_at=now + timedelta(hours=1))
    accept(hand_in(story, desk.editor), desk.publisher, at=now)

    with time_machine.travel(now + timedelta(hours=2)):
        publish_due(at=timezone.now())

    assert_public_text(story, None)


# --- the picture under a live page ---


def make_image() -> Any:
    return CampaignImage.objects.create(title="Ảnh", file=get_test_image_file(filename="a.png"), **RECORDED)


def test_picture_of_a_live_page_is_not_replaced_by_another(desk: Desk) -> None:
    image = make_image()
    story = make_source(desk.editor, picture=image, picture_text="Một bức ảnh.")
    accept(hand_in(story, desk.editor), desk.publisher)
    other = SimpleUploadedFile("b.png", get_test_image_file(colour="red").file.getvalue(), "image/png")

    answer = sign_in(desk.superuser).post(
        reverse("wagtailimages:edit", args=[image.pk]), {"title": "Ảnh", "file": other}
    )
    image.file = get_test_image_file(filename="c.png", colour="red")
    with override("en"), pytest.raises(PublicationRefused, match="its file can't be replaced"):
        image.save()

    assert "is shown by a live page" in answer.content.decode()
    kept = CampaignImage.objects.get(pk=image.pk)
    assert kept.file_hash == kept.get_file_hash()
    assert get_published(kind="story", key=str(story.translation_key), language="vi") is not None


def test_picture_that_no_live_page_shows_is_replaced_and_a_title_changed_at_any_time(desk: Desk) -> None:
    image = make_image()
    story = make_source(desk.editor, picture=image, picture_text="Một bức ảnh.")
    image.file = get_test_image_file(filename="b.png", colour="red")
    image.save()
    accept(hand_in(story, desk.editor), desk.publisher)

    image = CampaignImage.objects.get(pk=image.pk)
    image.title = "Tên khác"
    image.save()

    assert CampaignImage.objects.get(pk=image.pk).title == "Tên khác"
