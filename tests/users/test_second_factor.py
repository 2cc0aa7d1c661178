"""A role that requires a second factor: nothing opens before it is set up and used, in any way of asking."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.test import Client
from django.utils.translation import override
from wagtail.log_actions import registry

from cms.users.models import User
from cms.users.roles import DESK, Role
from tests.approvals.factories import make_person
from tests.factories import UserFactory
from translations.languages import CODES

pytestmark = pytest.mark.django_db
PASSWORD = "right horse battery"
SAME_WORDS = {"fr": {"Code"}}
"""Words that a language shares with English."""
SET_UP, ENTER_CODE = "/accounts/2fa/totp/activate/", "/accounts/2fa/reauthenticate/"


@pytest.fixture(autouse=True)
def required_of_the_desk(settings: Any) -> None:
    settings.TWO_FACTOR_ROLES = sorted(DESK)


def make_user(role: Role = Role.EDITOR) -> User:
    return make_person(role, username="person")


def sign_in(client: Client | None = None) -> Client:
    client = client or Client(headers={"accept-language": "en"})
    client.post("/accounts/login/", {"login": "person", "password": PASSWORD})
    return client


def read_key(client: Client) -> str:
    page = BeautifulSoup(client.get(SET_UP).content.decode(), "lxml")
    found = page.select_one(".key")
    assert found is not None
    return found.get_text(strip=True)


def write_code(key: str) -> str:
    code: str = totp.format_hotp_value(totp.hotp_value(key, max(totp.yield_hotp_counters_from_time())))
    return code


def set_up(client: Client, on_commit: Any) -> tuple[str, Any]:
    """Set up an authenticator as a person does; return its key and the response."""
    key = read_key(client)
    with on_commit(execute=True):
        return key, client.post(SET_UP, {"code": write_code(key)}, follow=True)


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/desk/", "/vi/portal/", "/vi/", "/accounts/2fa/", "/accounts/after-sign-in/"]
)
def test_person_without_a_second_factor_is_led_to_set_one_up_before_anything_else(address: str) -> None:
    make_user()

    answer = sign_in().get(address)

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, SET_UP)


def test_what_is_sent_or_asked_by_a_script_is_refused_until_then() -> None:
    make_user()
    client = sign_in()

    answers = [
        client.post("/admin/desk/assign/", {}),
        client.get("/admin/desk/", headers={"accept": "application/json"}),
        client.get("/api/v1/screens/00000000-0000-0000-0000-000000000000/manifest/"),
        client.post("/accounts/password/change/", {}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_whoever_sets_it_up_sees_recovery_codes_and_goes_on_without_entering_the_password_again(
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = make_user()
    client = sign_in()

    _key, answer = set_up(client, django_capture_on_commit_callbacks)

    page = BeautifulSoup(answer.content.decode(), "lxml")
    assert len(page.select(".codes code")) == 10
    assert client.get("/accounts/after-sign-in/").url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert registry.get_logs_for_instance(user).filter(action="users.authenticator_added", user=user).exists()


def test_code_is_asked_at_each_later_sign_in_and_a_wrong_one_is_on_record(
    django_capture_on_commit_callbacks: Any,
) -> None:
    user = make_user()
    key, _answer = set_up(sign_in(), django_capture_on_commit_callbacks)
    client = sign_in()

    before = client.get("/admin/").url
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    right = client.post("/accounts/2fa/authenticate/", {"code": write_code(key)})

    assert before.startswith("/admin/login/")
    assert "Incorrect code." in wrong.content.decode()
    assert right.status_code == 302
    assert client.get("/admin/").status_code == 200
    entry = registry.get_logs_for_instance(user).get(action="users.sign_in_failed")
    assert entry.data == {"step": "code"}


def test_recovery_code_signs_in_once(django_capture_on_commit_callbacks: Any) -> None:
    make_user()
    _key, answer = set_up(sign_in(), django_capture_on_commit_callbacks)
    code = BeautifulSoup(answer.content.decode(), "lxml").select(".codes code")[0].get_text()
    first, second = sign_in(), sign_in()

    first.post("/accounts/2fa/authenticate/", {"code": code})
    second.post("/accounts/2fa/authenticate/", {"code": code})

    assert first.get("/admin/").status_code == 200
    assert second.get("/admin/").status_code == 302


def test_stranger_who_signed_in_with_the_password_before_it_was_set_up_must_enter_a_code(
    django_capture_on_commit_callbacks: Any,
) -> None:
    make_user()
    stranger, owner = sign_in(), sign_in()

    set_up(owner, django_capture_on_commit_callbacks)

    answer = stranger.get("/admin/desk/", follow=True)
    assert answer.request["PATH_INFO"] == ENTER_CODE
    assert stranger.post(ENTER_CODE, {"code": "000000"}).status_code == 200
    assert stranger.get("/admin/").status_code == 302
    assert stranger.post("/admin/desk/assign/", {}).status_code == 403


def test_reset_leads_the_person_to_set_it_up_again(django_capture_on_commit_callbacks: Any) -> None:
    user = make_user()
    client = sign_in()
    set_up(client, django_capture_on_commit_callbacks)

    Authenticator.objects.filter(user=user).delete()

    assert client.get("/admin/").url.startswith(SET_UP)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.OPERATOR])
def test_roles_that_the_setting_does_not_name_sign_in_with_their_password(role: Role) -> None:
    make_user(role)

    assert sign_in().get("/vi/portal/").status_code != 302


def test_partner_may_set_it_up_from_the_portal_and_comes_back_to_it(django_capture_on_commit_callbacks: Any) -> None:
    make_user(Role.PARTNER)
    client = sign_in()

    home = client.get("/vi/portal/").content.decode()
    _key, answer = set_up(client, django_capture_on_commit_callbacks)

    assert '<a href="/accounts/2fa/">' in home and '<a href="/accounts/password/change/">' in home
    assert '<a class="button" href="/accounts/after-sign-in/">' in answer.content.decode()
    assert client.get("/accounts/after-sign-in/", follow=True).request["PATH_INFO"] == "/vi/portal/"


def test_superuser_needs_a_second_factor_as_soon_as_anybody_does(settings: Any) -> None:
    settings.TWO_FACTOR_ROLES = ["partner"]
    UserFactory(superuser=True, username="person")

    assert sign_in().get("/admin/").url.startswith(SET_UP)


def test_without_the_setting_nobody_is_asked(settings: Any) -> None:
    settings.TWO_FACTOR_ROLES = []
    make_user()

    assert sign_in().get("/admin/").status_code == 200


def test_signing_out_and_changing_the_language_stay_open() -> None:
    make_user()
    client = sign_in()

    assert client.get("/language/ko/?next=/accounts/2fa/totp/activate/").url == SET_UP
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/admin/").url.startswith("/admin/login/")


def test_the_picture_of_the_key_has_an_alternative_text_and_a_link_for_the_phone() -> None:
    make_user()

    page = BeautifulSoup(sign_in().get(SET_UP).content.decode(), "lxml")

    picture, link = page.select_one("main img"), page.select_one("main a[href^='otpauth:']")
    assert picture is not None and "QR code" in str(picture["alt"])
    assert link is not None and "Nh%E1%BB%9B" in str(link["href"])
    assert not page.select("main script")


# --- the setting on a server ---


def list_messages(**kwargs: Any) -> list[str]:
    return [str(message.id) for message in run_checks(tags=["security"], include_deployment_checks=True, **kwargs)]


def test_production_requires_it_of_everybody_at_the_desk() -> None:
    import os
    import subprocess
    import sys

    from scripts.check import PRODUCTION

    asked = "from django.conf import settings; print(*sorted(settings.TWO_FACTOR_ROLES))"
    environment = {**os.environ, **PRODUCTION}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.split() == sorted(DESK)


def test_role_that_does_not_exist_and_no_role_at_all_are_reported(settings: Any) -> None:
    settings.TWO_FACTOR_ROLES = ["editors"]
    assert "users.E002" in list_messages()
    settings.TWO_FACTOR_ROLES = []
    assert "users.W002" in list_messages()
    settings.TWO_FACTOR_ROLES = ["editor"]
    assert not {"users.E002", "users.W002"} & set(list_messages())


# --- in every language ---


def list_texts(response: Any) -> set[str]:
    """Return the texts of a page's main part that have letters, without keys and codes."""
    main = BeautifulSoup(response.content.decode(), "lxml").select_one("main")
    assert main is not None
    for each in main.select("code"):
        each.decompose()
    texts = [*main.stripped_strings, *(str(image["alt"]) for image in main.select("img[alt]"))]
    texts += [str(field["placeholder"]) for field in main.select("[placeholder]")]
    return {text for text in texts if any(letter.isalpha() for letter in text)}


def read_pages(language: str, on_commit: Any) -> dict[str, set[str]]:
    """Return the texts of every account page with all its errors, as a person with this language in their cookie."""
    client = Client()
    client.cookies["language"] = language
    pages = {"login": client.post("/accounts/login/", {"login": "person", "password": "wrong"})}
    pages["closed"] = client.get("/accounts/inactive/")
    sign_in(client)
    pages["set up"] = client.post(SET_UP, {"code": "000000"})
    pages["codes"] = set_up(client, on_commit)[1]
    for name, address in {
        "overview": "/accounts/2fa/",
        "new codes": "/accounts/2fa/recovery-codes/generate/",
        "remove": "/accounts/2fa/totp/deactivate/",
        "sign out": "/accounts/logout/",
        "password": "/accounts/password/change/",
        "confirm by password": "/accounts/reauthenticate/",
    }.items():
        pages[name] = client.get(address)
    pages["wrong password"] = client.post("/accounts/password/change/", {"oldpassword": "x", "password1": "y"})
    pages["confirm, wrong"] = client.post("/accounts/reauthenticate/", {"password": "x"})
    pages["confirm by code"] = client.post(ENTER_CODE, {"code": "000000"})
    other = Client()
    other.cookies["language"] = language
    sign_in(other)
    pages["sign in by code"] = other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    pages["removed"] = client.post("/accounts/2fa/totp/deactivate/", follow=True)
    assert {name: page.status_code for name, page in pages.items() if page.status_code != 200} == {}
    return {name: list_texts(page) for name, page in pages.items()}


ENGLISH: dict[str, set[str]] = {}
"""The texts of the English pages, read by the first test that compares with them."""


@pytest.mark.parametrize("language", [code for code in CODES if code != "en"])
def test_every_account_page_and_its_errors_are_in_the_persons_language(
    language: str, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    user = make_user()

    if not ENGLISH:
        with override("en"):
            ENGLISH.update(read_pages("en", django_capture_on_commit_callbacks))
        Authenticator.objects.filter(user=user).delete()
    theirs = read_pages(language, django_capture_on_commit_callbacks)

    left = {name: ENGLISH[name] & texts - SAME_WORDS.get(language, set()) for name, texts in theirs.items()}
    assert {name: texts for name, texts in left.items() if texts} == {}
