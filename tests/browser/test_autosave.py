"""Wagtail's editor saves by itself; on a slow server a person presses a button before that has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wagtail.models import Page

from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.journeys.person import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The server has made the page, and its answer arrives when the test lets it. The editor looks first at what the form
# holds, and says so; only what is typed after that is a change.
SLOW_LINE = """
const quick = window.fetch;
const arrival = new Promise((done) => { window.letTheAnswerArrive = done; });
window.fetch = async (address, options) => {
  const answer = await quick(address, options);
  if (options?.method?.toLowerCase() === "post" && !String(address).includes("preview")) {
    document.documentElement.dataset.saved = "";
    await arrival;
  }
  return answer;
};
document.addEventListener("w-unsaved:watch-edits", () => { document.documentElement.dataset.watched = ""; });
"""


def test_a_press_while_the_new_page_is_being_saved_by_itself_makes_one_page(
    site: PublicSite, live_server: LiveServer, browser: Browser
) -> None:
    make_person(Role.EDITOR, username="bien-tap")
    page = browser.new_context(base_url=live_server.url).new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "bien-tap")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    parent = Page.objects.get(url_path="/vi/stories/")
    page.add_init_script(SLOW_LINE)
    page.goto(f"/admin/pages/add/stories/storypage/{parent.pk}/")
    page.wait_for_selector("html[data-watched]", state="attached")
    page.locator("[name=title]").press_sequentially("Một câu chuyện")
    page.locator("[name=summary]").press_sequentially("Tóm tắt")
    page.wait_for_selector("html[data-saved]", state="attached")
    page.locator("button.action-save").first.click(force=True)
    with page.expect_navigation():
        page.evaluate("letTheAnswerArrive()")

    assert page.url.endswith("/edit/"), page.locator(".messages").inner_text()
    assert StoryPage.objects.count() == 1
