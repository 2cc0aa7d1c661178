"""Ways to answer: which a reader in a country sees, in which order, and what each says."""

from datetime import UTC, datetime

import pytest

from cms.facts.models import ChannelKind, FactKind
from cms.facts.revocation import revoke_channel
from cms.facts.ways import Cost, find_missions, find_ways
from tests.factories import ContactChannelFactory, FactFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
HOTLINE = "+84965001222"


def make(kind=ChannelKind.HOTLINE, *, value=HOTLINE, fact_kind=FactKind.PHONE, verified=True, **fields):
    return ContactChannelFactory(
        verified=verified, kind=kind, facts=[FactFactory(kind=fact_kind, value=value)], **fields
    )


def make_link(kind, **fields):
    return make(kind, value="https://example.org/", fact_kind=FactKind.URL, **fields)


def make_mission(country, **fields):
    return make(
        ChannelKind.MISSION,
        value="1 Example Street\nExampletown",
        fact_kind=FactKind.ADDRESS,
        country=country,
        **fields,
    )


def find(country="", language="en", chosen=()):
    return find_ways(country=country, language=language, at=NOW, chosen=chosen)


def name_ways(ways):
    return [way.contact.name for way in ways.ways]


def test_ways_come_in_the_order_in_which_they_are_easiest():
    for kind in (ChannelKind.FORM, ChannelKind.APP, ChannelKind.EMAIL, ChannelKind.MESSENGER, ChannelKind.ZALO):
        make_link(kind)
    make_mission("KR")
    make(ChannelKind.POST, value="Hà Nội", fact_kind=FactKind.ADDRESS)
    make()

    ways = find("KR")

    assert [way.contact.kind for way in ways.ways] == [
        "hotline", "zalo", "messenger", "mission", "post", "email", "app", "form",
    ]  # fmt: skip
    assert [group.name for group in ways.groups] == ["hotline", "message", "mission", "post", "email", "app", "form"]


def test_telephone_that_answers_in_the_readers_language_is_first():
    make(name="Vietnamese only", languages=["vi"])
    make(name="Anyone", languages=[])
    make(name="Korean", languages=["vi", "ko"])

    ways = find("KR", language="ko")

    assert name_ways(ways) == ["Korean", "Anyone", "Vietnamese only"]
    assert [way.answers_in_own_language for way in ways.ways] == [True, False, False]
    assert ways.telephone.contact.name == "Korean"


def test_of_two_that_speak_the_language_the_one_in_the_readers_country_is_first():
    make(name="In Hanoi", languages=["en"])
    make(name="In Australia", languages=["en"], country="AU", value="+61255501234")

    assert name_ways(find("AU")) == ["In Australia", "In Hanoi"]
    assert name_ways(find("FR")) == ["In Hanoi"]
    assert name_ways(find()) == ["In Hanoi", "In Australia"]


def test_reader_sees_the_missions_in_their_country_and_those_that_serve_it():
    make_mission("AU", name="Canberra", also_serves=["NZ", "FJ"])
    make_mission("FR", name="Paris")

    assert name_ways(find("NZ")) == name_ways(find("AU")) == ["Canberra"]
    assert name_ways(find("FR")) == ["Paris"]


@pytest.mark.parametrize("country", ["", "other", "KR"])
def test_without_a_mission_of_their_own_readers_find_the_list_of_all(country):
    make_mission("FR")

    (group,) = find(country).groups

    assert (group.name, group.ways) == ("mission", ())


def test_reader_at_home_is_not_sent_to_a_mission():
    make_mission("FR")

    assert find("VN").groups == ()


def test_page_that_names_its_channels_shows_these_and_the_missions():
    make(name="Not chosen")
    chosen = make(name="Chosen")
    make_mission("KR", name="Seoul")

    assert name_ways(find("KR", chosen=[chosen.pk])) == ["Chosen", "Seoul"]


def test_page_whose_channels_are_all_revoked_shows_those_of_the_register():
    make(name="Register")
    chosen = make(name="Chosen")
    revoke_channel(channel=chosen, by=UserFactory(), at=NOW, reason="fraud")

    assert name_ways(find("KR", chosen=[chosen.pk])) == ["Register"]


def test_unverified_or_revoked_contact_is_no_way_and_in_no_list():
    make(verified=False)
    revoked = make_mission("KR")
    revoke_channel(channel=revoked, by=UserFactory(), at=NOW, reason="moved")

    assert find("KR").ways == ()
    assert not find("KR").has_missions
    assert find_missions(language="en", at=NOW) == []


@pytest.mark.parametrize(
    ("number", "country", "cost"),
    [
        (HOTLINE, "KR", Cost.ABROAD),
        (HOTLINE, "VN", Cost.HOME),
        (HOTLINE, "", Cost.UNKNOWN),
        (HOTLINE, "other", Cost.UNKNOWN),
        ("+841800123456", "VN", Cost.FREE),
        ("+841900123456", "KR", Cost.UNREACHABLE),
    ],
)
def test_cost_says_what_is_known_and_no_tariff(number, country, cost):
    make(value=number)

    (way,) = find(country).ways

    assert way.cost == cost


@pytest.mark.parametrize(
    ("country", "dialled"),
    [("AU", "0011 84 965 001 222"), ("FR", "00 84 965 001 222"), ("KR", ""), ("VN", ""), ("", "")],
)
def test_number_is_shown_as_a_landline_dials_it_where_there_is_one_prefix(country, dialled):
    make()

    (way,) = find(country).ways

    assert way.dialled == dialled


def test_envelope_is_written_in_the_language_of_its_country_and_ends_with_it():
    written = {"vi": "Hộp thư 0\nHà Nội", "ko": "하노이 사서함 0"}
    make(ChannelKind.POST, value=written, fact_kind=FactKind.ADDRESS, country="VN")

    (abroad,) = find("KR", language="ko").ways
    (at_home,) = find("VN", language="ko").ways

    assert abroad.addresses[0].lines == ("Hộp thư 0", "Hà Nội", "VIETNAM")
    assert at_home.addresses[0].lines == ("Hộp thư 0", "Hà Nội")


@pytest.mark.parametrize(
    ("address", "direction"), [("6 Example Crescent", "ltr"), ("شارع المثال 6\nالرياض", "rtl"), ("000", "ltr")]
)
def test_address_keeps_the_direction_of_its_script(address, direction):
    make(ChannelKind.MISSION, value=address, fact_kind=FactKind.ADDRESS, country="SA")

    (way,) = find("SA", language="ar").ways

    assert way.addresses[0].direction == direction
    assert "\u2066" not in "".join(way.addresses[0].lines)


def test_list_of_missions_is_by_country_in_the_readers_language():
    make_mission("KR", name="Seoul")
    make_mission("AU", name="Canberra", also_serves=["NZ"])

    found = find_missions(language="vi", at=NOW)

    assert [(each.code, each.name) for each in found] == [
        ("KR", "Hàn Quốc"),
        ("NZ", "New Zealand"),
        ("AU", "Úc"),
    ]
    assert [way.contact.name for way in found[1].missions] == ["Canberra"]


def test_ways_take_three_queries_however_many_there_are(django_assert_num_queries):
    for country in ("KR", "AU", "FR"):
        make_mission(country)
        make(country=country)

    with django_assert_num_queries(3):
        find("KR", language="ko")
