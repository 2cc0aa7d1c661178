"""The register in the admin, by the roles that use it."""

from datetime import date

import pytest
from django.urls import reverse

from cms.facts.models import ContactChannel, Fact
from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.factories import ContactChannelFactory, FactFactory

pytestmark = pytest.mark.django_db
EVIDENCE = {"on": "2026-06-01", "until": "2026-12-01", "note": "called, answered"}


def sign_in(client, person):
    client.force_login(person)
    return client


def test_new_number_is_proposed_by_one_approved_by_another_and_shown_at_once(client, desk):
    fact = FactFactory(key="hotline", label="Hotline", value="+84965001222")
    story = make_source(desk.editor, summary="Xin gọi [[hotline]].")
    accept(hand_in(story, desk.editor), desk.publisher)
    address = reverse("facts:inspect", args=[fact.pk])

    sign_in(client, desk.publisher)
    page = client.get(address).content.decode()
    assert "0965 001 222" in page and "+84 965 001 222" in page and story.title in page
    client.post(reverse("fact_propose", args=[fact.pk]), {"value": "0912 345 678", "source": "letter"})
    version = fact.versions.get(state="proposed")
    refused = client.post(reverse("fact_approve", args=[version.pk]), follow=True)
    assert "0912 345 678" in refused.content.decode()
    assert fact.versions.get(state="approved").value == "+84965001222"

    sign_in(client, desk.lead)
    waiting = client.get(reverse("fact_waiting")).content.decode()
    assert "+84912345678" in waiting
    client.post(reverse("fact_approve", args=[version.pk]))

    from cms.published import get_published

    item = get_published(kind="story", key=str(story.translation_key), language="vi")
    assert item.summary == "Xin gọi 0912 345 678 (+84 912 345 678)."


def test_refused_value_says_why_and_keeps_what_was_typed(client, desk):
    fact = FactFactory(label="Hotline")
    sign_in(client, desk.editor)

    answer = client.post(reverse("fact_propose", args=[fact.pk]), {"value": "1900.XXXX", "source": "clause V.1.c"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1900.XXXX"' in page and 'value="clause V.1.c"' in page
    assert not fact.versions.exists()


def test_name_is_written_in_each_language(client, desk):
    fact = FactFactory(kind="name")
    sign_in(client, desk.editor)

    client.post(
        reverse("fact_propose", args=[fact.pk]),
        {"value": "", "value_vi": "Hà Nội", "value_zh_hans": "河内", "source": "atlas"},
    )

    assert fact.versions.get().value == {"vi": "Hà Nội", "zh-hans": "河内"}


@pytest.mark.parametrize(
    ("role", "may_propose", "may_approve", "may_verify"),
    [
        (Role.EDITOR, True, False, True),
        (Role.PUBLISHER, True, True, True),
        (Role.DESK_LEAD, True, True, True),
        (Role.OUTREACH_OFFICER, False, False, False),
        (Role.PARTNER, False, False, False),
    ],
)
def test_each_role_does_what_the_table_lets_it_do(client, desk, role, may_propose, may_approve, may_verify):
    fact = FactFactory(value="+84965001222")
    channel = ContactChannelFactory(facts=[fact])
    sign_in(client, make_person(role))

    asked = {
        reverse("fact_propose", args=[fact.pk]): may_propose,
        reverse("contact_verify", args=[channel.pk]): may_verify,
    }
    for address, allowed in asked.items():
        refused = client.post(address).status_code in {302, 403} and client.post(address).status_code != 422
        assert refused is not allowed, address
    version = FactFactory().versions.create(
        value="+84912345678", source="letter", proposed_by=desk.editor, proposed_at="2026-06-01T00:00Z"
    )
    client.post(reverse("fact_approve", args=[version.pk]))
    version.refresh_from_db()
    assert (version.state == "approved") is may_approve


def test_contact_is_entered_and_verified_by_two_people(client, desk):
    fact = FactFactory(value="+84965001222")
    sign_in(client, desk.editor)

    client.post(
        reverse("contacts:add"),
        {
            "kind": "hotline",
            "name_vi": "Đường dây nóng",
            "facts": [fact.pk],
            "languages": ["vi", "ko"],
            "time_zone": "Asia/Ho_Chi_Minh",
            "day_0": "8:00-11:30, 13:30-17:00",
        },
    )
    channel = ContactChannel.objects.get()
    client.post(reverse("contact_verify", args=[channel.pk]), EVIDENCE)
    channel.refresh_from_db()
    assert (channel.languages, channel.verified_by) == (["vi", "ko"], None)
    assert channel.opening_hours[1] == {"day": 0, "opens": "13:30", "closes": "17:00"}
    proposal = channel.proposals.get()

    sign_in(client, desk.publisher)
    assert "Đường dây nóng" in client.get(reverse("fact_waiting")).content.decode()
    client.post(reverse("contact_approve", args=[proposal.pk]))

    channel.refresh_from_db()
    assert channel.verified_by == desk.publisher
    page = client.get(reverse("contacts:inspect", args=[channel.pk])).content.decode().replace("\u2009", " ")
    assert "called, answered" in page
    assert "08:00 – 11:30 and 13:30 – 17:00" in page


def test_public_name_and_numbers_change_by_two_people(client, desk):
    number, other = FactFactory(value="+84965001222"), FactFactory(value="+84912345678", label="Second number")
    channel = ContactChannelFactory(verified=True, facts=[number], name_vi="Cũ")
    change = {"kind": "hotline", "name_vi": "Mới", "facts": [other.pk], "time_zone": "Asia/Ho_Chi_Minh"}
    sign_in(client, desk.publisher)

    refused = client.post(reverse("contacts:edit", args=[channel.pk]), change)
    assert "Name the source of the change" in refused.content.decode()
    client.post(reverse("contacts:edit", args=[channel.pk]), {**change, "source": "letter"})
    client.post(reverse("contact_approve", args=[channel.proposals.get().pk]))
    channel.refresh_from_db()
    assert (channel.name_vi, list(channel.facts.all())) == ("Cũ", [number])

    sign_in(client, desk.lead)
    page = client.get(reverse("contacts:inspect", args=[channel.pk])).content.decode()
    assert "Mới" in page and "Second number" in page
    client.post(reverse("contact_approve", args=[channel.proposals.get().pk]))

    channel.refresh_from_db()
    assert (channel.name_vi, list(channel.facts.all()), channel.verified_by) == ("Mới", [other], desk.lead)


def test_proposal_is_withdrawn_by_its_proposer_or_rejected_by_a_decider(client, desk):
    channel = ContactChannelFactory(facts=[FactFactory(value="+84965001222")])
    verify, reject = reverse("contact_verify", args=[channel.pk]), "contact_reject"
    sign_in(client, desk.editor)
    client.post(verify, EVIDENCE)
    first = channel.proposals.get()
    sign_in(client, make_person(Role.EDITOR))
    client.post(reverse(reject, args=[first.pk]))
    first.refresh_from_db()
    assert first.state == "proposed"

    sign_in(client, desk.editor)
    client.post(reverse(reject, args=[first.pk]))

    first.refresh_from_db()
    assert first.state == "rejected"


def test_revoking_says_what_it_does_asks_for_a_reason_and_lists_what_showed_it(client, desk):
    fact = FactFactory(key="hotline", value="+84965001222")
    channel = ContactChannelFactory(verified=True, facts=[fact])
    story = make_source(desk.editor, title="Chuyện về đồng đội", summary="Xin gọi [[hotline]].")
    accept(hand_in(story, desk.editor), desk.publisher)
    address = reverse("contact_revoke", args=[channel.pk])
    sign_in(client, desk.publisher)

    before = client.get(address).content.decode()
    assert "Chuyện về đồng đội" in before and "The hotline on every public page" in before
    assert client.post(address).status_code == 422
    channel.refresh_from_db()
    assert channel.verified_by is not None
    client.post(address, {"reason": "answered by a stranger"})

    channel.refresh_from_db()
    assert channel.verified_by is None
    after = client.get(reverse("contacts:inspect", args=[channel.pk])).content.decode()
    assert "answered by a stranger" in after and "Chuyện về đồng đội" in after
    page = client.get(StoryPage.objects.get(pk=story.pk).url_path).content.decode()
    assert "84965001222" not in page and "0965" not in page
    assert "Số điện thoại này không còn sử dụng" in page


def test_value_is_revoked_from_its_page(client, desk):
    fact = FactFactory(key="end", kind="date", label="Last day", value="2027-07-27")
    sign_in(client, desk.publisher)

    client.post(reverse("fact_revoke", args=[fact.versions.get().pk]), {"reason": "a misprint"})

    page = client.get(reverse("facts:inspect", args=[fact.pk])).content.decode()
    assert "a misprint" in page and "27 tháng 7" not in page.split("History")[0]


def test_key_and_kind_of_a_fact_never_change(client, desk):
    fact = FactFactory(key="hotline", value="+84965001222")
    sign_in(client, desk.editor)

    client.post(reverse("facts:edit", args=[fact.pk]), {"key": "other", "kind": "name", "label": "New label"})

    fact.refresh_from_db()
    assert (fact.key, fact.kind, fact.label) == ("hotline", "phone", "New label")


def test_tokens_are_listed_with_their_values_contacts_first(client, desk):
    FactFactory(key="end", kind="date", label="A day", value="2027-07-27")
    FactFactory(key="hotline", label="Hotline", value="+84965001222")
    sign_in(client, desk.translator)

    tokens = client.get(reverse("fact_tokens"), {"language": "ko"}).json()["tokens"]

    assert [(token["key"], token["text"]) for token in tokens] == [
        ("hotline", "+84 965 001 222"),
        ("end", "2027년 7월 27일"),
    ]


def test_home_page_shows_overdue_verifications(client, desk):
    long_ago = date(2020, 1, 1)
    ContactChannelFactory(verified=True, name="Overdue", verified_until=long_ago)
    sign_in(client, desk.publisher)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Overdue" in page and "blocked for new use" in page


def test_fact_is_made_in_the_admin_and_listed_with_its_value(client, desk):
    sign_in(client, desk.editor)

    client.post(reverse("facts:add"), {"key": "hotline", "kind": "phone", "label": "Hotline"})

    assert Fact.objects.get().label == "Hotline"
    assert "[[hotline]]" in client.get(reverse("facts:inspect", args=[Fact.objects.get().pk])).content.decode()
    assert client.get(reverse("facts:index")).status_code == 200
    assert client.get(reverse("facts:add")).status_code == 200
    assert client.get(reverse("contacts:add")).status_code == 200


def test_mission_is_entered_with_its_countries_and_what_readers_can_expect(client, desk):
    address = FactFactory(kind="address", label="Address", value="0 Example Street\nExampletown")
    sign_in(client, desk.editor)
    mission = {
        "kind": "mission",
        "name_vi": "Cơ quan đại diện",
        "facts": [address.pk],
        "country": "AU",
        "also_serves": ["NZ", "FJ"],
        "what_next_ko": "접수 직원이 받아 적습니다.",
        "time_zone": "Australia/Sydney",
    }

    typed = client.post(reverse("contacts:add"), {**mission, "what_next_en": "Then call 0965 001 222."})
    unknown = client.post(reverse("contacts:add"), {**mission, "also_serves": ["ZZ"]})
    client.post(reverse("contacts:add"), mission)

    assert "0965 001 222" in typed.content.decode() and "ZZ" in unknown.content.decode()
    channel = ContactChannel.objects.get()
    assert (channel.country, channel.also_serves) == ("AU", ["NZ", "FJ"])
    page = client.get(reverse("contacts:inspect", args=[channel.pk])).content.decode()
    assert "Australia, New Zealand, Fiji" in page
    assert '<dd lang="ko" dir="ltr">접수 직원이 받아 적습니다.</dd>' in page


def test_what_readers_can_expect_changes_by_two_people(client, desk):
    fact = FactFactory(value="+84965001222")
    channel = ContactChannelFactory(verified=True, name_vi="Cũ", what_next_vi="Cũ", facts=[fact])
    sign_in(client, desk.editor)
    form = {"kind": channel.kind, "name_vi": "Cũ", "facts": [fact.pk], "time_zone": channel.time_zone}

    client.post(reverse("contacts:edit", args=[channel.pk]), {**form, "what_next_vi": "Mới", "source": "letter"})

    channel.refresh_from_db()
    assert channel.what_next_vi == "Cũ"
    assert channel.proposals.get().changes["what_next_vi"] == "Mới"
