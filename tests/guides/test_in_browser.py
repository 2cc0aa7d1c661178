"""A guide in the admin can be read on a phone, enlarged and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from cms.users.roles import Role
from tests.approvals.factories import make_person

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (320, 390, 1280)
"""320 pixels are what a window of 640 has at 200 %."""


def test_a_guide_fits_a_phone_passes_axe_and_prints_without_the_menu(
    live_server: LiveServer, page: Page, client: Client
) -> None:
    client.force_login(make_person(Role.EDITOR, interface_language="vi"))
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])

    page.goto(f"{live_server.url}/admin/guides/editor/")

    guide = page.locator("article.guide")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert guide.evaluate("guide => guide.scrollWidth <= guide.clientWidth && guide.clientWidth <= innerWidth")
    assert [fault["id"] for fault in Axe().run(page, context=".guide").response["violations"]] == []
    page.emulate_media(media="print")
    expect(page.locator(".sidebar").first).to_be_hidden()
    expect(guide).to_be_visible()
