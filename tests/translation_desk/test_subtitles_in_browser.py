"""The subtitle editor in Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import expect

from cms.films.models import FilmPage, LanguageVersion
from cms.media.masters import add_master
from cms.translation_desk.cue_rows import CHECKED_AT_ONCE
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation
from tests.benchmarks.subtitles_bench import write_track
from tests.browser.writer import PAUSE
from tests.films.clips import make_clip
from tests.media.recorded import RECORDED
from tests.translation_desk.test_subtitles_page import TRACK, read_draft
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_film(desk: Desk) -> Any:
    film = make_source(desk.editor, FilmPage, title="Phim", subtitles=TRACK)
    clip = make_clip([40] * 8, codec="libx264")
    master = add_master(title="Master", file=ContentFile(clip, name="film.mp4"), rights=RECORDED)
    LanguageVersion.objects.create(film=film, language_tag="vi", master=master)
    accept(hand_in(film, desk.editor), desk.publisher)
    return film


def test_film_follows_the_focused_subtitle_which_is_divided_and_saved_automatically(
    transactional_db: None, live_server: LiveServer, context: BrowserContext, desk: Desk
) -> None:
    film = make_film(desk)
    korean = make_translation(film, "ko", desk.translator, title="영화")
    session = sign_in(desk.translator).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(live_server.url + reverse("desk_subtitles", args=[film.translation_key, "ko"]))
    texts, shown = page.locator("[data-text]"), page.locator("[data-shown]")

    texts.nth(1).focus()
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 4.21) < 0.1")
    assert page.locator(".is-now").get_attribute("data-start") == "4.200"

    texts.nth(0).fill("지도에 이름이 없는 곳들이 있습니다.")
    texts.nth(0).evaluate("field => field.setSelectionRange(10, 10)")
    page.evaluate("document.querySelector('video').currentTime = 2.5")
    page.wait_for_function("() => document.querySelector('video').currentTime === 2.5")
    page.keyboard.press("Alt+/")
    assert "\n// 00:00:02.500\n" in texts.nth(0).input_value()
    assert shown.inner_text() == "곳들이 있습니다."
    assert page.locator("[data-measure]").first.locator("span").count() == 2

    page.locator("[data-said]", has_text=":").wait_for()
    saved = read_draft(korean)
    assert "00:00:00.200 --> 00:00:02.500\n지도에 이름이 없는\n" in saved
    assert "00:00:00.200/2\n00:00:02.500 --> 00:00:03.900\n곳들이 있습니다.\n" in saved

    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-join]").first.click()
        page.locator("[data-save]").click()
    assert "/2" not in read_draft(korean)
    assert faults == []


def test_subtitle_that_could_not_be_saved_is_kept_and_saved_later(
    transactional_db: None, live_server: LiveServer, context: BrowserContext, desk: Desk
) -> None:
    film = make_film(desk)
    korean = make_translation(film, "ko", desk.translator, title="영화")
    session = sign_in(desk.translator).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    address = live_server.url + reverse("desk_subtitles", args=[film.translation_key, "ko"])
    page.goto(address)
    Session.objects.all().delete()

    page.locator("[data-text]").first.press_sequentially("지도", delay=PAUSE)
    expect(page.locator("[data-saving]")).to_contain_text("You are signed out")
    session = sign_in(desk.translator).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.reload()

    expect(page.locator("[data-text]").first).to_have_value(re.compile("^지도"))
    expect(page.locator("[data-said]")).to_contain_text("Saved at")
    assert "지도" in read_draft(korean)


def test_later_subtitles_of_a_long_track_are_checked_after_the_page_has_opened(
    transactional_db: None, live_server: LiveServer, context: BrowserContext, desk: Desk
) -> None:
    cues = 2 * CHECKED_AT_ONCE + 5
    film = make_source(desk.editor, FilmPage, subtitles=write_track(cues, "Ngày {number} tháng 7 năm 1968."))
    accept(hand_in(film, desk.editor), desk.publisher)
    make_translation(film, "ko", desk.translator, title="영화", subtitles=write_track(cues, "1969년 7월 {number}일."))
    session = sign_in(desk.translator).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto(live_server.url + reverse("desk_subtitles", args=[film.translation_key, "ko"]))

    last = page.locator("[data-cue]").last
    expect(last.locator(".desk-finding").first).to_be_attached(timeout=30_000)
    expect(last.locator(".desk-text mark").first).to_be_attached()
    expect(page.locator("[data-rest]")).to_have_count(0)
