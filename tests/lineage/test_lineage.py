"""Lineage: finding an item by a code, key or digest, and the trees of what was made from it."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.calls.models import CallPage
from cms.jobs.queue import run_pending_jobs
from cms.published import ItemRef, get_published
from outreach.holdings.models import HeldItem, UseReport
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.lineage.chain import LineageNode, NodeKind, flatten, trace
from outreach.lineage.finding import find_matches
from outreach.lineage.rows import read_lineage
from outreach.posters.models import Poster, PosterFile
from outreach.posters.requests import request_posters
from outreach.posters.validity import end_poster
from tests.approvals.factories import Desk, make_desk
from tests.ledger.factories import NOW
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import make_officer, publish_call, publish_korean
from tests.rows import made_once

pytestmark = pytest.mark.django_db


def make_call() -> tuple[Desk, CallPage]:
    desk = make_desk()
    call = publish_call(desk)
    publish_korean(desk, call)
    return desk, call


untouched = made_once(make_call)


@pytest.fixture
def desk(untouched: tuple[Desk, CallPage], db: None) -> Desk:
    return deepcopy(untouched[0])


@pytest.fixture
def call(untouched: tuple[Desk, CallPage], db: None) -> CallPage:
    return deepcopy(untouched[1])


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
    return trace(read_lineage(kind="call", key=str(call.translation_key)))


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
        [match.key for match in find_matches(name)]
        for name in (
            key,
            poster.link_id.lower(),
            f"HTTPS://EXAMPLE.ORG/Q/{poster.link_id}",
            str(poster.key),
            poster.file.sha256,
            poster.item_sha256,
        )
    ]

    assert found == [[key]] * 6


@pytest.mark.parametrize("name", ["", "nothing", "ZZZZZZ", "0" * 64, "8d0c2f60-0000-4000-8000-000000000000"])
@pytest.mark.usefixtures("desk")
def test_an_unknown_code_or_key_finds_nothing(name: str) -> None:
    assert find_matches(name) == []


def test_a_longer_lineage_takes_no_more_queries(call: CallPage, poster: Poster, settings: Any, tmp_path: Path) -> None:
    settings.SPOOL_DIR = tmp_path  # scans that an earlier test left would be drained here
    trace_all(call)  # content types are read once in a process

    with CaptureQueriesContext(connection) as queries:
        trace_all(call)

    assert len(queries) <= 15, [query["sql"] for query in queries.captured_queries]


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
    record(action=Action.REMOVED, edition=f"e-{seoul.pk}", at=NOW, by_key="u", organisation_key=seoul.key)
    afterwards = [node.label for node in trace_all(call)[0].children if node.kind == "held"]

    assert labels == ["Held by Seoul", "Offered to Hue"]
    assert afterwards == ["Removed by Seoul", "Offered to Hue"]


def test_recall_of_another_item_of_the_edition_is_no_recall_of_this_one(call: CallPage) -> None:
    ref = get_published(kind="call", key=str(call.translation_key), language="vi").ref
    other = ItemRef(kind="film", key="f", language="ko", revision="1", sha256="c" * 64)
    seoul = OrganisationFactory(name="Seoul")
    named = {"at": NOW, "by_key": "u", "organisation_key": seoul.key, "edition": "e"}
    items = [
        {
            "kind": each.kind,
            "key": each.key,
            "language": each.language,
            "revision": each.revision,
            "sha256": each.sha256,
        }
        for each in (ref, other)
    ]
    record(action=Action.OFFERED, data={"items": items}, **named)
    record(action=Action.DOWNLOADED, **named)
    record(action=Action.RECALLED, item=other, **named)

    states = [node.state for node in trace_all(call)[0].children if node.kind == "held"]

    assert states == ["Downloaded"]


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


def test_a_poster_made_again_after_its_withdrawal_is_found_with_the_withdrawn_one(
    call: CallPage, poster: Poster, client: Client, desk: Desk
) -> None:
    end_poster(poster, reason="Wrong lift.", at=timezone.now())
    again = Poster.objects.get(pk=poster.pk)
    again.pk, again.key, again.state = None, uuid4(), "released"
    again.save()
    PosterFile.objects.create(
        poster=again, sha256=poster.file.sha256, storage_name="x.png", media_type="image/png", size=1, width=1, height=1
    )
    client.force_login(desk.lead)

    matches = find_matches(poster.file.sha256)
    page = client.get(reverse("lineage"), {"q": poster.file.sha256}).content.decode()

    assert [(match.node, match.state) for match in matches] == [
        (f"poster:{poster.key}", "Withdrawn"),
        (f"poster:{again.key}", "Released"),
    ]
    assert page.count('aria-current="true"') == 2


def test_every_node_is_a_link_in_the_picture_and_in_the_list(
    call: CallPage, poster: Poster, client: Client, desk: Desk
) -> None:
    client.force_login(desk.lead)
    query = {"q": str(call.translation_key)}

    picture = BeautifulSoup(client.get(reverse("lineage"), query).content, "html.parser")
    listed = BeautifulSoup(client.get(reverse("lineage"), {**query, "view": "list"}).content, "html.parser")

    nodes = [(node.id, node.url) for _depth, node in flatten(trace_all(call))]
    assert len(nodes) == 5
    for page in (picture, listed):
        found = {node["id"]: node.select_one("a[href]")["href"] for node in page.select("[data-node]")}
        assert list(found.items()) == nodes
    for _id, url in nodes:
        assert client.get(url).status_code == 200, url


def test_an_item_with_hundreds_of_posters_has_fifty_on_a_page(call: CallPage, poster: Poster) -> None:
    key = str(call.translation_key)
    for number in range(60):
        copy = Poster.objects.get(pk=poster.pk)
        copy.pk, copy.key, copy.placement, copy.link = None, uuid4(), f"Lift {number}", None
        copy.save()

    pages = [list(flatten(trace(read_lineage(kind="call", key=key, number=number)))) for number in (1, 2)]

    assert [sum(node.kind == NodeKind.POSTER for _depth, node in page) for page in pages] == [50, 11]
    assert len({node.id for page in pages for _depth, node in page if node.kind == NodeKind.POSTER}) == 61


def test_many_uses_of_one_holder_are_counted_and_lead_to_its_page(call: CallPage) -> None:
    ref = get_published(kind="call", key=str(call.translation_key), language="vi").ref
    seoul = OrganisationFactory()
    record(action=Action.DOWNLOADED, at=NOW, by_key="u", organisation_key=seoul.key, item=ref)
    UseReport.objects.bulk_create(
        UseReport(organisation=seoul, kind="call", key=ref.key, place=f"Hall {number}", starts_on=NOW, reported_at=NOW)
        for number in range(8)
    )

    uses = [node for _depth, node in flatten(trace_all(call)) if node.kind == NodeKind.USE]

    assert len(uses) == 6
    assert (uses[-1].label, uses[-1].url.endswith(f"{seoul.key}/#uses")) == ("More uses: 3", True)
