"""Pairing: the code, who may enter it, the key that the browser fetches, and the limits."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cms.users.roles import Role
from outreach.player import pairings
from outreach.player.models import Pairing
from outreach.redirector.codes import ALPHABET
from outreach.screens.models import ApiKey
from tests.approvals.factories import make_person
from tests.player.factories import enter_code, make_wall
from tests.screens.factories import make_operator, make_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall():
    return make_wall()


@pytest.fixture
def browser():
    """A browser without an account, which must not need cookies."""
    return Client(enforce_csrf_checks=True)


def begin(browser):
    return browser.post("/play/codes/", content_type="application/json").json()


def ask_for_key(browser, secret):
    return browser.post("/play/key/", json.dumps({"secret": secret}), content_type="application/json")


def test_a_code_has_six_characters_without_vowels_and_neither_it_nor_the_secret_is_kept(browser):
    begun = begin(browser)

    assert len(begun["code"]) == 6 and set(begun["code"]) <= set(ALPHABET)
    assert begun["expires_in_seconds"] == 15 * 60
    kept = " ".join(str(value) for value in vars(Pairing.objects.get()).values())
    assert begun["code"] not in kept and begun["secret"] not in kept


def test_the_browser_gets_a_key_of_the_screen_for_which_its_code_was_entered(browser, wall):
    begun = begin(browser)
    assert ask_for_key(browser, begun["secret"]).status_code == 202

    entered = enter_code(wall, f" {begun['code'].lower()[:3]} {begun['code'][3:]}")
    answer = ask_for_key(browser, begun["secret"])

    assert entered.status_code == 302
    assert answer.json()["screen"] == {"key": str(wall.screen.key), "name": "Hall A", "language": "ko"}
    assert answer["Cache-Control"] == "private, no-store"
    token = answer.json()["token"]
    address = f"/api/v1/screens/{wall.screen.key}/manifest"
    assert browser.get(address, headers={"authorization": f"Bearer {token}"}).status_code == 200
    other = make_screen(wall.operator, name="Hall B")
    address = f"/api/v1/screens/{other.key}/manifest"
    assert browser.get(address, headers={"authorization": f"Bearer {token}"}).status_code == 404


def test_a_lost_answer_can_be_asked_for_again_and_the_key_before_is_revoked(browser, wall):
    begun = begin(browser)
    enter_code(wall, begun["code"])

    first, second = (ask_for_key(browser, begun["secret"]).json()["token"] for _ in range(2))

    keys = list(ApiKey.objects.order_by("pk"))
    assert first != second
    assert [key.revoked_at is None for key in keys] == [False, True]
    with time_machine.travel(timezone.now() + pairings.CLAIM_LIFETIME + timedelta(seconds=1), tick=False):
        assert ask_for_key(browser, begun["secret"]).status_code == 404


def test_a_code_is_used_once_and_ends_after_its_time(browser, wall):
    used, late = begin(browser), begin(browser)
    enter_code(wall, used["code"])

    again = enter_code(wall, used["code"])
    with time_machine.travel(timezone.now() + pairings.CODE_LIFETIME + timedelta(seconds=1), tick=False):
        wall.client.force_login(wall.member, backend="cms.users.backends.UserBackend")
        too_late = enter_code(wall, late["code"])
        ended = ask_for_key(browser, late["secret"])
        begin(browser)

    for answer in (again, too_late):
        assert answer.status_code == 200
        assert "No screen shows this code now." in answer.content.decode()
    assert ended.status_code == 404
    assert Pairing.objects.count() == 1


def test_what_is_no_code_is_refused_with_a_sentence(wall):
    assert "A code has six letters and digits." in enter_code(wall, "12").content.decode()


def test_a_member_connects_players_to_own_screens_only(browser, wall):
    foreign = make_screen(make_operator("Other"))
    begun = begin(browser)

    answer = enter_code(wall, begun["code"], screen=foreign)

    assert answer.status_code == 200
    assert Pairing.objects.get().screen is None
    assert foreign.name not in answer.content.decode()


def test_the_desk_connects_a_player_and_sees_its_key_on_the_screens_page(browser, wall):
    officer = Client()
    officer.force_login(make_person(Role.OUTREACH_OFFICER), backend="cms.users.backends.UserBackend")
    begun = begin(browser)
    page = f"/admin/outreach/screens/{wall.screen.pk}/player/"

    shown = officer.get(page)
    entered = officer.post(page, {"code": begun["code"]}, follow=True)
    ask_for_key(browser, begun["secret"])

    assert shown.status_code == 200
    assert page in entered.content.decode()
    screens_page = officer.get(f"/admin/outreach/screens/{wall.screen.pk}/schedule/").content.decode()
    assert ApiKey.objects.get().prefix in screens_page


def test_a_member_disconnects_a_player_and_nobody_elses(browser, wall):
    begun = begin(browser)
    enter_code(wall, begun["code"])
    ask_for_key(browser, begun["secret"])
    stranger = make_wall()
    address = f"/en/portal/player/{Pairing.objects.get(key__isnull=False).pk}/disconnect/"
    assert address in wall.client.get("/en/portal/player/").content.decode()

    refused = stranger.client.post(address)
    done = wall.client.post(address, follow=True)

    assert refused.status_code == 404
    assert ApiKey.objects.get().revoked_at is not None
    assert address not in done.content.decode()


def test_too_many_tries_are_refused_also_with_the_right_code(browser, wall):
    begun = begin(browser)
    for _ in range(20):
        enter_code(wall, "000000")

    answer = enter_code(wall, begun["code"])

    assert "You have entered too many codes." in answer.content.decode()
    assert Pairing.objects.get().screen is None


def test_codes_from_one_address_and_codes_at_once_are_limited(browser, monkeypatch):
    answers = [browser.post("/play/codes/", content_type="application/json").status_code for _ in range(61)]
    assert answers == [201] * 60 + [429]

    monkeypatch.setattr(pairings, "MOST_WAITING", 60)
    other = browser.post("/play/codes/", content_type="application/json", REMOTE_ADDR="203.0.113.7")
    assert other.status_code == 429


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"secret": 7}', '{"secret": "' + "x" * 300 + '"}', "{"])
def test_without_a_secret_there_is_no_key(browser, body):
    assert browser.post("/play/key/", body, content_type="application/json").status_code in {400, 404}


def test_a_member_without_a_screen_is_told_what_to_do(wall):
    wall.screen.is_active = False
    wall.screen.save()

    assert "no screen yet" in wall.client.get("/en/portal/player/").content.decode()
