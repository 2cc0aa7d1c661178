"""Loops on screens: scheduled, fetched, played, recalled and withdrawn as posters are, for all their languages."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.users.roles import Role
from outreach.ledger.actions import Action
from outreach.ledger.findings import FindingKind
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.models import LedgerEvent
from outreach.lineage.finding import find_matches
from outreach.organisations.models import Organisation
from outreach.posters.models import Loop, LoopFile
from outreach.posters.validity import end_poster
from outreach.recalls.targets import RecallTarget
from outreach.screens import reach
from outreach.screens.fitting import SchedulingRefused, find_fitting_loops
from outreach.screens.models import Play, RefusedPlay, Screen, ScreenAssignment
from outreach.screens.schedule import Showing, assign_loop
from tests.approvals.factories import make_person
from tests.journeys.person import say
from tests.posters.factories import record_loop, record_release
from tests.screens.factories import make_file, make_key, make_operator, make_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def screen() -> Screen:
    return make_screen(make_operator())


@pytest.fixture
def loop(screen: Screen) -> Loop:
    """A loop of two posters of the screen's place, of different calls, with a code each."""
    first, second = (make_file(screen, width=1080, height=1920) for _number in range(2))
    for file in (first, second):
        record_release(file, at=timezone.now())
    return record_loop(first.poster, second.poster)


def find_differences() -> set[FindingKind]:
    """Return what of posters, loops and screens isn't as the ledger tells it."""
    kinds = {FindingKind.FETCH_DIFFERS, FindingKind.LOOP_DIFFERS, FindingKind.POSTER_DIFFERS}
    return kinds & {finding.kind for finding in inspect_ledger(at=timezone.now()).findings}


def fill_in(screen: Screen, **chosen: Any) -> dict[str, Any]:
    now = timezone.localtime()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=30)}
    written = {name: moment.strftime("%Y-%m-%d %H:%M") for name, moment in times.items()}
    return {**written, "seconds": 15, "share": 1, "priority": 0, "position": 1, **chosen}


def test_loop_is_scheduled_fetched_and_played_and_leaves_with_the_first_of_its_posters(
    screen: Screen, loop: Loop, client: Client
) -> None:
    film, officer = loop.files.get(), make_person(Role.OUTREACH_OFFICER)
    posters = [part.poster for part in loop.parts.order_by("position")]
    key = make_key(Organisation.objects.get(key=screen.organisation_key), screen)
    player = {"authorization": f"Bearer {key.token}"}
    address = f"/api/v1/screens/{screen.key}"
    client.force_login(officer)
    schedule = reverse("outreach_screen_schedule", args=[screen.pk])

    with override("en"):
        both = client.post(schedule, fill_in(screen, loop_file=film.pk, poster_file=posters[0].file.pk))
        client.post(schedule, fill_in(screen, loop_file=film.pk))
        page = client.get(schedule).content.decode()

    assert say("Choose one file: a poster or a loop.") in both.content.decode()
    row = ScreenAssignment.objects.get()
    assert (row.file, row.poster_file, row.seconds) == (film, None, 20)
    assert reverse("poster_loop", args=[loop.pk]) in page
    (item,) = client.get(f"{address}/manifest", headers=player).json()["items"]
    assert (item["sha256"], item["media_type"], item["seconds"]) == (film.sha256, "video/mp4", 20)
    assert (item["language"], item["languages"]) == ("vi", ["vi", "vi"])
    assert (
        f'src="{item["url"]}'
        in client.get(reverse("api_screen_smil", args=[screen.key]), headers=player).content.decode()
    )

    sent: Any = client.get(f"{address}/files/{film.sha256}", headers=player)
    assert hashlib.sha256(b"".join(sent.streaming_content)).hexdigest() == film.sha256
    fetched = LedgerEvent.objects.filter(action=Action.DOWNLOADED)
    assert sorted(event.item_key for event in fetched) == sorted(poster.item_key for poster in posters)
    play = {"id": str(uuid4()), "sha256": film.sha256, "started_at": timezone.now().isoformat(), "seconds": 20}
    answer = client.post(f"{address}/plays", {"plays": [play]}, content_type="application/json", headers=player)
    assert answer.json()["counted"] == 1
    assert Play.objects.get().loop_file == film
    assert find_differences() == set()
    sheet = pypdfium2.PdfDocument(client.get(reverse("outreach_screen_scan_test", args=[screen.pk])).content)
    text = sheet[0].get_textpage().get_text_range()
    assert all(f"/q/{poster.link_id}" in text for poster in posters)

    end_poster(posters[1], reason="A wrong date", at=timezone.now() - timedelta(hours=2))

    manifest = client.get(f"{address}/manifest", headers=player).json()
    assert (manifest["items"], manifest["withdrawn"]) == ([], [{"sha256": film.sha256, "reason": "withdrawn"}])
    assert client.get(f"{address}/files/{film.sha256}", headers=player).status_code == 410
    late = {**play, "id": str(uuid4())}
    client.post(f"{address}/plays", {"plays": [late]}, content_type="application/json", headers=player)
    assert (RefusedPlay.objects.get().fault, RefusedPlay.objects.get().loop_file) == ("withdrawn", film)


def test_recall_of_one_poster_reaches_the_screens_of_its_loops_which_are_found_by_their_digest(
    screen: Screen, loop: Loop, client: Client
) -> None:
    film = loop.files.get()
    second = loop.parts.get(position=1).poster
    client.force_login(make_person(Role.OUTREACH_OFFICER))
    client.post(reverse("outreach_screen_schedule", args=[screen.pk]), fill_in(screen, loop_file=film.pk))
    target = RecallTarget(title="Poster", kind=second.item_kind, key=second.item_key)

    (reached,) = reach.find_reach(target, timezone.now())

    assert (reached.organisation_key, reached.item.key) == (screen.organisation_key, second.item_key)
    urls = [match.url for match in find_matches(film.sha256)]
    assert urls[0] == reverse("poster_loop", args=[loop.pk])
    assert reverse("poster_detail", args=[second.key]) in urls


def test_loop_of_another_place_is_not_offered_and_one_altered_is_found(screen: Screen, loop: Loop) -> None:
    other = make_screen(make_operator("Others"))
    now = timezone.now()
    assert list(find_fitting_loops(other)) == []
    with pytest.raises(SchedulingRefused, match="another place"):
        assign_loop(
            screen=other,
            loop_file=loop.files.get(),
            showing=Showing(starts_at=now, ends_at=now + timedelta(days=1)),
            by_key="user:1",
            at=now,
        )

    LoopFile.objects.update(sha256="b" * 64)
    assert find_differences() == {FindingKind.LOOP_DIFFERS}
