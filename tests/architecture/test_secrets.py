"""Secrets and personal data in logs, error pages and the database; security headers; production settings."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cms.users.roles import Role
from outreach.screens.models import ApiKey
from tests.approvals.factories import make_person
from tests.factories import UserFactory
from tests.screens.factories import make_installation

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a password that must not be logged"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def written(caplog):
    """A function that returns everything logged so far, tracebacks included."""
    caplog.set_level(logging.DEBUG)
    others = ("factory", "faker", "django.db.backends")
    return lambda: "\n".join(
        f"{record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if not record.name.startswith(others)
    )


def fail_to_sign_in(client, *, times=1, username="somebody"):
    answers = [client.post(SIGN_IN, {"login": username, "password": PASSWORD}) for _ in range(times)]
    return answers[-1]


@pytest.mark.django_db
def test_failed_sign_in_leaves_neither_name_nor_password_in_the_log(client, written):
    fail_to_sign_in(client, times=3)

    assert PASSWORD not in written()
    assert "somebody" not in written()


@pytest.mark.django_db
def test_failures_are_counted_without_the_password_and_lock_the_account(client, settings):
    from axes.models import AccessAttempt

    UserFactory(username="somebody", password=PASSWORD)
    settings.ACCOUNT_RATE_LIMITS = False
    for _ in range(settings.AXES_FAILURE_LIMIT):
        closed = client.post(SIGN_IN, {"login": "somebody", "password": "wrong"})

    answer = client.post(SIGN_IN, {"login": "somebody", "password": PASSWORD})

    assert (closed.status_code, answer.status_code) == (429, 429)
    assert "Traceback" not in answer.content.decode() and "Nhớ Nguồn" in answer.content.decode()
    assert not any(PASSWORD in f"{attempt.post_data}{attempt.get_data}" for attempt in AccessAttempt.objects.all())


@pytest.mark.django_db
def test_error_page_reveals_nothing_about_the_error(monkeypatch, written):
    from cms.core import search

    def fail(**kwargs):
        raise RuntimeError(f"a fault near {PASSWORD}")

    monkeypatch.setattr(search, "find_entries", fail)

    answer = Client(raise_request_exception=False).get("/vi/search/?q=my+name")

    assert answer.status_code == 500
    page = answer.content.decode()
    assert not any(word in page for word in (PASSWORD, "Traceback", "RuntimeError", "search.py", "my name"))
    assert "my+name" not in written()


@pytest.mark.django_db
def test_only_a_digest_of_a_players_key_is_kept(written):
    installation = make_installation()
    token = installation.token
    Client().get(
        reverse("api_screen_manifest", args=[installation.screen.key]), headers={"Authorization": f"Bearer {token}"}
    )

    key = ApiKey.objects.get()

    assert token not in "".join(str(value) for value in vars(key).values())
    assert token not in written()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.PARTNER])
def test_form_without_its_token_is_refused(role):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person(role), backend="cms.users.backends.UserBackend")
    addresses = ["/admin/desk/", "/admin/account/", SIGN_IN, "/accounts/logout/", "/accounts/2fa/totp/activate/"]

    answers = [client.post(address).status_code for address in addresses]

    assert answers == [403] * len(addresses)


@pytest.mark.django_db
def test_public_pages_forbid_inline_scripts(client):
    cache.clear()
    for address in (SIGN_IN, "/robots.txt", "/vi/no-such-page/"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'")
        assert "script-src" not in policy and "frame-ancestors 'self'" in policy
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_no_template_of_the_project_has_an_inline_script_or_handler():
    """The Content-Security-Policy would block one without a message to the user."""
    import re

    inline = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/))|\son[a-z]+=\"|javascript:")
    templates = [path for package in ("cms", "outreach") for path in (ROOT / package).rglob("templates/**/*.html")]

    faults = [str(path.relative_to(ROOT)) for path in templates if inline.search(path.read_text(encoding="utf-8"))]

    assert faults == []
    assert inline.search("<script>go()</script>") and inline.search('<a onclick="go()">')


@pytest.mark.django_db
def test_a_second_factor_is_asked_for_once_it_is_set_up(client):
    from allauth.mfa.totp.internal import auth as totp

    person = UserFactory(username="somebody", password="right horse battery")
    client.force_login(person, backend="cms.users.backends.UserBackend")
    assert client.get("/accounts/2fa/").status_code == 200
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    client.logout()

    answer = client.post(SIGN_IN, {"login": "somebody", "password": "right horse battery"})

    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302
    code = totp.format_hotp_value(totp.hotp_value(secret, max(totp.yield_hotp_counters_from_time())))
    assert client.post(answer.url, {"code": code}).status_code == 302
    assert client.get("/accounts/after-sign-in/").url != SIGN_IN


PRODUCTION = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "nho-nguon.example",
    "DATABASE_URL": "postgresql://u:p@db/name",
    "SITE_ADDRESS": "https://nho-nguon.example",
}


def start_production(**environment):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "DEBUG")
    read = ", ".join(f"settings.{name}" for name in names)
    code = f"import django; from django.conf import settings; django.setup(); print({read})"
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "DATA_DIR"}}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "cms.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "SITE_ADDRESS"])
def test_production_does_not_start_without_what_it_needs(name):
    result = start_production(**{key: value for key, value in PRODUCTION.items() if key != name})

    assert result.returncode != 0
    assert f"Set the environment variable {name}" in result.stderr


def test_production_starts_with_its_secrets_and_sends_cookies_over_https_only():
    result = start_production(**PRODUCTION)

    assert result.stdout.strip() == "True True True False", result.stderr
