"""Rows kept with every few events, against the same derived from all events in memory."""

import random
from datetime import timedelta

import pytest

from cms.published import ItemRef
from outreach.holdings.models import HeldItem
from outreach.holdings.replay import HoldingsReplay
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent, append
from outreach.ledger.verification import read_rows
from tests.ledger.factories import NOW
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AFTERWARDS = (
    Action.DOWNLOADED,
    Action.ACKNOWLEDGED,
    Action.USED,
    Action.SUPERSEDED,
    Action.WITHDRAWN,
    Action.RESTORED,
    Action.POSTER_ENDED,
    Action.EXPIRED,
    Action.OPENED,
    Action.RECALLED,
    Action.REMOVED,
)
ITEMS = [
    ItemRef(kind="call", key=f"call-{key}", language=language, revision="7", sha256=digit * 64)
    for key in (1, 2)
    for language in ("ko", "vi")
    for digit in "ab"
]


def draw_event(draw: random.Random, organisations: list[OrganisationFactory], number: int) -> NewEvent:
    """Draw an event: an offer of some items at first, then anything about an edition or an item or both."""
    action = Action.OFFERED if number < 6 else draw.choice(AFTERWARDS)
    edition, item = draw.choice(("e1", "e2", "")), draw.choice((None, *ITEMS))
    if action == Action.OFFERED:
        edition, item = draw.choice(("e1", "e2")), None
    if action is Action.OPENED:
        edition = edition or "e1"
    if action in {Action.RESTORED, Action.POSTER_ENDED, Action.EXPIRED} or not edition:
        item = item or draw.choice(ITEMS)
    offered = [
        {"kind": ref.kind, "key": ref.key, "language": ref.language, "revision": "7", "sha256": ref.sha256}
        for ref in draw.sample(ITEMS, 4)
    ]
    data = {
        Action.OFFERED: {"items": offered, "title": "Kit", "number": 1},
        Action.SUPERSEDED: {"why": draw.choice(("changed", "fact"))},
        Action.RESTORED: draw.choice(({}, {"path": "poster.pdf"}, {"path": "film.mp4", "rights": True})),
        Action.RECALLED: draw.choice(({}, {"part": True})),
    }.get(action, {})
    return NewEvent(
        action=action,
        at=NOW + timedelta(minutes=number),
        by_key="u",
        organisation_key=draw.choice(organisations).key,
        item=item,
        edition=edition,
        data=data,
    )


@pytest.mark.parametrize("seed", range(12))
def test_all_events_give_the_rows_that_every_few_events_left(seed: int) -> None:
    draw = random.Random(seed)
    organisations = [OrganisationFactory(), OrganisationFactory()]
    events = [draw_event(draw, organisations, number) for number in range(70)]
    while events:
        count = draw.choice((1, 1, 2, 9))
        append(events[:count])
        del events[:count]

    replay = HoldingsReplay()
    for row in read_rows(until=70):
        replay.add(row.content)

    assert HeldItem.objects.count() > 5
    assert list(replay.find_differences()) == []
