"""Wagtail's page editor in Chromium: the slug as the title is typed, and what a paste from Word couldn't keep."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from wagtail.models import Page

from cms.users.roles import Role
from tests.approvals.factories import make_person, make_source
from tests.journeys.person import PASSWORD, say

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Người lính già trở lại chiến trường xưa để tìm đồng đội đã nằm lại bên bờ sông Thạch Hãn"
WATCHED = (
    'document.addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = ""; });'
)
PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def open_editor(new_context: CreateContextCallback, live_server: LiveServer, path: str) -> BrowserPage:
    make_person(Role.EDITOR, username="bien-tap")
    page = new_context(base_url=live_server.url).new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "bien-tap")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    page.add_init_script(WATCHED)
    page.goto(path)
    page.wait_for_selector("html[data-watched]", state="attached")
    return page


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đường về của người lính, 1968", "duong-ve-cua-nguoi-linh-1968"),
        (LONG, "nguoi-linh-gia-tro-lai-chien-truong-xua-de-tim-dong-doi-da"),
    ],
)
def test_slug_of_a_typed_title_is_short_ascii(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback, title: str, slug: str, form: str
) -> None:
    parent = Page.objects.get(url_path="/vi/stories/")
    page = open_editor(new_context, live_server, f"/admin/pages/add/stories/storypage/{parent.pk}/")

    page.locator("[name=title]").press_sequentially(unicodedata.normalize(form, title))
    page.locator("[name=title]").blur()

    page.wait_for_function("slug => document.querySelector('[name=slug]').value === slug", arg=slug)


def test_what_a_paste_from_word_lost_is_said(
    site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback
) -> None:
    story = make_source(site.editor, body=[("paragraph", {"text": "<p>Một.</p>"})])
    page = open_editor(new_context, live_server, f"/admin/pages/{story.pk}/edit/")
    editor = page.locator(".Draftail-Editor [contenteditable=true]").first
    editor.click()

    editor.evaluate(PASTE, "<h2>Đề mục</h2><table><tr><td>Ô</td></tr></table>")

    notice = page.locator("[data-paste-notice]")
    notice.wait_for()
    assert say("Headings were pasted as paragraphs: make each a block of its own, of the kind “Heading”.") in (
        notice.inner_text()
    )
    assert say("A table was pasted as paragraphs, a cell in each: write it as a list, or add it as a file.") in (
        notice.inner_text()
    )
