"""Resetting a password by the link in an e-mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ASK = "/accounts/password/reset/"


def test_the_link_that_is_mailed_leads_to_a_new_password(client: Client) -> None:
    user = UserFactory(username="seoul", email="seoul@example.org")

    client.post(ASK, {"email": "seoul@example.org"})
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

    assert known.content == unknown.content
    assert len(mail.outbox) == 1


def test_a_link_that_was_used_says_so_and_offers_another(client: Client) -> None:
    page = client.get("/accounts/password/reset/key/MQ-abc123-def/")

    assert page.status_code == 200
    assert f'<a href="{ASK}">' in page.content.decode()
