"""Resetting a password by the link in an e-mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import UserFactory
from tests.users.worker import run_tasks

pytestmark = pytest.mark.django_db
ASK = "/accounts/password/reset/"


def test_the_link_that_is_mailed_leads_to_a_new_password(client: Client) -> None:
    user = UserFactory(username="seoul", email="seoul@example.org")

    client.post(ASK, {"email": "seoul@example.org"})
    run_tasks()
    link = re.search(r"https?://[^/]+(/accounts/\S+)", mail.outbox[0].body)
    assert link
    form = client.get(link[1], follow=True)
    answer = client.post(form.request["PATH_INFO"], {"password1": "ba con đường", "password2": "ba con đường"})

    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("ba con đường")
    assert "seoul" in mail.outbox[0].body
    assert "!" not in mail.outbox[0].subject + mail.outbox[0].body


def test_unknown_address_gets_the_same_response_and_no_mail(client: Client) -> None:
    UserFactory(username="seoul", email="seoul@example.org")

    known = client.post(ASK, {"email": "seoul@example.org"}, follow=True)
    unknown = client.post(ASK, {"email": "nobody@example.org"}, follow=True)
    run_tasks()

    assert known.content == unknown.content
    assert len(mail.outbox) == 1


def test_the_request_does_the_same_work_for_a_known_and_an_unknown_address(client: Client) -> None:
    UserFactory(username="seoul", email="seoul@example.org")
    UserFactory(username="idle", email="idle@example.org", is_active=False)
    work = []
    for name in ("nobody", "seoul", "idle", "nobody"):
        with CaptureQueriesContext(connection) as queries:
            client.post(ASK, {"email": f"{name}@example.org"})
        work.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries])

    # The first request also fills the caches.
    assert work[1] == work[2] == work[3]
    assert mail.outbox == []
    run_tasks()
    assert [message.to for message in mail.outbox] == [["seoul@example.org"]]


def test_the_mail_is_in_the_language_of_the_page_and_leads_to_the_public_site(client: Client, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://nho-nguon.example"
    settings.ALLOWED_HOSTS = ["testserver", "nho-nguon.example"]
    UserFactory(username="seoul", email="seoul@example.org")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"

    client.post(ASK, {"email": "seoul@example.org"})
    run_tasks()

    assert "https://nho-nguon.example/accounts/password/reset/key/" in mail.outbox[0].body
    assert re.search("[가-힣]", mail.outbox[0].body)


def test_a_link_that_was_used_says_so_and_offers_another(client: Client) -> None:
    page = client.get("/accounts/password/reset/key/MQ-abc123-def/")

    assert page.status_code == 200
    assert f'<a href="{ASK}">' in page.content.decode()
