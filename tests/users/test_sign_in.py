"""Signing in behind a front server: each person by their own address, and no address is kept."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.checks import run_checks
from django.test import Client
from wagtail.log_actions import registry

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
PASSWORD = "right horse battery"
STRANGER, OWNER = "203.0.113.9", "198.51.100.20"


@pytest.fixture(autouse=True)
def front_server(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["unix", "127.0.0.1"]


def sign_in(*, username: str, password: str, address: str, peer: str = "127.0.0.1") -> int:
    headers = {"x-forwarded-for": address}
    data = {"login": username, "password": password}
    return Client(REMOTE_ADDR=peer).post(SIGN_IN, data, headers=headers).status_code


def test_wrong_sign_ins_of_a_stranger_shut_nobody_else_out() -> None:
    UserFactory(username="seoul", password=PASSWORD)
    for number in range(40):
        sign_in(username=f"invented-{number}", password="wrong", address=STRANGER)

    assert sign_in(username="seoul", password=PASSWORD, address=STRANGER) != 302
    assert sign_in(username="seoul", password=PASSWORD, address=OWNER) == 302


def test_a_stranger_who_knows_the_name_can_not_lock_the_person_out() -> None:
    UserFactory(username="seoul", password=PASSWORD)
    for _ in range(40):
        sign_in(username="seoul", password="wrong", address=STRANGER)

    assert sign_in(username="seoul", password=PASSWORD, address=OWNER) == 302


@pytest.mark.parametrize("trusted", [["unix"], []])
def test_signing_in_works_on_a_unix_socket(settings: Any, trusted: list[str]) -> None:
    settings.TRUSTED_PROXIES = trusted
    UserFactory(username="seoul", password=PASSWORD)

    assert sign_in(username="seoul", password="wrong", address=OWNER, peer="") == 200
    assert sign_in(username="seoul", password=PASSWORD, address=OWNER, peer="") == 302


def list_messages() -> set[str]:
    found = run_checks(tags=["security"], include_deployment_checks=True)
    return {str(message.id) for message in found}


def test_server_behind_a_front_server_that_nobody_named_is_reported(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = []
    assert "users.W001" in list_messages()
    settings.TRUSTED_PROXIES = ["front.example"]
    assert "users.E001" in list_messages()
    settings.TRUSTED_PROXIES = ["unix", "10.0.0.0/8"]
    assert not {"users.W001", "users.E001"} & list_messages()


def test_a_lock_ends_although_the_failures_go_on(settings: Any, time_machine: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(username="seoul", password=PASSWORD)
    time_machine.move_to("2026-03-01T08:00:00Z", tick=False)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(username="seoul", password="wrong", address=OWNER)
    time_machine.move_to("2026-03-01T08:10:00Z", tick=False)
    assert sign_in(username="seoul", password="wrong", address=OWNER) == 429
    time_machine.move_to("2026-03-01T08:16:00Z", tick=False)

    assert sign_in(username="seoul", password=PASSWORD, address=OWNER) == 302


def test_failures_that_count_are_kept_without_an_address(caplog: pytest.LogCaptureFixture) -> None:
    for address in (STRANGER, "2001:db8:1:2::3", "2001:db8:1:2::4"):
        sign_in(username="seoul", password="wrong", address=address)

    kept = [str(vars(attempt)) for attempt in AccessAttempt.objects.all()]
    # An IPv6 network is one person's.
    assert len(kept) == 2
    for word in (STRANGER, "2001:db8"):
        assert word not in "".join(kept) and word not in caplog.text


def test_sign_ins_and_failures_are_in_the_accounts_history_without_addresses() -> None:
    user = UserFactory(username="seoul", password=PASSWORD)
    sign_in(username="seoul", password="wrong", address=STRANGER)
    sign_in(username="seoul", password=PASSWORD, address=OWNER)
    sign_in(username="nobody", password=PASSWORD, address=OWNER)

    entries = list(registry.get_logs_for_instance(user).order_by("timestamp"))

    assert [(entry.action, entry.user) for entry in entries] == [
        ("users.sign_in_failed", None),
        ("users.signed_in", user),
    ]
    assert not any(word in str(vars(entry)) for entry in entries for word in (STRANGER, OWNER))
