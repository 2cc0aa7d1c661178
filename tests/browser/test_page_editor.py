"""Wagtail's page editor with the project's scripts: no typed character is lost, and no save is refused by one's own."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Page as WagtailPage

from cms.approvals.models import Submission
from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import accept, edit, hand_in, make_person, make_source
from tests.browser.writer import PAUSE, SAVE, Writer, read, wait_for_draft
from tests.translation_desk.test_side_by_side import write_body

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Holds the response to the first autosave back until the test lets it go.
HOLD_FIRST_RESPONSE = """
const quick = window.fetch;
const arrival = new Promise((done) => { window.deliverResponse = done; });
let isFirst = true;
window.fetch = async (address, options) => {
  const response = await quick(address, options);
  if (isFirst && options?.headers?.Accept === "application/json" && String(address).endsWith("/edit/")) {
    isFirst = false;
    document.documentElement.dataset.held = "";
    await arrival;
  }
  return response;
};
"""


@pytest.fixture
def writer(page: Page, live_server: LiveServer) -> Writer:
    return Writer(page, live_server)


@pytest.fixture
def story(writer: Writer) -> Any:
    return make_source(writer.user, summary="Đầu.", body=write_body("<p>Thân bài.</p>"))


def test_autosaves_never_refuse_the_editors_own_save_or_submission(writer: Writer, story: Any) -> None:
    writer.open(story)
    writer.type(" Một dòng viết chậm.")
    writer.expect_saved()
    writer.press_save()
    expect(writer.page.locator(".messages .success")).to_be_visible()
    writer.type(" Một dòng nữa.")
    writer.expect_saved()

    writer.press_submit()

    expect(writer.page.locator(".messages")).to_contain_text("submitted")
    assert Submission.objects.filter(page_id=story.pk).count() == 1
    assert read(story).summary == "Đầu. Một dòng viết chậm. Một dòng nữa."


def test_a_colleagues_newer_draft_is_overwritten_only_by_a_second_press(writer: Writer, story: Any) -> None:
    writer.open(story)
    writer.type(" Của tôi.")
    writer.expect_saved()
    colleague = make_person(Role.EDITOR)
    edit(StoryPage.objects.get(pk=story.pk), colleague, summary="Của bạn.")

    writer.type(" Thêm.")
    expect(writer.notice.or_(writer.page.locator(".footer__save-warning p"))).not_to_have_count(0)
    writer.page.evaluate("document.querySelector('[data-edit-form]').requestSubmit()")
    expect(writer.page.locator(".messages")).to_contain_text("saved this page")

    assert read(story).summary == "Của bạn."
    writer.type(" Nữa.")
    expect(writer.page.locator(".saving-mark")).to_be_visible()
    expect(writer.page.locator("[name=summary]")).to_have_value("Đầu. Của tôi. Thêm. Nữa.")
    assert read(story).summary == "Của bạn."
    writer.press_save()
    assert read(story).summary == "Đầu. Của tôi. Thêm. Nữa."


def test_words_typed_while_an_autosave_is_under_way_are_saved_too(writer: Writer, story: Any) -> None:
    writer.page.add_init_script(HOLD_FIRST_RESPONSE)
    writer.open(story)
    writer.type(" Trước.")
    writer.page.wait_for_selector("html[data-held]", state="attached")

    writer.type(" Sau.")
    writer.page.evaluate("deliverResponse()")

    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Trước. Sau.")
    writer.expect_saved()


def test_leaving_with_words_typed_while_an_autosave_was_under_way_asks_first(writer: Writer, story: Any) -> None:
    asked: list[str] = []
    writer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    writer.page.add_init_script(HOLD_FIRST_RESPONSE)
    writer.open(story)
    writer.type(" Trước.")
    writer.page.wait_for_selector("html[data-held]", state="attached")
    writer.page.locator("[name=summary]").press_sequentially("x")

    writer.page.goto(f"{writer.server.url}/admin/")

    assert asked == ["beforeunload"]


def test_words_typed_as_soon_as_the_page_is_open_are_saved(writer: Writer, story: Any) -> None:
    writer.open(story, until="commit")

    # The field comes with the page's first bytes, its text with the next: an earlier press finds an empty field.
    expect(writer.page.locator("[name=summary]")).to_have_value("Đầu.")
    writer.page.locator("[name=summary]").press("End")
    writer.page.locator("[name=summary]").press_sequentially(" Ngay.")

    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Ngay.")
    writer.expect_saved()


def test_text_typed_after_the_form_came_back_with_errors_is_saved(writer: Writer, story: Any) -> None:
    writer.open(story)
    writer.page.locator("[name=title]").fill("")
    writer.press_save()
    expect(writer.page.locator(".messages .error")).to_be_visible()

    writer.type("Tên mới", field="title")
    wait_for_draft(writer.page, story, lambda draft: draft.title == "Tên mới")
    writer.type(" Và thêm.")

    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Và thêm.")
    assert "Thân bài." in str(read(story).body)


def test_an_untouched_page_saves_nothing(writer: Writer, story: Any) -> None:
    before = story.latest_revision_id, read(story).latest_revision_created_at
    watched = "document.addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.on = '' })"
    writer.page.add_init_script(watched)
    writer.open(story)
    writer.page.wait_for_selector("html[data-on]", state="attached")

    expect(writer.page.locator(".saving-mark")).to_be_hidden()
    writer.page.goto(f"{writer.server.url}/admin/")

    fresh = StoryPage.objects.get(pk=story.pk)
    assert (fresh.latest_revision_id, fresh.latest_revision_created_at) == before


def test_session_that_ends_is_renewed_beside_the_page_and_the_text_is_saved(
    writer: Writer, story: Any, test_output: Any
) -> None:
    writer.open(story)
    writer.type(" Trước.")
    writer.expect_saved()
    Session.objects.all().delete()

    writer.type(" Sau.")
    expect(writer.notice).to_contain_text("You are signed out")
    writer.page.screenshot(path=test_output / "editor-signed-out.png")
    beside = writer.sign_in_beside()

    expect(beside.locator("h1")).to_have_text("You are signed in")
    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Trước. Sau.")
    expect(writer.notice).to_be_hidden()
    writer.expect_saved()
    writer.press_save()
    expect(writer.page.locator(".messages .success")).to_be_visible()


def test_a_press_of_the_save_button_without_a_session_keeps_the_page(writer: Writer, story: Any) -> None:
    writer.open(story)
    writer.page.route("**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    writer.type(" Chữ.")
    Session.objects.all().delete()

    writer.page.locator(SAVE).click()

    expect(writer.notice).to_contain_text("You are signed out")
    expect(writer.page.locator("[name=summary]")).to_have_value("Đầu. Chữ.")
    writer.page.unroute("**/edit/")
    writer.sign_in()
    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Chữ.")
    writer.press_save()
    expect(writer.page.locator(".messages .success")).to_be_visible()


def test_nothing_is_saved_in_the_name_of_somebody_else_who_signs_in(writer: Writer, story: Any) -> None:
    writer.open(story)
    mine = writer.user
    Session.objects.all().delete()
    writer.user = make_person(Role.EDITOR)
    writer.sign_in()

    writer.page.locator(SAVE).click()
    expect(writer.notice).to_contain_text("Somebody else is signed in")
    writer.type(" Chữ.")
    writer.page.locator(SAVE).click()

    assert read(story).summary == "Đầu."
    writer.user = mine
    writer.sign_in()
    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Chữ.")


@pytest.mark.parametrize("status", [502, None])
def test_text_typed_while_the_server_is_away_is_saved_when_it_answers_again(
    writer: Writer, story: Any, status: int | None
) -> None:
    writer.open(story)
    if status is None:
        writer.page.context.set_offline(True)
    else:
        writer.page.route("**/*", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"))

    writer.type(" Chữ.")
    expect(writer.notice).to_contain_text("The server does not answer")
    writer.page.locator(SAVE).click(force=True)
    writer.page.keyboard.press("Escape")  # Wagtail's own dialog about the network
    writer.type(" Nữa.")
    assert read(story).summary == "Đầu."
    writer.page.context.set_offline(False)
    writer.page.unroute_all()

    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Chữ. Nữa.")
    expect(writer.notice).to_be_hidden()
    writer.expect_saved()


def cut_saves(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_kept_text_is_offered_after_a_crash_with_its_rich_text(writer: Writer, story: Any, test_output: Any) -> None:
    writer.page.on("dialog", lambda dialog: dialog.accept())
    writer.open(story)
    writer.page.route("**/edit/", cut_saves)
    writer.type(" Chữ.")
    writer.rich_text.press("Control+End")
    writer.rich_text.press_sequentially(" Câu mới.", delay=PAUSE)
    expect(writer.notice).to_be_visible()
    writer.page.wait_for_function("() => Object.values(localStorage).some((text) => text.includes('C%C3%A2u'))")

    writer.page.reload()
    expect(writer.notice).to_contain_text("that was not saved")
    writer.page.screenshot(path=test_output / "editor-kept.png")
    writer.page.unroute("**/edit/")
    with writer.page.expect_event("load"):
        writer.notice.get_by_role("button", name="Save it as a draft").click()

    expect(writer.page.locator("[name=summary]")).to_have_value("Đầu. Chữ.")
    expect(writer.rich_text).to_contain_text("Thân bài. Câu mới.")
    assert "Thân bài. Câu mới." in str(read(story).body)
    writer.page.reload()
    expect(writer.rich_text).to_contain_text("Câu mới.")
    expect(writer.notice).to_be_hidden()


def test_kept_text_is_for_its_writer_only_and_gone_after_sign_out(writer: Writer, story: Any) -> None:
    writer.page.on("dialog", lambda dialog: dialog.accept())
    mine = writer.user
    writer.open(story)
    writer.page.route("**/edit/", cut_saves)
    writer.type(" Của tôi.")
    expect(writer.notice).to_be_visible()

    writer.user = make_person(Role.EDITOR)
    writer.sign_in()
    writer.open(story)
    expect(writer.rich_text).to_be_visible()
    expect(writer.notice).to_be_hidden()
    writer.user = mine
    writer.sign_in()
    writer.page.reload()
    expect(writer.notice).to_contain_text("that was not saved")
    writer.page.goto(f"{writer.server.url}/accounts/logout/")
    writer.page.get_by_role("button", name=re.compile("Sign out|Đăng xuất")).click()
    writer.page.wait_for_url("**/")

    assert writer.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('unsaved:'))") == []


def test_save_whose_response_was_lost_does_not_refuse_the_next_one(writer: Writer, story: Any) -> None:
    lost: list[str] = []

    def lose_response(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            return route.abort()
        return route.continue_()

    writer.open(story)
    writer.page.route("**/edit/", lose_response)

    writer.type(" Một.")
    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Một.")
    writer.type(" Hai.")

    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Một. Hai.")
    writer.expect_saved()
    writer.press_save()
    expect(writer.page.locator(".messages .success")).to_be_visible()
    assert json.loads(lost[0])["success"]


def test_new_page_whose_response_was_lost_is_created_once(writer: Writer) -> None:
    lost: list[str] = []

    def lose_response(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            return route.abort()
        return route.continue_()

    parent = WagtailPage.objects.get(url_path="/vi/stories/")
    writer.page.goto(f"{writer.server.url}/admin/pages/add/stories/storypage/{parent.pk}/")
    writer.page.route("**/storypage/*/", lose_response)

    writer.type("Một câu chuyện", field="title")
    writer.page.wait_for_url("**/edit/")
    writer.type("Tóm tắt.")

    made = StoryPage.objects.get()
    wait_for_draft(writer.page, made, lambda draft: draft.summary == "Tóm tắt.")
    writer.press_save()
    expect(writer.page.locator(".messages .success")).to_be_visible()
    assert StoryPage.objects.count() == 1


def test_expired_page_is_saved_and_its_date_can_be_cleared_where_it_is_refused(
    writer: Writer, story: Any, test_output: Any
) -> None:
    edit(StoryPage.objects.get(pk=story.pk), writer.user, expire_at=timezone.now() - timedelta(days=1))
    writer.open(story)
    writer.type(" Sau hạn.")
    wait_for_draft(writer.page, story, lambda draft: draft.summary == "Đầu. Sau hạn.")

    writer.press_submit()
    dialog = writer.page.locator("#schedule-publishing-dialog")
    expect(dialog.locator(".error-message")).to_be_visible()
    writer.page.screenshot(path=test_output / "editor-expired.png")
    dialog.locator("[name=expire_at]").fill("")
    with writer.page.expect_event("load"):
        dialog.locator("button.action-save").click()

    assert (read(story).expire_at, read(story).summary) == (None, "Đầu. Sau hạn.")


def test_embargo_that_was_saved_while_it_was_typed_postpones_nothing_until_a_press_of_save(writer: Writer) -> None:
    before = timezone.now().replace(microsecond=0) + timedelta(days=2)
    story = make_source(writer.user, embargo_until=before)
    approval = accept(hand_in(story, writer.user), make_person(Role.PUBLISHER))
    writer.open(story)
    writer.page.get_by_role("tab", name="Settings").click()
    field = writer.page.locator("[name=embargo_until]")
    field.fill("")
    field.press_sequentially("2031-07-26 19:44", delay=PAUSE)
    field.press("Tab")

    writer.expect_saved()
    approval.refresh_from_db()
    assert (approval.due_at, read(story).embargo_until.year) == (before, 2031)
    writer.press_save()

    approval.refresh_from_db()
    assert approval.due_at.year == 2031
