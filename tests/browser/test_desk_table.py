"""The desk's table on a screen of 1366 pixels: twelve languages fit, and the headings stay when it is scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.translation_desk.test_views import sign_in
from translations.languages import CODES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH, HEIGHT = 1366, 768
TITLES = 14
"""More than a screen of rows, each with a title of a usual length."""
READ = """() => {
  const box = (node) => node.getBoundingClientRect();
  const heads = [...document.querySelectorAll(".desk-table thead th")];
  const cells = [...document.querySelectorAll(".desk-table td, .desk-table thead th")];
  return {
    tops: heads.map((head) => box(head).top),
    bottoms: heads.map((head) => box(head).bottom),
    right: Math.max(...heads.map((head) => box(head).right)),
    overfull: cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText),
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_twelve_languages_fit_and_their_names_stay_in_sight(
    page: Page, live_server: LiveServer, language: str, test_output: Path
) -> None:
    editor, publisher = make_person(Role.EDITOR), make_person(Role.PUBLISHER)
    for number in range(TITLES):
        title = f"Người lính già trở lại chiến trường xưa tìm đồng đội, phần {number}"
        accept(hand_in(make_source(editor, title=title), editor), publisher)
    lead = make_person(Role.DESK_LEAD)
    User.objects.filter(pk=lead.pk).update(interface_language=language)
    UserProfile.objects.update_or_create(user=lead, defaults={"preferred_language": language})
    key = sign_in(lead).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(live_server.url + reverse("desk_table"))

    page.locator(".desk-table tbody tr").last.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.desk-table tbody tr').getBoundingClientRect().bottom < 0")
    page.screenshot(path=test_output / f"desk-table-{language}.png")
    seen = page.evaluate(READ)

    assert len(seen["tops"]) == 1 + len(CODES)
    assert seen["right"] <= WIDTH and seen["wider"] <= 0
    assert seen["overfull"] == []
    assert min(seen["tops"]) >= 0 and max(seen["bottoms"]) <= HEIGHT
