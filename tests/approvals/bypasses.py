"""Helpers of the tests of publication rules: sign-in, the editor's form, the public text."""

from typing import Any

from django.test import Client
from lxml import html
from wagtail.models import Page

from cms.stories.models import StoryPage
from tests.approvals.factories import Desk, accept, hand_in, make_source


def sign_in(user: Any) -> Client:
    client = Client(headers={"referer": "http://testserver/admin/"})
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


STREAMS = ("body", "corrections", "chapters", "stills", "appearances", "steps", "sheets", "attachments")
"""Fields of blocks of all page types, which the editor's script fills."""


def read_form(client: Client, url: str) -> dict[str, str]:
    """Return the values of the page editor's form."""
    form = html.fromstring(client.get(url).content).get_element_by_id("page-edit-form")
    values = {name: value or "" for name, value in form.form_values()}
    return {**values, **{f"{name}-count": "0" for name in STREAMS}}


def make_live(desk: Desk, **fields: Any) -> StoryPage:
    story = make_source(desk.editor, **fields)
    accept(hand_in(story, desk.editor), desk.publisher)
    return StoryPage.objects.get(pk=story.pk)


def assert_public_text(page: Page, title: str | None) -> None:
    now = Page.objects.get(pk=page.pk)
    assert (now.title if now.live else None) == title
