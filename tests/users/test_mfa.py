"""Two-factor authentication: secrets are encrypted, and an administrator resets what was lost, on record."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from cms.users.mfa import UnreadableSecret, reset_authenticators
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.factories import UserFactory
from tests.users.worker import run_tasks

pytestmark = pytest.mark.django_db


def set_up(user: User) -> str:
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def count(user: User) -> int:
    return Authenticator.objects.filter(user=user).count()


def press_reset(client: Client, user: User) -> int:
    address = reverse("reset_authenticators", args=[user.pk])
    shown = client.get(address).status_code
    return client.post(address).status_code if shown == 200 else shown


def test_no_secret_is_in_the_database_in_the_clear() -> None:
    user = make_person(Role.EDITOR)
    secret = set_up(user)
    seed = RecoveryCodes(user.authenticator_set.get(type="recovery_codes"))

    kept = " ".join(str(authenticator.data) for authenticator in Authenticator.objects.all())

    assert secret not in kept
    assert not any(code in kept for code in seed.get_unused_codes())
    code = totp.format_hotp_value(totp.hotp_value(secret, max(totp.yield_hotp_counters_from_time())))
    assert totp.TOTP(user.authenticator_set.get(type="totp")).validate_code(code)


def test_secrets_are_read_with_a_former_key_and_otherwise_say_what_to_do(settings: Any) -> None:
    user = make_person(Role.EDITOR)
    secret = set_up(user)
    code = totp.format_hotp_value(totp.hotp_value(secret, max(totp.yield_hotp_counters_from_time())))
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5

    with pytest.raises(UnreadableSecret, match="SECRET_KEY_FALLBACKS"):
        totp.TOTP(user.authenticator_set.get(type="totp")).validate_code(code)

    settings.SECRET_KEY_FALLBACKS = [former]
    assert totp.TOTP(user.authenticator_set.get(type="totp")).validate_code(code)


def test_administrator_resets_lost_authenticators_and_it_is_on_record(client: Client) -> None:
    administrator, user = make_person(Role.ADMINISTRATOR), make_person(Role.EDITOR)
    set_up(user)
    client.force_login(administrator)

    assert press_reset(client, user) == 302

    assert count(user) == 0
    (entry,) = registry.get_logs_for_instance(user).filter(action="users.authenticators_reset")
    assert (entry.user, entry.data) == (administrator, {"removed": 2})
    page = client.get(reverse("wagtailusers_users:index")).content.decode()
    assert reverse("reset_authenticators", args=[user.pk]) in page


def test_the_person_is_told_by_mail_in_their_language_and_the_mail_says_what_to_do(
    client: Client, settings: Any
) -> None:
    settings.SITE_ADDRESS = "https://nho-nguon.example"
    user = make_person(Role.PARTNER, username="seoul", email="seoul@example.org", interface_language="ko")
    client.force_login(make_person(Role.ADMINISTRATOR))

    press_reset(client, user)
    waiting = len(mail.outbox)
    run_tasks()

    (message,) = mail.outbox
    assert (waiting, message.to) == (0, ["seoul@example.org"])
    assert "https://nho-nguon.example/accounts/login/" in message.body
    assert "seoul" in message.body and re.search("[가-힣]", message.subject + message.body)


def test_closed_accounts_and_accounts_without_an_address_get_no_mail_and_the_reset_holds(client: Client) -> None:
    client.force_login(make_person(Role.ADMINISTRATOR))
    for fields in ({"email": "idle@example.org", "is_active": False}, {"email": ""}):
        user = make_person(Role.EDITOR, **fields)
        set_up(user)
        press_reset(client, user)
        assert count(user) == 0

    run_tasks()

    assert mail.outbox == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.DESK_LEAD, Role.PARTNER])
def test_nobody_else_resets_them(client: Client, role: Role) -> None:
    user = make_person(Role.EDITOR)
    set_up(user)
    client.force_login(make_person(role))

    assert press_reset(client, user) == 403
    assert count(user) == 2


def test_administrator_can_not_reset_their_own_nor_a_superusers(client: Client) -> None:
    administrator, superuser = make_person(Role.ADMINISTRATOR), UserFactory(superuser=True)
    client.force_login(administrator)

    for user in (administrator, superuser):
        set_up(user)
        assert press_reset(client, user) == 403
        with pytest.raises(PermissionDenied):
            reset_authenticators(user=user, by=administrator)
        assert count(user) == 2
