"""An editor's morning in Chromium: slow writing with autosaves, a colleague, a session that ends, a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from wagtail.models import Page as WagtailPage

from cms.approvals.models import Submission
from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import edit, make_person
from tests.browser.writer import PAUSE, Writer, read, wait_for_draft

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def add_paragraph(writer: Writer, text: str) -> None:
    writer.page.locator("[data-streamfield-stream-container] > div > button[title='Insert a block']").first.click()
    writer.page.get_by_role("option", name="Paragraph").click()
    writer.rich_text.press_sequentially(text, delay=PAUSE)


def test_an_editors_morning(page: Page, live_server: LiveServer, site: PublicSite, test_output: Path) -> None:
    writer = Writer(page, live_server)
    parent = WagtailPage.objects.get(url_path="/vi/stories/")

    page.goto(f"{live_server.url}/admin/pages/add/stories/storypage/{parent.pk}/")
    writer.type("Người lính trở về", field="title")
    writer.type("Một lá thư.")
    page.wait_for_url("**/edit/")
    story = StoryPage.objects.get()
    add_paragraph(writer, "Anh viết từ chiến trường.")
    wait_for_draft(page, story, lambda draft: "chiến trường." in str(draft.body))
    writer.expect_saved()
    writer.press_save()
    expect(page.locator(".messages .success")).to_be_visible()

    edit(StoryPage.objects.get(pk=story.pk), make_person(Role.EDITOR), summary="Một lá thư năm 1968.")
    writer.type(" Gửi mẹ.")
    page.evaluate("document.querySelector('[data-edit-form]').requestSubmit()")
    expect(page.locator(".messages")).to_contain_text("saved this page")
    assert read(story).summary == "Một lá thư năm 1968."
    writer.page.locator("[name=summary]").fill("")
    writer.type("Một lá thư năm 1968. Gửi mẹ.")
    writer.press_save()
    assert read(story).summary == "Một lá thư năm 1968. Gửi mẹ."

    writer.rich_text.press("Control+End")
    writer.rich_text.press_sequentially(" Rồi im lặng.", delay=PAUSE)
    Session.objects.all().delete()
    writer.rich_text.press_sequentially(" Mẹ chờ.", delay=PAUSE)
    expect(writer.notice).to_contain_text("You are signed out")
    page.screenshot(path=test_output / "editors-morning.png")
    writer.sign_in_beside()
    wait_for_draft(page, story, lambda draft: "Rồi im lặng. Mẹ chờ." in str(draft.body))
    writer.press_submit()

    expect(page.locator(".messages")).to_contain_text("submitted")
    submission = Submission.objects.get(page_id=story.pk)
    assert submission.revision.content["summary"] == "Một lá thư năm 1968. Gửi mẹ."
    assert "Anh viết từ chiến trường. Rồi im lặng. Mẹ chờ." in str(submission.revision.as_object().body)
