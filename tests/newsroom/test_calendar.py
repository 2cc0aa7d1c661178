"""The newsroom's calendar: what it shows, to whom, and the changes of dates from it, by the rules of the schedule."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.campaign.models import KeyDate, Phase
from cms.core.calendar import CalendarEntry, CalendarSource, _sources, register_source
from cms.films.models import BroadcastSlot, FilmPage, RightsWindow
from cms.newsroom.calendar import MONTH, WEEK, Filters, get_period, lay_out, read_entries
from cms.stories.models import StoryPage
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.bypasses import sign_in
from tests.approvals.factories import Desk, accept, edit, hand_in, make_person, make_source, make_translation
from tests.factories import ContactChannelFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 6, 9, 0, tzinfo=timezone.get_fixed_timezone(420))
LATER, SOONER = NOW + timedelta(days=10), NOW + timedelta(days=3)
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 31)
ALL = Filters()


@pytest.fixture(autouse=True)
def on_a_monday(db: None):
    with time_machine.travel(NOW, tick=False):
        yield


def read(user: User, filters: Filters = ALL) -> list[tuple[str, str, date]]:
    found = read_entries(user=user, first=FIRST, last=LAST, filters=filters, at=timezone.now())
    return [(shown.source.name, shown.entry.title, shown.entry.day) for shown in found]


def get_change_url(user: User, kind: str) -> str:
    found = read_entries(user=user, first=FIRST, last=LAST, filters=Filters(kind=kind), at=timezone.now())
    return found[0].entry.change_url


def move(user: User, url: str, moment: datetime):
    return sign_in(user).post(url, {"moment": f"{moment:%d/%m/%Y %H:%M}"})


# --- what it shows ---


def test_weeks_are_whole_and_begin_on_monday() -> None:
    period = get_period(MONTH, date(2026, 12, 1))

    weeks = lay_out(period, [])

    assert (period.first, period.last) == (date(2026, 11, 30), date(2027, 1, 3))
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
    assert [day.is_inside for day in weeks[0]] == [False] + [True] * 6
    week = get_period(WEEK, date(2026, 7, 5))
    assert (week.first, week.after) == (date(2026, 6, 29), date(2026, 7, 6))


def test_drafts_approved_texts_embargoes_and_ends_are_on_their_days(desk: Desk) -> None:
    make_source(desk.editor, title="Bản nháp", go_live_at=SOONER)
    awaiting = make_source(desk.editor, title="Đã duyệt", go_live_at=LATER)
    accept(hand_in(awaiting, desk.editor), desk.publisher)
    make_source(desk.editor, title="Cấm", embargo_until=LATER)
    ending = make_source(desk.editor, title="Hết hạn", expire_at=LATER)
    accept(hand_in(ending, desk.editor), desk.publisher)

    found = [row for row in read(desk.editor) if row[0] in {"planned", "scheduled", "embargo", "expiry"}]

    assert sorted(found) == [
        ("embargo", "Cấm", LATER.date()),
        ("expiry", "Hết hạn", LATER.date()),
        ("planned", "Bản nháp", SOONER.date()),
        ("scheduled", "Đã duyệt", LATER.date()),
    ]


def test_phases_key_dates_rights_and_contacts_are_on_their_days(desk: Desk) -> None:
    Phase.objects.all().delete()
    KeyDate.objects.all().delete()
    Phase.objects.create(number=1, name="Giai đoạn 1", starts_on=date(2026, 5, 1), ends_on=date(2026, 7, 27))
    KeyDate.objects.create(day=27, month=7, name="Ngày Thương binh - Liệt sĩ", since=1947)
    film = make_source(desk.editor, FilmPage, title="Phim")
    RightsWindow.objects.create(film=film, starts_on=FIRST, ends_on=date(2026, 7, 20))
    ContactChannelFactory(name="Đường dây", verified=True, verified_until=date(2026, 7, 21))
    evening = datetime(2026, 7, 27, 20, 10, tzinfo=timezone.get_default_timezone())
    slot = {"broadcaster": "VTV1", "time_zone": "Asia/Ho_Chi_Minh", "language_tag": "vi", "starts_at": evening}
    BroadcastSlot.objects.create(film=film, **slot)

    found = {name: (title, day) for name, title, day in read(desk.lead)}

    assert found["phase"] == ("Giai đoạn 1 ends", date(2026, 7, 27))
    assert found["key-date"] == ("Ngày Thương binh - Liệt sĩ", date(2026, 7, 27))
    assert found["broadcast"] == ("Phim", date(2026, 7, 27))
    assert found["rights"] == ("Phim", date(2026, 7, 20))
    assert found["contact"] == ("Đường dây", date(2026, 7, 21))


def test_other_apps_add_their_own_days(desk: Desk) -> None:
    entry = CalendarEntry("x-1", date(2026, 7, 9), "Ngày thông tin", "/admin/")
    register_source(CalendarSource("event", "Event", lambda first, last: [entry]))
    try:
        assert ("event", "Ngày thông tin", date(2026, 7, 9)) in read(desk.lead)
    finally:
        del _sources["event"]


def test_text_under_embargo_is_shown_to_those_who_work_on_it_only(desk: Desk) -> None:
    make_source(desk.editor, title="Chưa ai được biết", embargo_until=LATER, go_live_at=SOONER)
    officer = make_person(Role.OUTREACH_OFFICER)

    assert "Chưa ai được biết" in str(read(desk.translator))
    assert "Chưa ai được biết" not in str(read(officer))


def test_filters_leave_what_is_asked_for(desk: Desk) -> None:
    make_source(desk.editor, title="Của tôi", go_live_at=SOONER)
    other = make_person(Role.EDITOR)
    source = make_source(other, title="Của người khác", go_live_at=SOONER)
    make_translation(source, "ko", desk.translator, title="번역", go_live_at=LATER)

    assert [row[1] for row in read(desk.editor, Filters(kind="planned", mine=True))] == ["Của tôi"]
    assert [row[1] for row in read(desk.editor, Filters(kind="planned", language="ko"))] == ["번역"]


def test_page_of_the_calendar_bears_any_address(desk: Desk) -> None:
    client = sign_in(desk.lead)
    for query in (
        "",
        "?view=week",
        "?day=0001-01-01",
        "?day=9999-12-31",
        "?day=2026-02-31",
        "?day=x&kind=x&language=x",
    ):
        assert client.get(f"{reverse('newsroom_calendar')}{query}").status_code == 200


def test_entries_take_no_more_queries_when_there_are_more(desk: Desk, django_assert_max_num_queries) -> None:
    for number in range(6):
        make_source(desk.editor, title=f"Bài {number}", go_live_at=SOONER)
    with django_assert_max_num_queries(25):
        assert len(read(desk.translator, Filters(kind="planned"))) == 6


# --- changing a date ---


def test_writer_postpones_an_approved_text_from_the_calendar(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=SOONER)
    approval = accept(hand_in(story, desk.editor), desk.publisher)

    answer = move(desk.editor, get_change_url(desk.editor, "scheduled"), LATER)

    approval.refresh_from_db()
    assert answer.status_code == 302 and approval.due_at == LATER


def test_writer_is_told_why_bringing_forward_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=LATER)
    approval = accept(hand_in(story, desk.editor), desk.publisher)

    answer = move(desk.editor, get_change_url(desk.editor, "scheduled"), SOONER)

    approval.refresh_from_db()
    assert answer.status_code == 422 and approval.due_at == LATER
    assert "Your role doesn" in answer.content.decode()


def test_second_person_brings_an_approved_text_forward(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=LATER)
    approval = accept(hand_in(story, desk.editor), desk.publisher)

    move(desk.publisher, get_change_url(desk.publisher, "scheduled"), SOONER)

    approval.refresh_from_db()
    assert approval.due_at == SOONER


def test_planned_date_of_a_draft_is_changed_in_a_new_draft(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=SOONER)

    move(desk.editor, get_change_url(desk.editor, "planned"), LATER)

    draft = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert draft.go_live_at == LATER
    assert draft.title == story.title and Page.objects.get(pk=story.pk).latest_revision.user == desk.editor


def test_sooner_end_of_a_public_page_counts_at_once_and_a_later_one_does_not(desk: Desk) -> None:
    story = make_source(desk.editor, expire_at=LATER)
    accept(hand_in(story, desk.editor), desk.publisher)
    url = get_change_url(desk.editor, "expiry")

    move(desk.editor, url, LATER + timedelta(days=1))
    assert Page.objects.get(pk=story.pk).expire_at == LATER
    move(desk.editor, url, SOONER)

    assert Page.objects.get(pk=story.pk).expire_at == SOONER


def test_later_end_of_an_embargo_holds_back_what_was_approved(desk: Desk) -> None:
    story = make_source(desk.editor, embargo_until=SOONER)
    approval: Approval = accept(hand_in(story, desk.editor), desk.publisher)

    move(desk.editor, get_change_url(desk.editor, "embargo"), LATER)

    approval.refresh_from_db()
    assert approval.due_at == LATER
    assert StoryPage.objects.get(pk=story.pk).embargo_until == LATER


def test_date_that_has_passed_is_refused(desk: Desk) -> None:
    make_source(desk.editor, go_live_at=SOONER)

    answer = move(desk.editor, get_change_url(desk.editor, "planned"), NOW - timedelta(days=1))

    assert answer.status_code == 422 and "This moment has passed" in answer.content.decode()


def test_date_of_a_locked_page_is_refused(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=SOONER)
    Page.objects.filter(pk=story.pk).update(locked=True, locked_by=desk.superuser)

    answer = move(desk.editor, reverse("newsroom_change", args=["planned", story.pk]), LATER)

    assert answer.status_code == 422 and "locked" in answer.content.decode()


def test_translator_of_another_language_may_not_change_a_date(desk: Desk) -> None:
    story = make_source(desk.editor, go_live_at=SOONER)
    korean = make_translation(story, "ko", desk.translator, title="번역")
    edit(korean, desk.translator, go_live_at=SOONER)
    lao = make_person(Role.TRANSLATOR, "lo")

    url = reverse("newsroom_change", args=["planned", korean.pk])

    assert move(lao, url, LATER).url == reverse("wagtailadmin_home")
    assert move(desk.translator, url, LATER).url.startswith(reverse("newsroom_calendar"))
