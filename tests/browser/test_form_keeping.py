"""Forms of the desk in a browser: what is typed in them outlasts the session, the network and the window."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cms.users.roles import Role
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.browser.writer import Writer
from tests.factories import ContactChannelFactory, FactFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from pytest_django.live_server_helper import LiveServer

    from cms.approvals.models import Submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMENT = "Xin sửa năm ở câu đầu."


@pytest.fixture
def submission(db: None) -> Submission:
    editor = make_person(Role.EDITOR)
    return hand_in(make_source(editor), editor)


def open_review(page: Page, server: LiveServer, submission: Submission) -> Writer:
    reviewer = Writer(page, server, make_person(Role.PUBLISHER, interface_language="en"))
    page.goto(f"{server.url}/admin/desk/review/{submission.pk}/")
    return reviewer


def test_comment_of_a_review_is_kept_when_the_session_ends_and_is_sent_after_a_new_sign_in(
    submission: Submission, live_server: LiveServer, page: Page
) -> None:
    reviewer = open_review(page, live_server, submission)
    page.locator("[name=comment]").fill(COMMENT)
    Session.objects.all().delete()

    page.locator("[name=request_changes]").click()
    expect(reviewer.notice).to_contain_text("nothing was sent. Sign in in a new window")
    expect(page.locator("[name=comment]")).to_have_value(COMMENT)
    reviewer.sign_in_beside()
    expect(reviewer.notice).to_contain_text("nothing was sent yet. Press the button again")
    with page.expect_navigation():
        page.locator("[name=request_changes]").click()

    submission.refresh_from_db()
    assert (submission.state, submission.comment) == ("changes_requested", COMMENT)
    page.goto(f"{live_server.url}/admin/desk/review/{submission.pk}/")
    expect(reviewer.notice).to_be_hidden()


def test_reason_that_was_not_sent_is_in_the_form_again_and_can_be_discarded(
    live_server: LiveServer, page: Page
) -> None:
    editor = make_person(Role.EDITOR, interface_language="en")
    story = make_source(editor, go_live_at=timezone.now() + timedelta(days=1))
    accept(hand_in(story, editor), make_person(Role.PUBLISHER))
    address = f"{live_server.url}/admin/desk/{story.translation_key}/vi/schedule/"
    writer = Writer(page, live_server, editor)
    page.goto(address)

    page.locator("[name=reason]").press_sequentially("Sai tên.")
    page.goto(f"{live_server.url}/admin/")
    page.goto(address)

    expect(page.locator("[name=reason]")).to_have_value("Sai tên.")
    expect(writer.notice).to_contain_text("is in the form again")
    page.locator("[data-saving-discard]").click()
    expect(page.locator("[name=reason]")).to_have_value("")
    page.reload()
    expect(page.locator("[name=reason]")).to_have_value("")


def test_reason_is_sent_while_the_server_answers_and_kept_while_it_does_not(
    live_server: LiveServer, page: Page
) -> None:
    editor = make_person(Role.EDITOR, interface_language="en")
    story = make_source(editor, go_live_at=timezone.now() + timedelta(days=1))
    approval = accept(hand_in(story, editor), make_person(Role.PUBLISHER))
    writer = Writer(page, live_server, editor)
    page.goto(f"{live_server.url}/admin/desk/{story.translation_key}/vi/schedule/")
    page.locator("[name=reason]").fill("Sai tên.")

    page.context.set_offline(True)
    page.locator("[name=cancel]").click()
    expect(writer.notice).to_contain_text("The server does not answer")
    page.context.set_offline(False)
    expect(writer.notice).to_contain_text("nothing was sent yet. Press the button again")
    with page.expect_navigation():
        page.locator("[name=cancel]").click()

    approval.refresh_from_db()
    assert approval.withdrawal_reason == "Sai tên."


def test_reason_of_a_revocation_in_the_register_is_kept_when_the_session_ends(
    live_server: LiveServer, page: Page
) -> None:
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    publisher = Writer(page, live_server, make_person(Role.PUBLISHER, interface_language="en"))
    page.goto(f"{live_server.url}{reverse('contact_revoke', args=[channel.pk])}")
    reason = page.locator("main [name=reason]")
    reason.fill("Số đã đổi chủ.")
    Session.objects.all().delete()

    reason.press("Enter")

    expect(publisher.notice).to_contain_text("nothing was sent. Sign in in a new window")
    expect(reason).to_have_value("Số đã đổi chủ.")


def test_on_a_slow_line_it_says_that_it_is_sending_and_a_second_press_sends_nothing(
    submission: Submission, live_server: LiveServer, page: Page
) -> None:
    reviewer = open_review(page, live_server, submission)
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    page.route("**/accounts/session/", hold)
    page.locator("[name=comment]").fill(COMMENT)

    page.locator("[name=request_changes]").click(no_wait_after=True)
    expect(reviewer.notice).to_contain_text("is being sent. The connection is slow")
    page.locator("[name=comment]").press("Control+Enter")
    page.locator("[name=request_changes]").dispatch_event("click")
    with page.expect_navigation():
        asked[0].continue_()

    assert len(asked) == 1
    submission.refresh_from_db()
    assert submission.comment == COMMENT


def test_what_no_person_sends_is_not_kept_as_a_form(live_server: LiveServer, page: Page) -> None:
    """The page editor tells others by a form without a button that somebody edits the page."""
    editor = make_person(Role.EDITOR, interface_language="en")
    writer = Writer(page, live_server, editor)
    story = make_source(editor)
    writer.open(story)
    writer.type(" Thêm.")
    writer.expect_saved()

    writer.open(story)

    expect(page.locator("[name=is_editing]")).not_to_be_checked()
    expect(writer.notice).to_be_hidden()
    assert not page.evaluate("Object.keys(localStorage).filter((place) => place.includes(':form:'))")
