"""The page editor's control “Insert from the register”, and tokens shown with their values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Page

from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.factories import ContactChannelFactory, FactFactory
from tests.journeys.person import PASSWORD

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer
    from pytest_playwright import CreateContextCallback

    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "0965 001 222 (+84 965 001 222)"


@pytest.fixture
def page(site: PublicSite, live_server: LiveServer, new_context: CreateContextCallback) -> Any:
    """The editor's form of a new story, with the hotline in the register."""
    fact = FactFactory(key="hotline", label="Đường dây nóng", value="+84965001222")
    ContactChannelFactory(verified=True, facts=[fact])
    FactFactory(key="end", kind="date", label="Ngày cuối", value="2027-07-27")
    make_person(Role.EDITOR, username="bien-tap", interface_language="en")
    page = new_context(base_url=live_server.url).new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "bien-tap")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    parent = Page.objects.get(url_path="/vi/stories/")
    page.goto(f"/admin/pages/add/stories/storypage/{parent.pk}/")
    return page


def choose(page: Any, label: str) -> None:
    dialog = page.get_by_role("dialog", name="Insert from the register")
    dialog.get_by_role("searchbox").fill(label)
    dialog.get_by_role("button", name=label).click()


def test_token_is_inserted_at_the_cursor_of_a_text_field_and_shown_with_its_value(page: Any) -> None:
    page.locator("[name=title]").fill("Một câu chuyện")
    summary = page.locator("[name=summary]")
    summary.fill("Xin gọi .")
    summary.evaluate("field => field.setSelectionRange(8, 8)")

    page.locator("[name=summary] + .register-insert").click()
    choose(page, "Đường dây nóng")

    expect(summary).to_have_value("Xin gọi [[hotline]].")
    expect(page.locator("[name=summary] ~ .register-values")).to_have_text(f"[[hotline]] {NUMBER}")
    expect(page.locator("[name=slug] + .register-insert")).to_have_count(0)


def test_token_is_inserted_into_rich_text_and_shown_with_its_value(page: Any) -> None:
    page.locator("[name=title]").fill("Một câu chuyện")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").click()
    editor = page.locator(".public-DraftEditor-content").first
    editor.click()
    page.keyboard.type("Xin gọi ")

    page.locator(".Draftail-MetaToolbar .register-insert").first.click()
    choose(page, "Đường dây nóng")

    token = editor.locator(".register-token")
    expect(token).to_have_text("[[hotline]]")
    expect(token).to_have_attribute("data-value", NUMBER)
    expect(page.locator("[name=body-0-value-text]")).to_have_value(re.compile(r"\[\[hotline\]\]"))
    with page.expect_event("load"):
        page.locator("button.action-save").first.click()
    draft = StoryPage.objects.get(title="Một câu chuyện").get_latest_revision_as_object()
    assert "[[hotline]]" in str(draft.body.raw_data[0])


def test_names_of_rows_have_no_control_because_readers_would_see_the_token(page: Any) -> None:
    buttons = page.get_by_role("button", name="Insert from the register")
    expect(buttons).not_to_have_count(0)

    with page.expect_response(f"**{reverse('fact_tokens')}") as tokens:
        page.goto("/admin/snippets/campaign/topic/add/")
    page.locator("[name=name_vi]").wait_for()
    # The page's own request began earlier: once this one is answered, the controls would be there.
    page.evaluate("address => fetch(address).then((response) => response.json())", tokens.value.url)

    expect(buttons).to_have_count(0)
