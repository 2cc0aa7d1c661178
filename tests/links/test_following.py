"""The daily check: codes followed to their end through real HTTP, and the desk told of those that fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from cms.installation.diagnosis import Condition, examine
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.users.roles import Role
from outreach.links.creation import create_link
from outreach.links.faults import CheckFault
from outreach.links.following import find_fault
from outreach.links.models import Link, Scan
from outreach.links.retirement import retire
from outreach.links.tasks import request_following
from tests.approvals.factories import make_person
from tests.links.conftest import LiveStory, make_live_story


@contextmanager
def serve(answers: dict[str, tuple[int, str]]) -> Iterator[str]:
    """A site that answers each path with a status and perhaps a place to go to; it yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            status, location = answers.get(self.path, (404, ""))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_request(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"/q/abc": (302, "/vi/"), "/vi/": (200, "")}, ""),
        ({"/q/abc": (302, "/vi/"), "/vi/": (301, "/vi/a/"), "/vi/a/": (200, "")}, ""),
        ({"/q/abc": (302, "/vi/"), "/vi/": (500, "")}, CheckFault.WRONG_ANSWER),
        ({"/q/abc": (404, "")}, CheckFault.WRONG_ANSWER),
        ({"/q/abc": (410, "")}, CheckFault.WRONG_ANSWER),
        ({"/q/abc": (302, "")}, CheckFault.WRONG_ANSWER),
        ({"/q/abc": (302, "https://elsewhere.invalid/vi/")}, CheckFault.FOREIGN_HOST),
        ({"/q/abc": (302, "//elsewhere.invalid/vi/")}, CheckFault.FOREIGN_HOST),
        ({"/q/abc": (302, "/q/abc")}, CheckFault.ENDLESS),
    ],
)
def test_fault_of_a_code(answers: dict[str, tuple[int, str]], fault: str, settings: Any) -> None:
    with serve(answers) as address:
        settings.SITE_ADDRESS = address

        assert find_fault(f"{address}/q/abc") == fault


def test_printed_address_in_capitals_is_followed(settings: Any) -> None:
    with serve({"/q/abc": (302, "/vi/"), "/vi/": (200, "")}) as address:
        settings.SITE_ADDRESS = address

        assert find_fault(f"{address}/Q/ABC".upper()) == ""


def test_site_that_does_not_answer_is_a_fault(settings: Any) -> None:
    with serve({}) as address:
        settings.SITE_ADDRESS = address

    assert find_fault(f"{address}/q/abc") == CheckFault.NO_ANSWER


@pytest.fixture
def live_story(transactional_db: None) -> LiveStory:
    """A story that the server's own connection sees."""
    return make_live_story()


def run_check() -> Job:
    request_following(at=timezone.now())
    (job,) = [job for job in run_pending_jobs() if job.kind == "links.follow"]
    return job


@pytest.mark.django_db(transaction=True)
def test_codes_are_followed_on_the_real_site_and_no_scan_is_counted(
    live_story: LiveStory, live_server: Any, settings: Any
) -> None:
    settings.SITE_ADDRESS = live_server.url
    link = create_link(item_kind="story", item_key=live_story.key, language="ko")

    job = run_check()

    link.refresh_from_db()
    assert (job.state, link.fault) == (JobState.DONE, "")
    assert link.checked_at is not None
    assert not Scan.objects.exists()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_desk_is_told_once_of_a_code_that_fails(live_story: LiveStory, settings: Any) -> None:
    officer = make_person(Role.OUTREACH_OFFICER, interface_language="vi", email="officer@example.org")
    make_person(Role.EDITOR, email="editor@example.org")
    link = create_link(item_kind="story", item_key=live_story.key, placement="Thang máy 7")
    with serve({f"/q/{link.code.lower()}": (302, "https://elsewhere.invalid/")}) as address:
        settings.SITE_ADDRESS = address
        run_check()
        run_check()

    (message,) = mail.outbox
    assert message.to == [officer.email]
    assert link.code in message.body
    assert "Thang máy 7" in message.body
    assert "Dẫn tới một địa chỉ không phải của chiến dịch" in message.body
    found = [each for each in examine(at=timezone.now()) if each.part == "codes"]
    assert Condition.ERROR in {each.condition for each in found}


@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_retired_codes_are_not_followed(live_story: LiveStory, settings: Any) -> None:
    settings.SITE_ADDRESS = "http://127.0.0.1:9"
    withdrawn = create_link(item_kind="story", item_key=live_story.key, language="ko")
    live_story.withdraw("ko")
    retired = create_link(item_kind="story", item_key=live_story.key, language="vi")
    retire(retired, at=timezone.now())

    run_check()

    assert set(Link.objects.values_list("fault", flat=True)) == {""}
    assert {withdrawn.code, retired.code} == set(Link.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_site_that_is_away_accuses_no_code_for_good(live_story: LiveStory, settings: Any) -> None:
    settings.SITE_ADDRESS = "http://127.0.0.1:9"
    for number in range(12):
        create_link(item_kind="story", item_key=live_story.key, placement=str(number))

    job = run_check()

    assert job.state == JobState.FAILED
    assert "127.0.0.1:9" in job.error
    assert Link.objects.filter(checked_at=None).exists()
    assert mail.outbox == []
