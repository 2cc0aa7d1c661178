"""Saves from Wagtail's page editor: bases, windows and expired pages, by the requests that its scripts send."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.core.editing import DraftSavedMeanwhile, EditorBase
from cms.stories.models import StoryPage
from tests.approvals.factories import edit, make_source
from tests.journeys.person import read_fields, write_stream
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from django.test import Client

    from tests.approvals.factories import Desk


class Window:
    """A page editor that is open in a browser window, with the fields as the page showed them."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        tree = BeautifulSoup(client.get(address).content.decode(), "lxml")
        form = tree.select_one("[data-edit-form]")
        assert form is not None
        self.fields = {name: values[0] for name, values in read_fields(form).items()}
        self.fields |= write_stream("body", ("paragraph", {"text": "<p>Thân bài.</p>"}))
        self.fields |= write_stream("corrections")

    def autosave(self, **typed: Any) -> Any:
        self.fields |= typed
        return self.client.post(self.address, self.fields, headers={"Accept": "application/json"}).json()

    def press(self, **typed: Any) -> str:
        """Press "Save draft" and return the messages that follow."""
        self.fields |= typed
        answer = self.client.post(self.address, self.fields, follow=True)
        found = BeautifulSoup(answer.content.decode(), "lxml").select_one(".messages ul")
        assert found is not None
        return found.get_text(" ", strip=True)


def open_editor(person: Any, story: Any) -> Window:
    return Window(sign_in(person), reverse("wagtailadmin_pages:edit", args=[story.pk]))


def read_summary(story: Any) -> str:
    return StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().summary


def test_autosave_based_on_a_draft_of_its_own_window_is_accepted(desk: Desk) -> None:
    story = make_source(desk.editor)
    window = open_editor(desk.editor, story)

    answers = [window.autosave(summary=text) for text in ("một", "hai")]

    assert [answer["success"] for answer in answers] == [True, True]
    assert answers[0]["revision_id"] == answers[1]["revision_id"]
    assert read_summary(story) == "hai"


def test_press_after_an_autosave_of_its_own_window_is_accepted(desk: Desk) -> None:
    story = make_source(desk.editor)
    window = open_editor(desk.editor, story)
    window.autosave(summary="một")

    said = window.press(summary="hai")

    assert "has been updated" in said
    assert read_summary(story) == "hai"


def test_text_is_previewed_before_its_window_has_learned_of_its_own_autosave(desk: Desk) -> None:
    story = make_source(desk.editor)
    window = open_editor(desk.editor, story)
    window.autosave(summary="một")

    answer = window.client.post(f"{window.address}preview/", window.fields | {"summary": "hai"})

    assert answer.json() == {"is_valid": True, "is_available": True}
    assert read_summary(story) == "một"


def test_second_window_of_the_same_person_overwrites_nothing(desk: Desk) -> None:
    story = make_source(desk.editor)
    first, second = open_editor(desk.editor, story), open_editor(desk.editor, story)
    first.autosave(summary="một")

    answer, said = second.autosave(summary="hai"), second.press(summary="hai")

    assert answer["error_code"] == "invalid_revision"
    assert f"{desk.editor} saved this page" in said
    assert read_summary(story) == "một"


def test_colleagues_draft_is_not_overwritten_by_a_window_that_had_saved_before(desk: Desk) -> None:
    story = make_source(desk.editor)
    window = open_editor(desk.editor, story)
    window.autosave(summary="một")
    edit(StoryPage.objects.get(pk=story.pk), desk.publisher, summary="của bạn")

    answer, said = window.autosave(summary="hai"), window.press(summary="hai")

    assert answer["error_code"] == "invalid_revision"
    assert f"{desk.publisher} saved this page" in said
    assert read_summary(story) == "của bạn"


def test_window_doesnt_count_for_another_person(desk: Desk) -> None:
    story = make_source(desk.editor)
    window = open_editor(desk.editor, story)
    window.autosave(summary="một")
    window.client = sign_in(desk.publisher)

    answer = window.autosave(summary="hai")

    assert answer["error_code"] == "invalid_revision"
    assert read_summary(story) == "một"


def test_new_page_is_created_once_if_its_window_sends_it_again(desk: Desk) -> None:
    parent = Page.objects.get(url_path="/vi/stories/")
    client = sign_in(desk.editor)
    window = Window(client, reverse("wagtailadmin_pages:add", args=["stories", "storypage", parent.pk]))

    first, second = (window.autosave(title="Chuyện", slug="chuyen", summary=text) for text in ("một", "hai"))

    made = StoryPage.objects.get()
    assert (first["pk"], second["pk"]) == (made.pk, made.pk)
    assert second["url"] == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert second["hydrate_url"].startswith(second["url"])
    assert read_summary(made) == "hai"


def test_page_that_expired_is_saved_as_a_draft_with_its_date(desk: Desk) -> None:
    story = make_source(desk.editor)
    past = timezone.now().replace(microsecond=0) - timedelta(days=1)
    edit(StoryPage.objects.get(pk=story.pk), desk.editor, expire_at=past)
    window = open_editor(desk.editor, story)

    answer = window.autosave(summary="sau hạn")

    assert answer["success"], answer
    assert StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().expire_at == past
    assert "validation errors" in window.press(**{"action-submit": "1"})


def test_expiry_that_is_changed_to_the_past_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor)
    window = open_editor(desk.editor, story)

    answer = window.autosave(expire_at="2020-01-01 08:00")

    assert answer["error_code"] == "validation_error"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_the_same_moment_overwrite_nothing(desk: Desk) -> None:
    story = make_source(desk.editor)
    revision = StoryPage.objects.get(pk=story.pk).latest_revision
    is_held, outcome = threading.Event(), []

    def save_second() -> None:
        page = StoryPage.objects.get(pk=story.pk)
        page.summary = "của bạn"
        page.editor_base = EditorBase(str(uuid4()), str(revision.pk), revision.created_at.isoformat(), "")
        is_held.set()
        try:
            page.save_revision(user=desk.publisher)
        except DraftSavedMeanwhile as refused:
            outcome.append(str(refused))
        finally:
            connection.close()

    second = threading.Thread(target=save_second)
    with transaction.atomic():
        page = StoryPage.objects.select_for_update(of=("page_ptr",)).get(pk=story.pk)
        second.start()
        is_held.wait()
        page.summary = "của tôi"
        page.save_revision(user=desk.editor)
    second.join()

    assert outcome[0].startswith(str(desk.editor))
    assert read_summary(story) == "của tôi"
