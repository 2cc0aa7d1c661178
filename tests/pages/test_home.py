"""The home page: it asks first, and shows confirmed figures and the days as of today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import timezone

from cms.calls.models import CallPage
from cms.campaign.indicator_values import confirm, enter
from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign, Indicator, KeyDate, Phase
from cms.core.cached_pages import forget_pages
from cms.core.page_cache import forget_version, get_version, know_version
from cms.films.models import FilmPage
from cms.pages.models import StandardPage
from cms.rebuttals.models import RebuttalPage
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
LAST_DAY = date(2027, 7, 27)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def read(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def find(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI)


def confirm_value(site: PublicSite, code: str, value: str, *, as_of: date, source: str = "Báo cáo tuần") -> None:
    indicator = Indicator.objects.get(code=code)
    entered = enter(
        indicator=indicator,
        value=Decimal(value),
        as_of=as_of,
        source={"vi": source},
        by=site.editor,
        at=timezone.now(),
    )
    confirm(value=entered, by=site.publisher, at=timezone.now())


@pytest.mark.parametrize("language", CODES)
def test_home_asks_first_and_has_the_telephone_before_anything_else(
    site: PublicSite, client: Client, language: str
) -> None:
    load_campaign()
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    campaign = Campaign.objects.get()

    page = read(client, f"/{language}/")

    column = f"question_{language.replace('-', '_')}"
    assert find(page, "h1").get_text() == getattr(campaign, column)
    assert find(page, "main a[href^='tel:']").find_parent("header") is not None
    assert campaign.motto_vi not in find(page, "main").get_text()


def test_home_without_a_question_begins_with_the_appeal(site: PublicSite, client: Client) -> None:
    load_campaign()
    Campaign.objects.update(question=None, question_vi=None, question_en=None)
    forget_pages()

    assert find(read(client, "/vi/"), "h1").get_text() == Campaign.objects.get().appeal_vi


def test_home_shows_open_calls_only(site: PublicSite, client: Client) -> None:
    site.publish(CallPage, slug="dong", title="Đã đóng", closed_on=timezone.localdate())
    site.publish(CallPage, slug="mo", title="Còn mở", closed_on=timezone.localdate() + timedelta(days=1))

    calls = find(read(client, "/vi/"), ".home-calls").get_text()

    assert "Còn mở" in calls
    assert "Đã đóng" not in calls


def test_home_has_no_figures_before_one_is_confirmed(site: PublicSite, client: Client) -> None:
    load_campaign()

    assert read(client, "/vi/").select("#home-figures") == []


@pytest.mark.parametrize(
    ("language", "written"), [("vi", "12.345"), ("en", "12,345"), ("fr", "12 345"), ("ar", "12,345")]
)
def test_home_shows_the_newest_confirmed_figure_with_day_and_source(
    site: PublicSite, client: Client, language: str, written: str
) -> None:
    load_campaign()
    confirm_value(site, "reports-received", "12000", as_of=date(2026, 9, 1))
    confirm_value(site, "reports-received", "12345", as_of=date(2026, 10, 1), source="Báo cáo tháng 9")

    figures = find(read(client, f"/{language}/"), ".figures")

    text = figures.get_text().replace("\u202f", " ").replace("\xa0", " ")
    assert written in text
    assert "12.000" not in text
    assert find(BeautifulSoup(str(figures), "html.parser"), "[lang=vi]").get_text() == "Báo cáo tháng 9"


def test_clauses_are_never_shown_to_readers(site: PublicSite, client: Client) -> None:
    load_campaign()
    confirm_value(site, "reports-received", "1", as_of=date(2026, 9, 1))

    assert "V.6.b" not in client.get("/vi/").content.decode()


@pytest.mark.parametrize(
    ("today", "written"),
    [
        (date(2026, 11, 30), "239 days"),
        (date(2027, 7, 26), "1 day"),
        (LAST_DAY, "Today is the last day of the campaign."),
        (LAST_DAY + timedelta(days=1), "The campaign ended on 27 July 2027."),
    ],
)
def test_days_to_the_last_one_are_counted(site: PublicSite, client: Client, today: date, written: str) -> None:
    load_campaign()

    with time_machine.travel(at_noon(today), tick=False):
        assert written in " ".join(find(read(client, "/en/"), "#home-days + .figures").get_text(" ").split())


@pytest.mark.parametrize(
    ("language", "days", "written"),
    [
        ("ru", 21, "21 день"),
        ("ru", 22, "22 дня"),
        ("ru", 25, "25 дней"),
        ("ar", 1, "يوم واحد"),
        ("ar", 2, "يومان"),
        ("ar", 3, "3 أيام"),
        ("ar", 11, "11 يومًا"),
        ("ar", 100, "100 يوم"),
        ("fr", 1, "1 jour"),
        ("fr", 2, "2 jours"),
        ("es", 1, "1 día"),
        ("vi", 2, "2 ngày"),
        ("ko", 2, "2일"),
        ("ja", 2, "2日"),
        ("zh-hans", 2, "2天"),
        ("th", 2, "2 วัน"),
        ("lo", 2, "2 ວັນ"),
        ("km", 2, "2 ថ្ងៃ"),
    ],
)
def test_days_have_the_plural_of_each_language(
    site: PublicSite, client: Client, language: str, days: int, written: str
) -> None:
    load_campaign()

    with time_machine.travel(at_noon(LAST_DAY - timedelta(days=days)), tick=False):
        number = find(read(client, f"/{language}/"), "#home-days + .figures b").get_text()

    assert number == written


def test_day_is_that_of_the_campaigns_clock_and_kept_pages_end_at_its_midnight(
    site: PublicSite, client: Client
) -> None:
    load_campaign()
    midnight = datetime(2026, 12, 1, tzinfo=HANOI)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        before, version = client.get("/en/").content.decode(), get_version()
        known = know_version()
    with time_machine.travel(midnight, tick=False):
        forget_version()  # as a second later
        after, later = client.get("/en/").content.decode(), get_version()

    assert "239 days" in before
    assert "238 days" in after
    assert later == version + 1
    assert known is not None
    assert known.until is None or known.until > midnight, "an outage at midnight would take the kept pages away"


def test_next_key_dates_have_their_year(site: PublicSite, client: Client) -> None:
    load_campaign()

    with time_machine.travel(at_noon(date(2026, 12, 22)), tick=False):
        days = [each["datetime"] for each in read(client, "/vi/").select(".figures time")]
    with time_machine.travel(at_noon(date(2026, 12, 23)), tick=False):
        later = [each["datetime"] for each in read(client, "/vi/").select(".figures time")]

    assert days == ["2026-12-22", "2027-07-27"]
    assert later == ["2027-07-27", "2027-12-22"]


def test_phases_are_named_with_their_days_and_the_current_one_is_marked(site: PublicSite, client: Client) -> None:
    load_campaign()
    Phase.objects.filter(number=2).update(name_ko="")

    with time_machine.travel(at_noon(date(2026, 11, 20)), tick=False):
        phases = read(client, "/en/").select(".phases li")
        korean = read(client, "/ko/").select(".phases h3")

    assert [phase.h3.get_text() for phase in phases if phase.h3] == ["Phase 1", "Phase 2", "Phase 3"]
    assert [bool(phase.get("aria-current")) for phase in phases] == [False, True, False]
    assert "from 28 July 2026 to 31 December 2026" in phases[1].get_text()
    assert [name.get_text() for name in korean] == ["1단계", "Giai đoạn 2", "3단계"]


@pytest.mark.parametrize("ends_on", [date.min, date.max, None])
def test_odd_last_days_break_nothing(site: PublicSite, client: Client, ends_on: date | None) -> None:
    load_campaign()
    campaign = Campaign.objects.get()
    campaign.ends_on = ends_on
    campaign.save()
    KeyDate.objects.create(day=29, month=2, name_vi="Ngày nhuận")

    for language in CODES:
        assert client.get(f"/{language}/").status_code == 200


def test_home_takes_few_queries(site: PublicSite, client: Client, django_assert_max_num_queries: Any) -> None:
    load_campaign()
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    for page_class in (CallPage, FilmPage, RebuttalPage, StandardPage):
        site.publish(page_class, slug=f"mot-{page_class.__name__.lower()}")
    site.publish()
    confirm_value(site, "reports-received", "12345", as_of=date(2026, 10, 1))
    client.get("/vi/search/?q=x")
    forget_pages()
    with django_assert_max_num_queries(13):
        client.get("/vi/")
    forget_pages()
    client.get("/vi/stories/")  # reads what pages share: the campaign's name, whether everything is withdrawn

    with django_assert_max_num_queries(10):
        client.get("/vi/")
    with django_assert_max_num_queries(1):
        answer = client.get("/vi/")
    assert len(answer.content) < 30_000
