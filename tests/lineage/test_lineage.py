"""Lineage: finding an item by a code, key or digest, and the trees of what was made from it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.calls.models import CallPage
from cms.jobs.queue import run_pending_jobs
from cms.published import get_published
from outreach.holdings.models import HeldItem
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.lineage.chain import LineageNode, list_held, trace
from outreach.lineage.finding import find_item
from outreach.posters.models import Poster
from outreach.posters.requests import request_posters
from tests.approvals.factories import Desk
from tests.ledger.factories import NOW
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import make_officer, publish_call, publish_korean

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(desk: Desk) -> CallPage:
    call = publish_call(desk)
    publish_korean(desk, call)
    return call


@pytest.fixture
def poster(call: CallPage) -> Poster:
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["ko"],
        format_codes=["lift-portrait-hd"],
        placement="Lift of a demonstration building",
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
    )
    run_pending_jobs()
    return Poster.objects.get()


def trace_all(call: CallPage) -> tuple[LineageNode, ...]:
    key = str(call.translation_key)
    return trace(kind="call", key=key, held=list_held(kind="call", key=key))


def walk(nodes: tuple[LineageNode, ...], *above: str) -> Iterator[tuple[str, ...]]:
    for node in nodes:
        yield (*above, node.kind)
        yield from walk(node.children, *above, node.kind)


def test_the_lineage_reaches_from_the_source_to_the_scans(call: CallPage, poster: Poster) -> None:
    trees = trace_all(call)

    assert ("approval", "approval", "poster", "link", "scans") in set(walk(trees))
    assert trees[0].label.startswith("Tiếng Việt")


def test_codes_keys_and_digests_lead_to_the_item(call: CallPage, poster: Poster) -> None:
    key = str(call.translation_key)

    found = [
        find_item(name)
        for name in (
            key,
            poster.link_id.lower(),
            f"HTTPS://EXAMPLE.ORG/Q/{poster.link_id}",
            str(poster.key),
            poster.file.sha256,
            poster.item_sha256,
        )
    ]

    assert [item and item.key for item in found] == [key] * 6


@pytest.mark.parametrize("name", ["", "nothing", "ZZZZZZ", "0" * 64, "8d0c2f60-0000-4000-8000-000000000000"])
@pytest.mark.usefixtures("desk")
def test_an_unknown_code_or_key_finds_nothing(name: str) -> None:
    assert find_item(name) is None


def test_a_longer_lineage_takes_no_more_queries(call: CallPage, poster: Poster, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(14):
        trace_all(call)


def test_only_who_fetched_it_holds_it(call: CallPage) -> None:
    ref = get_published(kind="call", key=str(call.translation_key), language="vi").ref
    seoul, hue = OrganisationFactory(name="Seoul"), OrganisationFactory(name="Hue")
    for organisation in (seoul, hue):
        item = {"kind": "call", "key": ref.key, "language": "vi", "revision": ref.revision, "sha256": ref.sha256}
        edition = f"e-{organisation.pk}"
        offer = {"action": Action.OFFERED, "edition": edition, "data": {"items": [item]}}
        record(**offer, at=NOW, by_key="u", organisation_key=organisation.key)
    record(action=Action.DOWNLOADED, edition=f"e-{seoul.pk}", at=NOW, by_key="u", organisation_key=seoul.key)

    labels = [node.label for node in trace_all(call)[0].children if node.kind == "held"]

    assert labels == ["Held by Seoul", "Offered to Hue"]


def test_the_page_shows_fifty_holders_at_a_time(call: CallPage, client: Client, desk: Desk) -> None:
    key = str(call.translation_key)
    ref = get_published(kind="call", key=key, language="vi").ref
    HeldItem.objects.bulk_create(
        HeldItem(
            organisation_key=OrganisationFactory().key,
            edition_key="e1",
            kind="call",
            key=key,
            language="vi",
            revision=ref.revision,
            sha256=ref.sha256,
            offered_at=NOW,
        )
        for _ in range(60)
    )
    client.force_login(desk.lead)

    counts = [
        client.get(reverse("lineage"), {"q": key, "p": number}).content.decode().count('data-node="held"')
        for number in (1, 2)
    ]

    assert counts == [50, 10]
