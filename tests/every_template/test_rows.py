"""Every page and part that readers and partners see is in the table, and is really shown by one of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.signals import template_rendered

from tests.every_template.content import publish_all
from tests.every_template.rows import NOT_PAGES, OF_STAFF, ROWS, UNSHOWN, Viewer, find_pages, find_parts, make_world

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
LANGUAGE = "lo"
"""One whose letters have a font of the site."""


def test_every_template_of_a_page_has_a_row() -> None:
    rows = {row.template for row in ROWS}

    assert find_pages() == rows | NOT_PAGES.keys() | OF_STAFF.keys()


@pytest.mark.urls("tests.every_template.odd_states")
def test_every_page_of_the_table_shows_its_template_and_all_parts_are_shown(site: PublicSite) -> None:
    publish_all(site, LANGUAGE)
    world = make_world(site, LANGUAGE)
    shown: set[str] = set()
    wrong: dict[str, Any] = {}

    def note(template: Any, **_rest: Any) -> None:
        seen.add(template.name)

    template_rendered.connect(note)
    for viewer in Viewer:
        key = world.sign_in(viewer)
        for row in (row for row in ROWS if row.viewer == viewer):
            seen: set[str] = set()
            client = Client(headers={"accept-language": LANGUAGE})
            client.cookies[settings.SESSION_COOKIE_NAME] = key
            answer = client.get(world.make_path(row, LANGUAGE), follow=True)
            if row.template not in seen or answer.status_code != row.status:
                wrong[row.path] = answer.status_code, sorted(map(str, seen))[:5]
            shown |= seen
    template_rendered.disconnect(note)

    assert wrong == {}
    assert find_parts() - shown == UNSHOWN.keys()
