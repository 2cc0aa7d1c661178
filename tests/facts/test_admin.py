"""The register in the admin, by the roles that use it."""

import pytest
from django.urls import reverse

from cms.facts.models import ContactChannel, Fact
from cms.users.roles import Role
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.factories import ContactChannelFactory, FactFactory

pytestmark = pytest.mark.django_db


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
    assert item.summary == "Xin gọi 0912 345 678."


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
        (Role.EDITOR, True, False, False),
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


def test_contact_is_entered_verified_and_revoked(client, desk):
    fact = FactFactory(value="+84965001222")
    sign_in(client, desk.publisher)

    client.post(
        reverse("contacts:add"),
        {"kind": "hotline", "name_vi": "Đường dây nóng", "facts": [fact.pk], "languages": ["vi", "ko"]},
    )
    channel = ContactChannel.objects.get()
    assert channel.languages == ["vi", "ko"]
    client.post(reverse("contact_verify", args=[channel.pk]), {"on": "2026-06-01", "note": "called"})
    channel.refresh_from_db()
    assert channel.verified_by == desk.publisher
    assert "called" in client.get(reverse("contacts:inspect", args=[channel.pk])).content.decode()

    client.post(reverse("contact_revoke", args=[channel.pk]))
    channel.refresh_from_db()
    assert channel.verified_by is None


def test_changed_numbers_revoke_the_verification(client, desk):
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")], name_vi="A")
    other = FactFactory(value="+84912345678")
    sign_in(client, desk.publisher)

    client.post(
        reverse("contacts:edit", args=[channel.pk]),
        {"kind": "hotline", "name_vi": "A", "facts": [other.pk], "languages": []},
    )

    channel.refresh_from_db()
    assert (list(channel.facts.all()), channel.verified_by) == ([other], None)


def test_fact_is_made_in_the_admin_and_listed_with_its_value(client, desk):
    sign_in(client, desk.editor)

    client.post(reverse("facts:add"), {"key": "hotline", "kind": "phone", "label": "Hotline"})

    assert Fact.objects.get().label == "Hotline"
    assert "[[hotline]]" in client.get(reverse("facts:inspect", args=[Fact.objects.get().pk])).content.decode()
    assert client.get(reverse("facts:index")).status_code == 200
    assert client.get(reverse("facts:add")).status_code == 200
    assert client.get(reverse("contacts:add")).status_code == 200
