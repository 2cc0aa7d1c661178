"""The admin's first page: each role's own work, what waits for it and what comes next; nobody's is empty."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.approvals.approval import request_changes
from cms.change_requests.change_request import request_addition
from cms.films.models import FilmPage, RightsWindow
from cms.users.models import User
from cms.users.roles import DESK, PER_LANGUAGE, Role
from tests.approvals.bypasses import sign_in
from tests.approvals.factories import Desk, accept, get_open, hand_in, make_person, make_source

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def read_home(user: User) -> str:
    return sign_in(user).get(HOME).content.decode()


def employ(role: Role) -> User:
    return make_person(role, "ko" if role in PER_LANGUAGE else None, interface_language="en")


@pytest.mark.parametrize("role", sorted(DESK))
def test_first_page_of_every_role_says_what_each_panel_is_though_nothing_is_there(role: Role, desk: Desk) -> None:
    home = read_home(employ(role))

    assert "Here are approved texts that await their time. None does at present." in home
    assert "No right of a picture or film and no verification of a contact ends within thirty days." in home
    assert "Every item is approved and up to date in every language." in home
    assert reverse("newsroom_calendar") in home


def test_editor_begins_each_kind_of_page_in_one_click(desk: Desk) -> None:
    client = sign_in(desk.editor)
    home = client.get(HOME).content.decode()

    begin = home.partition('class="newsroom-begin"')[2].partition("</section>")[0]
    links = [part.partition('"')[0] for part in begin.split('href="')[1:] if "/add/" in part]
    assert len(links) >= 4
    assert {client.get(link).status_code for link in links} == {200}
    assert "/add/" not in read_home(desk.translator).partition('class="newsroom-begin"')[2].partition("</section>")[0]


def test_returned_text_is_first_with_the_reason(desk: Desk) -> None:
    make_source(desk.editor, title="Bản nháp khác")
    story = make_source(desk.editor, title="Bị trả lại")
    hand_in(story, desk.editor)
    request_changes(submission=get_open(story), by=desk.publisher, at=timezone.now(), comment="Thiếu nguồn.")

    home = read_home(desk.editor)

    assert "“Thiếu nguồn.”" in home
    assert home.index("Bị trả lại") < home.index("Bản nháp khác")
    assert "“Thiếu nguồn.”" not in read_home(desk.publisher)


def test_returned_text_that_was_submitted_again_is_not_called_returned(desk: Desk) -> None:
    story = make_source(desk.editor)
    hand_in(story, desk.editor)
    request_changes(submission=get_open(story), by=desk.publisher, at=timezone.now(), comment="Thiếu nguồn.")
    hand_in(story, desk.editor)

    assert "“Thiếu nguồn.”" not in read_home(desk.editor)


def test_changes_by_others_wait_for_who_may_approve_them(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage)
    row = RightsWindow(film=film, starts_on=timezone.localdate())
    request_addition(row=row, by=desk.editor, at=timezone.now())

    assert "Changes of public names and files: 1" in read_home(desk.publisher)
    assert "Changes of public names and files" not in read_home(desk.editor)


def test_what_goes_live_and_what_is_under_embargo_is_shown_to_those_who_may_see_it(desk: Desk) -> None:
    soon = timezone.now() + timedelta(days=2)
    story = make_source(desk.editor, title="Chưa ai được biết", embargo_until=soon)
    accept(hand_in(story, desk.editor), desk.publisher)

    lead, officer = read_home(desk.lead), read_home(employ(Role.OUTREACH_OFFICER))

    assert lead.count("Chưa ai được biết") == 2
    assert "Chưa ai được biết" not in officer and "Under embargo" not in officer


def test_rights_that_end_and_languages_that_are_behind_are_on_the_leads_page(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage, title="Phim sắp hết quyền")
    today = timezone.localdate()
    RightsWindow.objects.create(film=film, starts_on=today, ends_on=today + timedelta(days=5))

    home = read_home(desk.lead)

    assert "Phim sắp hết quyền" in home
    assert "missing: 1, drafts: 0, out of date: 0" in home
    assert "/admin/desk/?language=" in home


def test_first_page_takes_no_more_queries_when_there_is_more(
    desk: Desk, django_assert_max_num_queries: Callable[..., AbstractContextManager[Any]]
) -> None:
    soon = timezone.now() + timedelta(days=2)
    for number in range(7):
        accept(hand_in(make_source(desk.editor, title=f"Bài {number}", go_live_at=soon), desk.editor), desk.publisher)
        make_source(desk.publisher, title=f"Nháp {number}", embargo_until=soon)
    client = sign_in(desk.publisher)
    client.get(HOME)

    with django_assert_max_num_queries(75):
        client.get(HOME)
