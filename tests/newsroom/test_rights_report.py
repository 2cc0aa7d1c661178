"""Rights that end: when, where each is used, what follows; on the screen and as a spreadsheet."""

import csv
from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cms.films.models import FilmPage, RightsWindow
from cms.newsroom.rights_report import When, get_days, list_ending
from tests.approvals.bypasses import sign_in
from tests.approvals.factories import Desk, accept, hand_in, make_source
from tests.factories import ContactChannelFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 10, 9, 0, tzinfo=timezone.get_fixed_timezone(420))
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def in_december(db: None):
    with time_machine.travel(NOW, tick=False):
        yield


def make_film(desk: Desk, **window: object) -> FilmPage:
    film: FilmPage = make_source(desk.editor, FilmPage, title="Tìm đồng đội")
    accept(hand_in(film, desk.editor), desk.publisher)
    RightsWindow.objects.create(film=film, starts_on=date(2026, 1, 1), **window)
    return film


def test_months_are_whole_and_what_has_ended_goes_a_year_back() -> None:
    assert get_days(When.THIS, today=TODAY) == (date(2026, 12, 1), date(2026, 12, 31))
    assert get_days(When.NEXT, today=TODAY) == (date(2027, 1, 1), date(2027, 1, 31))
    assert get_days(When.ENDED, today=TODAY)[1] == date(2026, 12, 9)


def test_window_that_ends_names_the_page_that_loses_its_player(desk: Desk) -> None:
    make_film(desk, ends_on=date(2026, 12, 20))

    (row,) = list_ending(when=When.THIS, today=TODAY, hidden=frozenset())

    assert [page.title for page in row.pages] == ["Tìm đồng đội"]
    assert "From the next day on 1 page of the film is without its player" in row.follows


def test_window_that_ended_says_what_happened_unless_another_covers_it(desk: Desk) -> None:
    film = make_film(desk, ends_on=date(2026, 12, 5))
    (row,) = list_ending(when=When.ENDED, today=TODAY, hidden=frozenset())
    assert "1 page of the film lost its player" in row.follows

    RightsWindow.objects.create(film=film, starts_on=date(2026, 12, 1))

    (row,) = list_ending(when=When.ENDED, today=TODAY, hidden=frozenset())
    assert "the film stays on the public site" in row.follows


def test_right_of_one_country_does_not_concern_the_public_site(desk: Desk) -> None:
    make_film(desk, territory="KR", ends_on=date(2027, 1, 9))

    (row,) = list_ending(when=When.NEXT, today=TODAY, hidden=frozenset())

    assert row.territory == "KR" and "public site isn't concerned" in row.follows


def test_report_is_read_on_the_screen_and_as_a_spreadsheet(desk: Desk) -> None:
    make_film(desk, ends_on=date(2026, 12, 20))
    ContactChannelFactory(name="=Đường dây", verified=True, verified_until=date(2026, 12, 21))
    client, url = sign_in(desk.lead), reverse("newsroom_rights")

    assert "Tìm đồng đội" in client.get(url).content.decode()
    assert "No right of a picture" in client.get(f"{url}?when=next").content.decode()
    text = b"".join(client.get(f"{url}?export=csv").streaming_content).decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["Name"] for row in rows] == ["Tìm đồng đội", "'=Đường dây"]
    assert client.get(f"{url}?export=xlsx").status_code == 200
