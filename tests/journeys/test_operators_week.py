"""An operator's week without a browser's script, and a passer-by who asks whether what was shown is ours.

The posters are made by the officer's own pages, and every code is read from the files alone.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdfium2 import PdfDocument

from cms.calls.models import CallPage
from cms.jobs.queue import run_pending_jobs
from cms.render.formats import get_format
from cms.render.readback import decode_png, read_with_zxing
from cms.users.models import User
from cms.users.roles import Role
from outreach.organisations.models import Organisation
from outreach.screens.models import Play, Screen
from tests.approvals.factories import Desk, make_person
from tests.journeys.finished import get_path
from tests.journeys.person import Person, Upload
from tests.organisations.factories import MembershipFactory
from tests.posters.factories import make_officer, publish_call
from tests.screens.factories import make_key, make_operator, make_screen

pytestmark = pytest.mark.django_db
FORMAT = "led-wall-small"
BACKEND = "cms.users.backends.UserBackend"


def enter(user: User) -> Person:
    person = Person(user)
    person.client.force_login(user, backend=BACKEND)
    return person


@pytest.fixture
def operator() -> Organisation:
    return make_operator()


@pytest.fixture
def screen(operator: Organisation) -> Screen:
    return make_screen(operator, format=FORMAT, name="Wall")


@pytest.fixture
def member(operator: Organisation) -> Person:
    user = make_person(Role.OPERATOR, interface_language="en")
    MembershipFactory(user=user, organisation=operator)
    return enter(user)


@pytest.fixture
def officer() -> Person:
    return enter(make_officer())


def test_operator_fetches_shows_and_reports_and_a_passer_by_asks_whether_it_is_ours(
    desk: Desk, operator: Organisation, screen: Screen, member: Person, officer: Person
) -> None:
    poster = make_and_schedule(officer, publish_call(desk), screen)

    shown = fetch_all(member, screen)

    assert read_with_zxing(decode_png(shown)).endswith(poster)
    report_twice(operator, screen, shown_path=f"/api/v1/screens/{screen.key}")
    passer_by = Person()
    assert ask(passer_by, file=shown) == ask(passer_by, typed=poster) == "valid"
    changed = bytearray(shown)
    changed[shown.index(b"IDAT") + 40] ^= 1
    assert ask(passer_by, file=bytes(changed)) == "altered"
    withdraw(officer)
    assert ask(passer_by, file=shown) == ask(passer_by, typed=poster) == "withdrawn"
    home = member.open("/en/portal/")
    assert not home.tree.select(f"a[href*='/screens/{screen.key}/files/']")
    member.open(f"/en/portal/screens/{screen.key}/files.zip", status=410)


def make_and_schedule(officer: Person, call: CallPage, screen: Screen) -> str:
    """Make a poster for the screen, put it there, and return its code."""
    page = officer.open(f"/admin/outreach/screens/posters/?item=call:{call.translation_key}")
    drawn = officer.press(page, "[name=screens]", languages=["vi"], screens=[str(screen.pk)])
    run_pending_jobs()
    drawn = officer.watch(drawn)
    officer.press(drawn, "form[action$='/make/']")
    run_pending_jobs()
    designs = officer.open("/admin/outreach/posters/designs/")
    assert designs.find("[data-design=call]")["data-proven"] == "1"
    schedule = officer.open(f"/admin/outreach/screens/{screen.pk}/schedule/")
    (file,) = schedule.tree.select("[name=poster_file]")
    officer.press(schedule, "[name=poster_file]", poster_file=str(file["value"]))
    poster = officer.open(str(officer.open("/admin/outreach/posters/").find("[data-poster] a")["href"]))
    return poster.read("dd code")


def fetch_all(member: Person, screen: Screen) -> bytes:
    """Fetch the files of the screen as one ZIP, and the sheet that states the distance; return the picture."""
    home = member.open("/en/portal/")
    sheet = PdfDocument(member.open(home.get_link(to="/scan-test.pdf")).content)
    distance = get_format(FORMAT).scan_distance_m
    assert f"from {distance:g} m" in sheet[0].get_textpage().get_text_range().replace("\r\n", " ")
    single = member.open(home.get_link(to=f"/screens/{screen.key}/files/")).content
    with zipfile.ZipFile(io.BytesIO(member.open(home.get_link(to="/files.zip")).content)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".png")]
        assert archive.read(name) == single
    return single


def report_twice(operator: Organisation, screen: Screen, *, shown_path: str) -> None:
    """Report plays late and twice, as a player does: each is counted once."""
    player = Person()
    key = {"Authorization": f"Bearer {make_key(operator, screen, at=timezone.now()).token}"}
    (item,) = json.loads(player.open(f"{shown_path}/manifest", **key).content)["items"]
    assert player.open(get_path(item["url"]), **key).content
    moment = timezone.now() - timedelta(minutes=5)
    play = {"sha256": item["sha256"], "started_at": moment.isoformat(), "seconds": 15}
    batch = json.dumps({"plays": [{**play, "id": str(uuid4())} for _number in range(3)]})
    answers = [
        player.client.post(f"{shown_path}/plays", batch, content_type="application/json", headers=key).json()
        for _turn in range(2)
    ]
    assert [(answer["counted"], answer["known"]) for answer in answers] == [(3, 0), (0, 3)]
    assert Play.objects.filter(screen=screen).count() == 3


def ask(person: Person, *, file: bytes | None = None, typed: str = "") -> str:
    """Return what the page for checking says of the file or code."""
    page = person.open("/en/verify/")
    given = {"file": Upload("photo.png", file)} if file else {"typed": typed}
    answer = person.press(page, "form.verify", **given)
    return str(answer.find("[data-verdict]")["data-verdict"])


def withdraw(officer: Person) -> None:
    gallery = officer.open("/admin/outreach/posters/")
    page = officer.open(str(gallery.find("[data-poster] a")["href"]))
    officer.press(page, "form[action$='/withdraw/']", reason="A wrong date")
