"""The player's page, its service worker and its neutral face, as the server sends them."""

import json
import re

import pytest
from django.utils import timezone

from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign
from cms.emergency.withdrawal import withdraw_everything
from cms.facts.revocation import revoke_channel
from cms.users.roles import Role
from outreach.player import shell
from tests.approvals.factories import make_person
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", [entry.code for entry in LANGUAGES])
def test_the_page_is_in_the_browsers_language(client, language):
    load_campaign(is_demonstration=True)

    answer = client.get("/play/", headers={"accept-language": language})

    page = answer.content.decode()
    entry = next(entry for entry in LANGUAGES if entry.code == language)
    assert f'<html lang="{entry.tag}" dir="{entry.direction}">' in page
    assert "/portal/player/" in page
    assert ("Connect this screen" in page) == (language == "en")
    assert "Accept-Language" in answer["Vary"]
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")


def test_the_worker_names_every_file_of_the_player_with_its_digest_and_the_page(client):
    answer = client.get("/play/worker.js")

    text = answer.content.decode()
    described = json.loads(re.match(r"self\.SHELL = (.*);\n", text)[1])
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert {"/static/player/main.js", "/static/player/player.css", "/static/campaign/emblem.svg"} <= set(
        described["files"]
    )
    assert "/static/player/worker.js" not in described["files"]
    assert described["pageDigest"] == shell.get_digest(client.get("/play/").content)
    korean = client.get(described["pageSource"].replace("vi", "ko"), headers={"accept-language": "ar"}).content
    assert korean == client.get("/play/", headers={"accept-language": "ko"}).content
    assert client.get("/play/worker.js", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_every_import_of_the_players_modules_is_a_file_that_the_worker_keeps(client):
    described = client.get("/play/worker.js").content.decode()
    modules = sorted(shell.find_file("player").glob("*.js"))

    imported = {name for module in modules for name in re.findall(r'from "\./(\w+\.js)"', module.read_text())}

    assert len(imported) >= 9
    assert all(f"/static/player/{name}" in described for name in imported)


def test_a_changed_campaign_makes_another_worker(client):
    load_campaign(is_demonstration=True)
    before = client.get("/play/worker.js")["ETag"]

    Campaign.objects.update(short_name_vi="Tên khác", short_name_en="Another name")

    assert client.get("/play/worker.js")["ETag"] != before


def test_the_face_has_the_hotline_only_while_it_holds(client, desk):
    load_campaign(is_demonstration=True)
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])

    before = client.get("/play/face/ar/").json()
    revoke_channel(channel=channel, by=desk.lead, at=timezone.now(), reason="answered by a stranger")
    after = client.get("/play/face/ar/").json()

    assert "965" in before["number"] and before["direction"] == "rtl" and before["demonstration"]
    assert (after["contact"], after["number"], after["hours"]) == ("", "", "")
    assert after["name"] == before["name"]


def test_a_language_that_the_campaign_lacks_has_no_face(client):
    assert client.get("/play/face/xx/").status_code == 404


def test_while_everything_is_withdrawn_no_new_player_starts(client):
    lead = make_person(Role.DESK_LEAD)
    withdraw_everything(reason="Wrong coordinates in several texts", by=lead, at=timezone.now())

    answers = [client.get("/play/"), client.get("/play/worker.js"), client.post("/play/codes/")]

    assert [answer.status_code for answer in answers] == [410] * 3
