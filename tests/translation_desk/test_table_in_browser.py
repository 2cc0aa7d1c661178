"""The table in Chromium: all languages on one screen, and headings that stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.users.models import User
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_table(page: Page, server: LiveServer, desk: Desk, *, language: str, width: int) -> None:
    User.objects.filter(pk=desk.lead.pk).update(interface_language=language)
    UserProfile.objects.update_or_create(user=desk.lead, defaults={"preferred_language": language})
    key = sign_in(desk.lead).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": server.url}])
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(server.url + reverse("desk_table"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_languages_fit_and_headings_stay_when_scrolled(
    transactional_db: None, live_server: LiveServer, page: Page, desk: Desk, language: str, test_output: Path
) -> None:
    for number in range(12):
        story = make_source(desk.editor, title=f"Người lính trở về từ chiến trường xưa {number}")
        accept(hand_in(story, desk.editor), desk.publisher)
        make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="이야기.")

    open_table(page, live_server, desk, language=language, width=1366)

    page.screenshot(path=test_output / f"desk-table-{language}-1366.png")
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] == widths[1]
    last = page.locator(".desk-table thead th").last.bounding_box()
    assert last is not None and last["x"] + last["width"] <= 1366
    overflowing = page.evaluate(
        "[...document.querySelectorAll('.desk-table th, .desk-table td')]"
        ".filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText)"
    )
    assert overflowing == []

    page.locator(".desk-table tbody tr").last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 3000)
    page.wait_for_function("() => document.querySelector('.desk-table tbody tr').getBoundingClientRect().top < 0")

    head = page.locator(".desk-table thead th").nth(3)
    box = head.bounding_box()
    assert box is not None and 0 <= box["y"] < 120
    on_top = "(place) => document.elementFromPoint(place.x, place.y).closest('thead') !== null"
    assert page.evaluate(on_top, {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] - 4})
    page.screenshot(path=test_output / f"desk-table-{language}-scrolled.png")


def test_headings_stay_on_a_narrow_screen_too(
    transactional_db: None, live_server: LiveServer, page: Page, desk: Desk, test_output: Path
) -> None:
    for number in range(12):
        make_source(desk.editor, title=f"Người lính trở về {number}")

    open_table(page, live_server, desk, language="en", width=390)
    box = page.locator(".desk-scroll--table")
    box.evaluate("box => { box.scrollIntoView({ behavior: 'instant' }); box.scrollTo(0, 400); }")

    page.screenshot(path=test_output / "desk-table-390.png")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    top = box.bounding_box()
    head = page.locator(".desk-table thead th").nth(0).bounding_box()
    assert top is not None and head is not None and abs(head["y"] - top["y"]) < 2
