"""Faults that were seen on pictures of the pages: each stays mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import override

from cms.core.line_breaks import mark_breaks
from cms.core.templatetags.site import language_names, whole_times
from cms.events.models import EventPage
from cms.facts.hours import write_hours
from cms.facts.hours_input import make_rows, read_day
from cms.facts.models import FactKind
from cms.facts.rendering import write_facts_html
from cms.films.models import FilmPage
from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.browser.test_portal import deliver
from tests.factories import ContactChannelFactory, FactFactory
from tests.films.test_film_page import add_version, allow_everywhere
from tests.organisations.factories import MembershipFactory, OrganisationFactory

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
HOURS = make_rows({day: read_day("08:00–11:30, 13:30–17:00") for day in range(5)})


def read(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_menus_stay_in_the_readers_language_on_a_page_of_another(site: PublicSite, client: Client) -> None:
    story = site.publish(StoryPage)
    site.translate(story, "ar")
    site.translate(site.publish(StoryPage, slug="khac"), "en")

    page = read(client, "/ar/stories/khac/")

    assert page.html is not None and page.html["lang"] == "en"
    for menu in (".menu", ".bottom-menu"):
        assert [link.get_text() for link in page.select(f"{menu} a[href='/ar/stories/']")] == ["حكايات"], menu


def test_full_stop_behind_a_number_is_in_its_box_and_begins_no_line() -> None:
    FactFactory(key="hotline", value="+84965001222")

    vietnamese, arabic = (write_facts_html("<p>[[hotline]].</p>", language=code) for code in ("vi", "ar"))

    assert vietnamese.endswith("(+84 965 001 222).</span></bdi></a></p>")
    assert arabic.endswith("+84 965 001 222</bdi></a>.</p>")


def test_card_of_an_event_keeps_its_text_from_the_edge(site: PublicSite, client: Client) -> None:
    site.publish(EventPage)

    card = read(client, "/vi/events/").select_one(".cards li")

    assert card is not None
    assert [part.name for part in card.select(".card-text > *")] == ["h2", "p", "p"]


def test_film_without_a_still_has_a_drawing_before_it_plays(site: PublicSite, client: Client) -> None:
    film = site.publish(FilmPage)
    add_version(film, "vi")
    allow_everywhere(film)

    video = read(client, film.url_path).video

    assert video is not None
    assert client.get(str(video["poster"])).status_code == 200


def test_contact_of_an_event_on_the_web_is_named_by_what_it_is_for(site: PublicSite, client: Client) -> None:
    zalo = FactFactory(kind=FactKind.URL, value="https://zalo.example/a-long-address-of-the-desk")
    channel = ContactChannelFactory(verified=True, kind="zalo", name="Zalo", facts=[zalo])
    site.translate(site.publish(EventPage, contacts=[channel]), "en")

    link = read(client, "/en/events/ban-do/").select_one(".contacts a")

    assert link is not None
    assert " ".join(link.get_text().split()) == "Write a message zalo.example"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("th", "08:00 น. – 11:30 น. และ 13:30 น. – 17:00 น."),
        ("km", "08:00 – 11:30 និង 13:30 – 17:00"),
    ],
)
def test_word_between_two_times_has_spaces(language: str, written: str) -> None:
    assert written in write_hours(HOURS, time_zone="Asia/Ho_Chi_Minh", language=language)


@pytest.mark.parametrize(
    ("language", "place", "names"),
    [
        ("ar", "فيتنام، UTC+7", "الفيتنامية، الإنجليزية"),
        ("ja", "ベトナム、UTC+7", "ベトナム語、英語"),
        ("en", "Vietnam, UTC+7", "Vietnamese, English"),
    ],
)
def test_lists_have_the_comma_of_their_language(language: str, place: str, names: str) -> None:
    hours = write_hours(HOURS, time_zone="Asia/Ho_Chi_Minh", language=language)

    assert hours.endswith(f"({place})")
    with override(language):
        assert language_names(("vi", "en")) == names


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        ("Mon – Fri 08:00–11:30 & 13:30–17:00", "Mon – Fri {08:00–11:30} &amp; {13:30–17:00}"),
        ("월 08:00 ~ 11:30", "월 {08:00 ~ 11:30}"),
        ("月 8時00分～11時30分、13時30分～17時00分", "月 {8時00分～11時30分}、{13時30分～17時00分}"),
        ("\u206608:00–11:30\u2069 و\u206613:30–17:00\u2069", "{\u206608:00–11:30\u2069} {و\u206613:30–17:00\u2069}"),
        ("08:00 น. – 11:30 น. และ", "{08:00 น. – 11:30 น.} และ"),
    ],
)
def test_time_from_and_until_stay_on_one_line(hours: str, shown: str) -> None:
    assert whole_times(hours) == shown.replace("{", '<span class="times">').replace("}", "</span>")


def test_long_word_is_divided_only_where_its_line_is_shorter() -> None:
    assert mark_breaks("สายด่วนของการรณรงค์").endswith('<wbr><span class="word">การรณรงค์</span>')
    assert mark_breaks("(ການແຈ້ງການ).") == '<span class="word">(ການແຈ້ງການ).</span>'


def test_long_japanese_phrase_can_end_a_line_behind_a_particle() -> None:
    assert mark_breaks("再生できなくてもかまいません。") == "再生できなくても<wbr>かまいません。"


def test_sign_that_repeats_a_word_begins_no_line() -> None:
    assert mark_breaks("ที่อื่น ๆ").endswith("\u00a0ๆ")


def test_partners_read_days_in_the_calendar_of_every_other_page(client: Client) -> None:
    organisation = OrganisationFactory(country="TH", languages=["th"])
    edition = deliver(organisation)
    member = make_person(Role.PARTNER, interface_language="th")
    MembershipFactory(user=member, organisation=organisation)
    client.force_login(member)

    pages = [read(client, f"/th/portal/{path}").get_text() for path in ("", f"editions/{edition.key}/")]

    for page in pages:
        assert "พ.ศ." in page
        assert "ค.ศ." not in page
