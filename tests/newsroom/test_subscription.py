"""The address of the calendar: a secret of one person that works while they may use the admin, and can be ended."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cms.newsroom.models import CalendarAddress
from cms.users.roles import Role
from tests.approvals.bypasses import sign_in
from tests.approvals.factories import Desk, make_person, make_source

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 6, 9, 0, tzinfo=timezone.get_fixed_timezone(420))
SOON = NOW + timedelta(days=3)
PAGE = "/admin/calendar/address/"


@pytest.fixture(autouse=True)
def on_a_monday(db: None):
    with time_machine.travel(NOW, tick=False):
        yield


def issue(user: object) -> str:
    shown = sign_in(user).post(PAGE, {"issue": "1"}).context["shown"]
    return str(shown).partition("/calendar/")[2].removesuffix(".ics")


def read(secret: str, query: str = "") -> list[str]:
    answer = Client().get(f"{reverse('calendar_feed', args=[secret])}{query}")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_program_reads_what_its_owner_may_see_in_their_language(desk: Desk) -> None:
    make_source(desk.editor, title="Chưa ai được biết", embargo_until=SOON)
    officer = make_person(Role.OUTREACH_OFFICER)

    assert "Embargo ends: Chưa ai được biết (vi)" in read(issue(desk.editor))
    assert "Chưa ai được biết" not in " ".join(read(issue(officer)))


def test_moments_and_days_are_read_as_such(desk: Desk) -> None:
    story = make_source(desk.editor, title="Bài", go_live_at=SOON)

    events = Calendar.from_ical(Client().get(reverse("calendar_feed", args=[issue(desk.editor)])).content).walk(
        "VEVENT"
    )

    planned = next(event for event in events if str(event["uid"]).startswith(f"planned-{story.pk}@"))
    assert planned["dtstart"].dt == SOON
    assert str(planned["url"]).endswith(f"/admin/pages/{story.pk}/edit/")


def test_own_work_only_is_read_by_those_who_ask_for_it(desk: Desk) -> None:
    make_source(desk.editor, title="Của tôi", go_live_at=SOON)
    make_source(make_person(Role.EDITOR), title="Của người khác", go_live_at=SOON)

    assert [row for row in read(issue(desk.editor), "?mine=1") if "Draft" in row] == [
        "Draft with a planned date: Của tôi (vi)"
    ]


def test_secret_is_shown_once_and_only_its_digest_is_kept(desk: Desk) -> None:
    secret = issue(desk.editor)

    row = CalendarAddress.objects.get(user=desk.editor)
    assert secret not in str(row.__dict__)
    assert secret not in sign_in(desk.editor).get(PAGE).content.decode()


def test_new_address_ends_the_one_before_and_it_can_be_ended(desk: Desk) -> None:
    first = issue(desk.editor)
    second = issue(desk.editor)

    assert Client().get(reverse("calendar_feed", args=[first])).status_code == 404
    assert Client().get(reverse("calendar_feed", args=[second])).status_code == 200
    sign_in(desk.editor).post(PAGE, {"revoke": "1"})
    assert Client().get(reverse("calendar_feed", args=[second])).status_code == 404


def test_address_of_somebody_who_left_the_desk_reads_nothing(desk: Desk) -> None:
    secret = issue(desk.editor)
    desk.editor.groups.clear()

    assert Client().get(reverse("calendar_feed", args=[secret])).status_code == 404


def test_answer_is_kept_by_no_cache_and_no_search_engine(desk: Desk) -> None:
    answer = Client().get(reverse("calendar_feed", args=[issue(desk.editor)]))

    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
