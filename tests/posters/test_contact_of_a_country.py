"""The number on a poster follows the country where it hangs, with the mission's own number, address and hours."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from cms.calls.models import CallPage
from cms.facts.models import ChannelKind, ContactChannel, FactKind
from cms.facts.revocation import revoke_channel
from cms.jobs.queue import run_pending_jobs
from cms.published import get_published
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.posters.models import Poster, PosterState
from outreach.posters.requests import request_posters
from outreach.posters.words import PosterWords, get_words
from tests.approvals.factories import Desk
from tests.factories import ContactChannelFactory, FactFactory
from tests.posters.factories import make_officer, publish_call, publish_korean

pytestmark = pytest.mark.django_db

HOURS = [{"day": day, "opens": "09:00", "closes": "12:00"} for day in range(5)]
ADDRESS = {"vi": "123 phố Bukchon, Seoul", "en": "123 Bukchon-ro, Seoul", "ko": "서울 북촌로 123"}


@pytest.fixture
def call(desk: Desk) -> CallPage:
    page = publish_call(desk)
    publish_korean(desk, page)
    return page


@pytest.fixture
def hotline() -> ContactChannel:
    channel: ContactChannel = ContactChannelFactory(
        verified=True, name_vi="Đường dây nóng", facts=[FactFactory(value="+84965001222")]
    )
    return channel


@pytest.fixture
def embassy_channel() -> ContactChannel:
    channel: ContactChannel = ContactChannelFactory(
        verified=True,
        kind=ChannelKind.MISSION,
        name_vi="Đại sứ quán",
        name_ko="주한 베트남 대사관",
        country="KR",
        opening_hours=HOURS,
        time_zone="Asia/Seoul",
        facts=[FactFactory(value="+8227205124"), FactFactory(kind=FactKind.ADDRESS, value=ADDRESS)],
    )
    return channel


def make_organisation(country: str, **fields: Any) -> UUID:
    made = Organisation.objects.create(kind=OrganisationKind.MISSION, name="Embassy", country=country, **fields)
    return made.key


def find_words(call: CallPage, organisation_key: UUID | None, *, language: str = "vi") -> PosterWords:
    item = get_published(kind="call", key=str(call.translation_key), language=language)
    assert item is not None
    return get_words(item, organisation_key=organisation_key)


@pytest.mark.usefixtures("hotline")
@pytest.mark.parametrize(
    ("country", "number", "details"),
    [
        ("KR", "+84 965 001 222", ()),
        ("VN", "0965 001 222", ()),
        ("US", "+84 965 001 222", ("Từ điện thoại cố định, xin bấm: 011 84 965 001 222",)),
    ],
)
def test_number_is_as_it_is_dialled_in_the_country(
    call: CallPage, country: str, number: str, details: tuple[str, ...]
) -> None:
    words = find_words(call, make_organisation(country))

    assert words.contact_line == f"Đường dây nóng: {number}"
    assert words.contact_short == number
    assert len(words.details) == len(details)
    assert all(line.endswith(found.rpartition(": ")[2]) for line, found in zip(words.details, details, strict=True))


@pytest.mark.usefixtures("hotline")
def test_posters_of_the_desk_itself_may_hang_anywhere(call: CallPage) -> None:
    assert find_words(call, None).contact_line == "Đường dây nóng: 0965 001 222 (+84 965 001 222)"


def test_number_that_cannot_be_dialled_abroad_is_left_out(call: CallPage) -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(value="+8419001234")])

    assert find_words(call, make_organisation("KR")).contact_line == ""


@pytest.mark.usefixtures("hotline")
def test_mission_has_its_own_number_address_and_hours(call: CallPage, embassy_channel: ContactChannel) -> None:
    seoul = make_organisation("KR", contact_keys=[embassy_channel.pk])

    vietnamese, korean = (find_words(call, seoul, language=code) for code in ("vi", "ko"))

    assert vietnamese.contact_line == "Đại sứ quán: 02-720-5124"
    assert "Đường dây nóng: +84 965 001 222" in vietnamese.details
    assert "123 phố Bukchon, Seoul" in vietnamese.details
    assert korean.contact_line == "주한 베트남 대사관: 02-720-5124"
    assert any("서울" in line for line in korean.details)
    assert any("09:00" in line for line in korean.details)


@pytest.mark.usefixtures("hotline")
def test_mission_that_serves_the_country_is_found_without_being_named(
    call: CallPage, embassy_channel: ContactChannel
) -> None:
    assert embassy_channel.country == "KR"

    assert "02-720-5124" in find_words(call, make_organisation("KR")).contact_line
    assert "720" not in find_words(call, make_organisation("JP")).contact_line


@pytest.mark.usefixtures("hotline")
def test_revoked_contact_of_a_mission_ends_its_posters_and_no_others(
    desk: Desk, call: CallPage, embassy_channel: ContactChannel, django_capture_on_commit_callbacks: Any
) -> None:
    seoul = make_organisation("KR", contact_keys=[embassy_channel.pk])
    officer = make_officer()
    for organisation_key in (seoul, None):
        request_posters(
            kind="call",
            key=str(call.translation_key),
            languages=["vi"],
            format_codes=["print-a4"],
            placement="Consular hall",
            organisation_key=organisation_key,
            by=officer,
            at=timezone.now(),
        )
    run_pending_jobs()
    of_seoul, of_desk = (Poster.objects.get(organisation_key=key) for key in (seoul, None))
    assert set(of_seoul.facts) > set(of_desk.facts)

    with django_capture_on_commit_callbacks(execute=True):
        revoke_channel(channel=embassy_channel, by=desk.lead, at=timezone.now(), reason="moved")

    of_seoul.refresh_from_db()
    of_desk.refresh_from_db()
    assert (of_seoul.state, of_desk.state) == (PosterState.OUTDATED, PosterState.RELEASED)
    successor = Poster.objects.get(organisation_key=seoul, state=PosterState.REQUESTED)
    run_pending_jobs()
    successor.refresh_from_db()
    assert successor.state == PosterState.RELEASED


@pytest.mark.usefixtures("hotline")
def test_posters_of_an_organisation_are_made_anew_when_its_country_or_contacts_change(
    desk: Desk, call: CallPage, embassy_channel: ContactChannel
) -> None:
    seoul = make_organisation("JP")
    asked: dict[str, Any] = {"kind": "call", "key": str(call.translation_key), "languages": ["vi"]}
    asked |= {"format_codes": ["print-a4"], "placement": "Hall", "by": make_officer(), "at": timezone.now()}
    for key in (seoul, None):
        request_posters(**asked, organisation_key=key)
    run_pending_jobs()
    organisation = Organisation.objects.get(key=seoul)

    organisation.save()
    run_pending_jobs()
    assert set(Poster.objects.values_list("state", flat=True)) == {PosterState.RELEASED}

    organisation.contact_keys = [embassy_channel.pk]
    organisation.save()
    run_pending_jobs()
    organisation.country = "KR"
    organisation.save()
    run_pending_jobs()
    run_pending_jobs()

    of_seoul = Poster.objects.filter(organisation_key=seoul).order_by("pk")
    states = [poster.state for poster in of_seoul]
    assert states == [PosterState.OUTDATED, PosterState.OUTDATED, PosterState.RELEASED]
    assert len({poster.link_id for poster in of_seoul}) == 1
    assert Poster.objects.get(organisation_key=None).state == PosterState.RELEASED
