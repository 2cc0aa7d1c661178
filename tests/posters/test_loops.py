"""Loops of a place: made by a job from released posters, and withheld as soon as one of these is."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.calls.models import CallPage
from cms.credentials.models import SignedFile
from cms.credentials.signing import read_file
from cms.jobs.queue import run_pending_jobs
from cms.users.models import User
from outreach.posters.loops import LoopRefused, request_loop
from outreach.posters.models import Loop, Poster
from outreach.posters.requests import request_posters
from outreach.posters.validity import end_poster
from tests.approvals.factories import Desk
from tests.posters.factories import make_officer, publish_call, publish_korean

pytestmark = pytest.mark.django_db

COLUMN = "led-column"


@pytest.fixture
def officer(desk: Desk) -> User:
    return make_officer()


@pytest.fixture
def posters(desk: Desk, officer: User) -> list[Poster]:
    """Released posters of one roadside column, in Korean and Vietnamese."""
    call = publish_call(desk)
    publish_korean(desk, call)
    request(call, officer)
    return list(Poster.objects.order_by("language"))


def request(call: CallPage, officer: User, *, placement: str = "Column 1") -> None:
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi", "ko"],
        format_codes=[COLUMN],
        placement=placement,
        organisation_key=None,
        by=officer,
        at=timezone.now(),
    )
    run_pending_jobs()


def test_officer_makes_a_loop_and_it_ends_with_the_first_of_its_posters(
    posters: list[Poster], officer: User, client: Client
) -> None:
    client.force_login(officer)
    make = reverse("poster_loop_make", args=[posters[0].key])
    assert client.get(make).context["posters"] == posters

    answer = client.post(make, {"posters": [poster.pk for poster in posters], "seconds_each": 6}, follow=True)
    run_pending_jobs()

    loop = Loop.objects.get()
    assert answer.context["loop"] == loop
    assert (loop.state, loop.reason) == ("released", "")
    films = {film.media_type: film for film in loop.files.all()}
    assert set(films) == {"video/mp4", "video/webm"}
    assert {film.frames_read for film in films.values()} == {300}
    sent = client.get(reverse("poster_loop_file", args=[loop.pk, "mp4"]))
    assert (sent.status_code, sent["Content-Type"]) == (200, "video/mp4")
    assert "ko-vi_column-1_led-column_" in sent["Content-Disposition"]
    credentials = read_file(b"".join(sent.streaming_content))
    assert credentials is not None and credentials.is_ours and credentials.is_intact
    assert credentials.claims is not None and credentials.claims.made_as == "film"
    assert SignedFile.objects.filter(sha256=films["video/mp4"].sha256).exists()
    end_poster(posters[1], reason="A wrong date", at=timezone.now())
    assert client.get(reverse("poster_loop_file", args=[loop.pk, "webm"])).status_code == 410
    assert client.get(reverse("poster_loop", args=[loop.pk])).context["withheld"] == "withdrawn"


def test_loop_of_a_poster_that_ended_meanwhile_is_refused(posters: list[Poster], officer: User) -> None:
    request_loop(posters=posters, seconds_each=6, by=officer, at=timezone.now())
    end_poster(posters[0], reason="A wrong date", at=timezone.now())

    run_pending_jobs()

    loop = Loop.objects.get()
    assert (loop.state, loop.files.count()) == ("refused", 0)
    assert "한국어" in loop.reason


@pytest.mark.parametrize("seconds", [5, 16])
def test_loop_that_is_too_short_or_too_long_is_refused(posters: list[Poster], officer: User, seconds: int) -> None:
    with pytest.raises(LoopRefused, match="10 to 30 seconds"):
        request_loop(posters=posters, seconds_each=seconds, by=officer, at=timezone.now())

    assert not Loop.objects.exists()


def test_loop_shows_one_place_only(posters: list[Poster], officer: User) -> None:
    call = CallPage.objects.get(locale__language_code="vi")
    request(call, officer, placement="Column 2")
    elsewhere = Poster.objects.filter(placement="Column 2").earliest("pk")

    with pytest.raises(LoopRefused, match="of one place"):
        request_loop(posters=[posters[0], elsewhere], seconds_each=6, by=officer, at=timezone.now())
