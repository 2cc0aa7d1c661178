"""The side-by-side page in a browser: keyboard shortcuts, tags, live checks, autosave and conflicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from cms.approvals.translation_drafts import start_translation
from cms.segments.page_segments import extract
from cms.translation_desk.forms import name_field
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import accept, edit, hand_in, make_person, make_source
from tests.browser.writer import PAUSE
from tests.journeys.person import PASSWORD
from tests.translation_desk.test_side_by_side import FIELD, RICH, write_body
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page, Route
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(db: None) -> Any:
    editor, publisher = make_person(Role.EDITOR), make_person(Role.PUBLISHER)
    made = make_source(editor, title="Liệt sĩ", summary="Xin chào.", body=write_body(RICH, "<p>Xin chào.</p>"))
    accept(hand_in(made, editor), publisher)
    return made


def open_page(page: Page, server: LiveServer, story: Any, language: str) -> User:
    """Open the page as a new translator of the language who reads English."""
    person = make_person(Role.TRANSLATOR, language)
    User.objects.filter(pk=person.pk).update(interface_language="en")
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "en"})
    start_translation(translation_key=story.translation_key, language=language, by=person)
    key = sign_in(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])
    page.goto(f"{server.url}/admin/desk/{story.translation_key}/{language}/")
    return person


def find_field(page: Page, path: str) -> Locator:
    return page.locator(f"[name='{name_field(path)}']")


def read_draft(story: Any, language: str) -> dict[str, str]:
    page = story.get_translations().get(locale__language_code=language).specific
    return {segment.path: segment.text for segment in extract(page.get_latest_revision_as_object())}


def test_translator_works_by_keyboard_alone_and_the_text_is_saved(
    story: Any, live_server: LiveServer, page: Page, test_output: Path
) -> None:
    open_page(page, live_server, story, "ko")
    status = page.locator("[data-desk-status]")
    find_field(page, "title").focus()

    page.keyboard.press("Alt+KeyG")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Alt+Digit0")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.type("기억 ")
    page.keyboard.press("Alt+KeyT")
    page.keyboard.type("하고")

    rich = find_field(page, FIELD)
    expect(find_field(page, "title")).not_to_have_value("")
    expect(find_field(page, "summary")).to_have_value("Xin chào.")
    expect(rich).to_have_value("기억 {1}하고{/1}")
    row = page.locator(f"[data-path='{FIELD}']")
    expect(row.locator("[data-desk-findings]")).to_contain_text("The link {2} is missing.")
    expect(row.locator("[data-desk-insert='2']")).to_have_class(re.compile("desk-tag--missing"))
    expect(status).to_have_text(re.compile(r"^Saved at \d\d:\d\d\.$"))
    assert read_draft(story, "ko")[FIELD] == '<p data-block-key="a1">기억 <b>하고</b></p>'
    page.keyboard.press("End")
    page.keyboard.press("Alt+KeyT")
    page.keyboard.type("읽고")
    expect(row.locator("[data-desk-insert='2']")).not_to_have_class(re.compile("desk-tag--missing"))
    page.screenshot(path=test_output / "desk-ko.png", full_page=True)
    page.keyboard.press("Control+s")
    expect(status).to_have_text(re.compile(r"^Saved at"))
    page.reload()
    expect(find_field(page, FIELD)).to_have_value("기억 {1}하고{/1}{2}읽고{/2}")
    expect(page.locator("[data-desk-progress]")).to_contain_text("3 of 4 written")


def test_another_persons_save_stops_autosave_and_both_texts_are_shown(
    story: Any, live_server: LiveServer, page: Page
) -> None:
    open_page(page, live_server, story, "ko")
    edit(story.get_translations().get().specific, make_person(Role.TRANSLATOR, "ko"), summary="다른 글")

    find_field(page, "summary").fill("나의 글")
    page.keyboard.press("Control+s")

    expect(page.locator("[data-desk-status]")).to_contain_text("saved this translation while you had it open")
    assert read_draft(story, "ko")["summary"] == "다른 글"
    page.get_by_role("button", name="Save the draft").last.click()
    expect(find_field(page, "summary")).to_have_value("나의 글")
    expect(page.locator("[data-path=summary] .desk-theirs")).to_contain_text("다른 글")
    assert read_draft(story, "ko")["summary"] == "다른 글"


def test_text_that_could_not_be_saved_is_restored_after_a_reload(
    story: Any, live_server: LiveServer, page: Page
) -> None:
    open_page(page, live_server, story, "ko")
    page.route("**/autosave/", lambda route: route.abort())

    find_field(page, "summary").fill("끊긴 글")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-desk-status]")).to_contain_text("kept in this browser")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(find_field(page, "summary")).to_have_value("끊긴 글")
    page.unroute("**/autosave/")
    find_field(page, "summary").press("Control+s")
    expect(page.locator("[data-desk-status]")).to_have_text(re.compile(r"^(Saved at|Everything is saved)"))
    assert read_draft(story, "ko")["summary"] == "끊긴 글"


def test_session_that_ends_is_renewed_beside_the_page_and_the_text_is_saved(
    story: Any, live_server: LiveServer, page: Page, test_output: Path
) -> None:
    person = open_page(page, live_server, story, "ko")
    Session.objects.all().delete()

    find_field(page, "summary").press_sequentially("기억하세요.", delay=PAUSE)
    notice = page.locator("[data-saving]")
    expect(notice).to_contain_text("You are signed out")
    page.screenshot(path=test_output / "desk-signed-out.png")
    page.locator("button[name=save]").click()
    expect(find_field(page, "summary")).to_have_value("기억하세요.")
    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    beside = opened.value
    beside.fill("[name=login]", person.username)
    beside.fill("[name=password]", PASSWORD)
    beside.press("[name=password]", "Enter")

    expect(page.locator("[data-desk-status]")).to_have_text(re.compile(r"^Saved at"))
    expect(notice).to_be_hidden()
    assert read_draft(story, "ko")["summary"] == "기억하세요."
    with page.expect_event("load"):
        page.locator("button[name=save]").click()
    expect(page.locator(".messages")).to_contain_text("The draft is saved.")


@pytest.mark.parametrize("status", [502, None])
def test_text_typed_while_the_server_is_away_is_saved_when_it_answers_again(
    story: Any, live_server: LiveServer, page: Page, status: int | None
) -> None:
    open_page(page, live_server, story, "ko")
    if status is None:
        page.context.set_offline(True)
    else:
        page.route("**/*", lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>"))

    find_field(page, "summary").press_sequentially("기억", delay=PAUSE)
    expect(page.locator("[data-saving]")).to_contain_text("The server does not answer")
    find_field(page, "summary").press_sequentially("하세요.", delay=PAUSE)
    page.context.set_offline(False)
    page.unroute_all()

    expect(page.locator("[data-desk-status]")).to_have_text(re.compile(r"^Saved at"))
    assert read_draft(story, "ko")["summary"] == "기억하세요."


def test_save_whose_response_was_lost_does_not_refuse_the_submission(
    story: Any, live_server: LiveServer, page: Page
) -> None:
    lost: list[str] = []

    def lose_response(route: Route) -> None:
        lost.append(route.fetch().text())
        route.abort()

    open_page(page, live_server, story, "ko")
    page.route("**/autosave/", lose_response, times=1)
    find_field(page, "summary").press_sequentially("기억", delay=PAUSE)
    expect(page.locator("[data-desk-status]")).to_have_text(re.compile(r"^Saved at"))

    with page.expect_event("load"):
        page.locator("button[name=save]").click()

    expect(page.locator(".messages")).to_contain_text("The draft is saved.")
    assert "base_revision_id" in lost[0]
    assert read_draft(story, "ko")["summary"] == "기억"


def test_comment_that_was_not_sent_is_kept(story: Any, live_server: LiveServer, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_page(page, live_server, story, "ko")
    page.locator("[data-path=summary] [data-desk-comments] summary").click()

    page.locator("[data-path=summary] [data-desk-comments] textarea").press_sequentially("Hỏi lại.")
    page.reload()

    expect(page.locator("[data-path=summary] [data-desk-comments] textarea")).to_have_value("Hỏi lại.")
    assert asked == ["beforeunload"]


def test_arabic_is_written_from_right_to_left_and_previewed_beside_its_source(
    story: Any, live_server: LiveServer, page: Page, test_output: Path
) -> None:
    open_page(page, live_server, story, "ar")

    find_field(page, "summary").fill("مرحبا.")
    find_field(page, FIELD).fill("{1}تذكروا{/1} و{2}اقرؤوا{/2}")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-desk-status]")).to_have_text(re.compile(r"^Saved at"))
    direction = find_field(page, FIELD).evaluate("field => getComputedStyle(field).direction")
    page.set_viewport_size({"width": 800, "height": 1000})
    page.screenshot(path=test_output / "desk-ar.png", full_page=True)
    page.goto(f"{live_server.url}/admin/desk/{story.translation_key}/ar/preview/?path={FIELD}")
    frames = page.locator(".desk-frames iframe")

    assert direction == "rtl"
    expect(frames.nth(0).content_frame.locator("html")).to_have_attribute("lang", "vi")
    expect(frames.nth(1).content_frame.locator("html")).to_have_attribute("dir", "rtl")
    expect(frames.nth(1).content_frame.locator("[style*=outline]")).to_have_text("تذكروا واقرؤوا")
    page.screenshot(path=test_output / "desk-ar-preview.png")
