"""Publication rules for facts: unapproved values, unverified contacts and placeholders are refused by name."""

import pytest

from cms.calls.models import CallPage
from cms.core.publication import PublicationRefused
from cms.facts.checks import check_page_facts, check_register
from cms.facts.models import Fact
from tests.approvals.factories import accept, hand_in, make_source
from tests.factories import ContactChannelFactory, FactFactory

pytestmark = pytest.mark.django_db


def get_refusals(desk, **fields):
    page = make_source(desk.editor, CallPage, **fields)
    return [str(refusal.text) for refusal in check_page_facts(page)]


def test_unverified_contact_is_named(desk):
    channel = ContactChannelFactory(name="Hotline A", facts=[FactFactory(value="+84965001222")])

    assert get_refusals(desk, contacts=[channel]) == ["The contact “Hotline A” has not been verified."]


def test_placeholder_contact_is_named(desk):
    channel = ContactChannelFactory(name="1900.XXXX", is_placeholder=True)

    assert get_refusals(desk, contacts=[channel]) == [
        "The contact “1900.XXXX” is a placeholder and can't be published."
    ]


def test_contact_that_lost_its_value_is_named(desk):
    channel = ContactChannelFactory(verified=True, name="Hotline A", facts=[FactFactory(label="Number")])

    assert get_refusals(desk, contacts=[channel]) == ["“Number” of the contact “Hotline A” has no approved value."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Gọi [[nothing]]", "The register has no fact with the key [[nothing]]."),
        ("Gọi [[waiting]]", "“Waiting” ([[waiting]]) has no approved value."),
        ("Gọi [[korean-name]]", "“Korean” ([[korean-name]]) has no value in this language: Tiếng Việt."),
        ("Gọi [[Hotline]]", "“[[Hotline]]” is not the key of a fact: write it as [[key]], in lower case."),
        ("Gọi 1900.XXXX", "“1900.XXXX” is a placeholder. A number that isn't known yet can't be published."),
        ("Gọi [[unverified]]", "The contact “Hotline A” has not been verified."),
    ],
)
def test_token_without_a_value_that_may_be_published_is_named(desk, text, message):
    FactFactory(key="waiting", label="Waiting")
    FactFactory(key="korean-name", kind="name", label="Korean", value={"ko": "하노이"})
    ContactChannelFactory(name="Hotline A", facts=[FactFactory(key="unverified", value="+84965001222")])

    assert get_refusals(desk, privacy_note=text) == [message]


def test_token_in_a_block_is_found(desk):
    body = [("paragraph", {"text": "<p>[[nothing]]</p>"})]

    assert get_refusals(desk, body=body) == ["The register has no fact with the key [[nothing]]."]


def test_page_with_an_unverified_contact_is_not_approved_and_not_live(desk):
    channel = ContactChannelFactory(name="Hotline A", facts=[FactFactory(value="+84965001222")])
    page = make_source(desk.editor, CallPage, contacts=[channel])

    with pytest.raises(PublicationRefused, match="Hotline A"):
        accept(hand_in(page, desk.editor), desk.publisher)

    page.refresh_from_db()
    assert not page.live


def test_key_that_does_not_work_in_a_token_is_a_system_check_error():
    FactFactory()
    assert check_register(databases=["default"]) == []

    Fact.objects.create(key="Bad Key", kind="phone", label="Bad")

    assert [error.id for error in check_register(databases=["default"])] == ["facts.E001"]
