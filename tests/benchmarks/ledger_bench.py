"""P12: the ledger with a million events, against the same rows without a chain."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.core.page_cache import raise_version
from cms.published import ItemRef, get_published
from outreach.holdings.holdings import list_invalid_items, mark_all_outdated
from outreach.holdings.models import HeldItem
from outreach.ledger.actions import Action
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.ledger import NewEvent, append
from outreach.ledger.models import LedgerEvent
from outreach.ledger.proofs import prove_edition
from outreach.links.models import Link
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.posters.release import make_release_event
from tests.benchmarks.rows import Row, measure, measure_in_turn
from tests.organisations.factories import OrganisationFactory
from tests.services.database import set_up
from tests.services.postgresql import start_postgresql
from tests.services.processes import stop_process

SIZES = {"small": 20_000, "full": 1_000_000}
APPENDED = 200
BATCH = 2_000
ORGANISATIONS = 100
POSTERS = 500
OFFERED_EVERY = 100
TABLE = LedgerEvent._meta.db_table


def rows(scale: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, durable_database(Path(folder)):
        settings.LEDGER_KEY_FILE = str(Path(folder) / "signing-key.pem")
        world = World(SIZES[scale])
        world.fill()
        make_checkpoint(at=timezone.now())
        yield from measure_append(world)
        yield measure_verification(world.size)
        yield from measure_questions(world)
        yield from measure_pages(world)
        yield measure_sweep()


@contextmanager
def durable_database(folder: Path) -> Iterator[None]:
    """A database that waits for the disk with each commit, as a server's does."""
    if connection.vendor != "postgresql":
        yield
        return
    folder.chmod(0o755)
    folder /= "postgresql"
    folder.mkdir()
    server, _address = start_postgresql(folder=folder, durable=True)
    before = connection.settings_dict["HOST"]
    try:
        use_server(str(folder))
        set_up()
        yield
    finally:
        use_server(before)
        stop_process(server)


def use_server(host: str) -> None:
    connection.close()
    connection.settings_dict["HOST"] = host


class World:
    """A hundred organisations that fetched items, one of them a call that is really public."""

    def __init__(self, size: int) -> None:
        from tests.approvals.factories import make_desk
        from tests.posters.factories import publish_call

        self.size, self.items = size, max(20, size // 5000)
        self.desk = make_desk()
        self.organisations: list[Organisation] = [OrganisationFactory() for _ in range(ORGANISATIONS)]
        call = publish_call(self.desk)
        public = get_published(kind="call", key=str(call.translation_key), language="vi")
        assert public is not None
        self.ref = public.ref
        self.now = timezone.now()

    def fill(self) -> None:
        for start in range(0, self.size, BATCH):
            append([self.make_event(number) for number in range(start, start + BATCH)])
        links = [
            Link(
                code=f"{number:06}", item_kind="call", item_key=self.ref.key, language="vi", placement=f"Lift {number}"
            )
            for number in range(POSTERS)
        ]
        Link.objects.bulk_create(links)
        posters = Poster.objects.bulk_create(self.make_poster(link) for link in links)
        files = PosterFile.objects.bulk_create(self.make_file(poster) for poster in posters)
        append([make_release_event(file) for file in files])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def make_event(self, number: int) -> NewEvent:
        organisation = self.organisations[number % ORGANISATIONS]
        at = self.now - timedelta(days=350) + timedelta(days=350) * number / self.size
        if number // ORGANISATIONS % OFFERED_EVERY == 0:
            return self.make_offer(organisation, number=number // ORGANISATIONS // OFFERED_EVERY, at=at)
        return NewEvent(
            action=Action.DOWNLOADED,
            at=at,
            by_key=f"user:{number % 1000}",
            organisation_key=organisation.key,
            item=self.get_ref(number // ORGANISATIONS),
            data={"title": "Ai còn nhớ người lính này?", "bytes": [0, 99_999, 100_000]},
        )

    def make_offer(self, organisation: Organisation, *, number: int, at: datetime) -> NewEvent:
        items = [
            {"kind": ref.kind, "key": ref.key, "language": ref.language, "revision": ref.revision, "sha256": ref.sha256}
            for ref in map(self.get_ref, range(number * 20, number * 20 + 20))
        ]
        return NewEvent(
            action=Action.OFFERED,
            at=at,
            by_key="user:1",
            organisation_key=organisation.key,
            edition=self.name_edition(organisation, number),
            data={"title": "Bộ tài liệu", "number": number, "items": items},
        )

    def name_edition(self, organisation: Organisation, number: int) -> str:
        return f"{str(organisation.key)[:18]}-{number}"

    def get_ref(self, number: int) -> ItemRef:
        if number % self.items == 0:
            return self.ref
        return ItemRef(kind="call", key=f"call-{number % self.items}", language="ko", revision="7", sha256="a" * 64)

    def make_poster(self, link: Link) -> Poster:
        return Poster(
            item_kind="call",
            item_key=self.ref.key,
            language="vi",
            item_revision=self.ref.revision,
            item_sha256=self.ref.sha256,
            title="Lời kêu gọi",
            format_code="print-a3",
            placement=link.placement,
            link=link,
            state=PosterState.RELEASED,
            requested_by=self.desk.lead,
            requested_at=self.now,
            released_at=self.now,
        )

    def make_file(self, poster: Poster) -> PosterFile:
        return PosterFile(
            poster=poster,
            media_type="application/pdf",
            storage_name=f"posters/{poster.key}.pdf",
            sha256=poster.key.hex * 2,
            size=1,
            width=1,
            height=1,
        )


def measure_append(world: World) -> Iterator[Row]:
    # Downloads, a quarter of them of items that weren't held before.
    events = [world.make_event(ORGANISATIONS + number) for number in range(APPENDED)]
    numbers = count()

    def renew() -> list[NewEvent]:
        return [
            replace(event, item=replace(world.ref, key=f"new-{next(numbers)}")) if at % 4 == 0 else event
            for at, event in enumerate(events)
        ]

    def append_singly() -> None:
        for event in renew():
            append([event])

    ways: tuple[tuple[str, str, Callable[[], Any]], ...] = (
        ("P12a", f"append {APPENDED} events at once, what is held included", lambda: append(renew())),
        ("P12b", "append one event, what is held included", append_singly),
    )
    actions = [make_peer(), *(way for _number, _what, way in ways)]
    peer, *ours = [seconds / APPENDED for seconds in measure_in_turn(actions, repeats=9)]
    for (number, what, _way), seconds in zip(ways, ours, strict=True):
        yield Row(
            id=number,
            what=what,
            ours=f"{1 / seconds:,.0f}/s",
            peer=f"{1 / peer:,.0f}/s, one INSERT and commit a row",
            ratio=peer / seconds,
            target="≥ 0.5×",
            met=peer / seconds >= 0.5,
        )


def make_peer() -> Callable[[], None]:
    """Return what inserts the same rows into a table with the same keys and indexes, each in its own transaction."""
    fields = LedgerEvent._meta.concrete_fields
    columns, marks = ", ".join(field.column for field in fields), ", ".join("%s" for _ in fields)
    shape = (
        f"(LIKE {TABLE} INCLUDING ALL)" if connection.vendor == "postgresql" else f"AS SELECT * FROM {TABLE} WHERE 0"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE ledger_plain {shape}")
    event, numbers = LedgerEvent.objects.latest("seq"), count()

    def insert_singly() -> None:
        for _ in range(APPENDED):
            event.id, event.seq = uuid4(), next(numbers)
            values = [field.get_db_prep_save(getattr(event, field.attname), connection) for field in fields]
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO ledger_plain ({columns}) VALUES ({marks})", values)

    return insert_singly


def read_all() -> int:
    """Read every column of every row, as a verification has to, and return the number of rows."""
    names = [field.attname for field in LedgerEvent._meta.concrete_fields]
    return sum(1 for _ in LedgerEvent.objects.order_by("seq").values_list(*names).iterator(chunk_size=2000))


def measure_verification(size: int) -> Row:
    make_checkpoint(at=timezone.now())

    def inspect() -> None:
        outcome = inspect_ledger(at=timezone.now())
        if not outcome.is_intact:
            raise RuntimeError(f"The ledger isn't whole: {outcome.findings}")

    ours, reading = measure(inspect, repeats=3, warm=0), measure(read_all, repeats=3)
    return Row(
        id="P12c",
        what=f"verify {size:,} events: chain, checkpoints, everything derived",
        ours=f"{ours:.1f} s",
        peer=f"{reading:.1f} s to read the rows",
        ratio=ours / reading,
        target="≤ 3× the read",
        met=ours / reading <= 3,
    )


def measure_questions(world: World) -> Iterator[Row]:
    one = world.organisations[0]
    HeldItem.objects.filter(key__in=["call-1", "call-2"]).update(outdated_at=world.now, outdated_why="changed")

    def list_holders() -> list[Any]:
        rows = HeldItem.objects.of_item(kind="call", key="call-1").invalid()
        return list(rows.values_list("organisation_key", "language"))

    def prove() -> None:
        prove_edition(organisation_key=one.key, edition_key=world.name_edition(one, 0))

    yield make_limit(
        "P12d", "what an organisation holds that is out of date", lambda: list(list_invalid_items(one.key))
    )
    yield make_limit("P12e", "who holds an outdated version of an item", list_holders)
    yield make_limit("P12f", "the proof that a delivery is in the ledger", prove)


def measure_pages(world: World) -> Iterator[Row]:
    client: Any = Client(SERVER_NAME="localhost")
    client.force_login(world.desk.lead, backend="cms.users.backends.UserBackend")
    day, one = (world.now - timedelta(days=30)).date().isoformat(), str(world.organisations[0].key)
    pages: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("P12g", "the ledger's page of one day", "outreach_ledger", {"since": day, "until": day}),
        ("P12h", "the same of a year", "outreach_ledger", {"since": "2020-01-01"}),
        ("P12i", "the same, halfway to the oldest", "outreach_ledger", {"before": world.size // 2}),
        ("P12j", "the same, an action without events", "outreach_ledger", {"action": "item.removed"}),
        ("P12k", "who holds what", "outreach_holdings", {}),
        ("P12l", "an organisation's page", "outreach_organisation", {"key": one}),
        ("P12m", f"the lineage of an item with {POSTERS} posters", "lineage", {"q": world.ref.key}),
        ("P12n", "the same as a list", "lineage", {"q": world.ref.key, "view": "list"}),
        ("P12o", "what an organisation held on a day", "lineage_held_on", {"organisation": one, "day": day}),
        ("P12p", "the form for a recall", "outreach_new_recall", {}),
    )
    for number, what, name, query in pages:
        address = reverse(name, args=[query.pop("key")] if "key" in query else [])
        yield make_page_row(number, what, client=client, address=address, query=query)


def make_page_row(number: str, what: str, *, client: Any, address: str, query: dict[str, Any]) -> Row:
    def get() -> bytes:
        answer = client.get(address, query)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")
        content: bytes = answer.content
        return content

    size = len(get()) / 1000
    return make_limit(number, f"{what} ({size:.0f} kB)", get)


def measure_sweep() -> Row:
    """The outdated check after a change of the public content that concerns nothing that is held."""
    mark_all_outdated(at=timezone.now())
    raise_version()
    with CaptureQueriesContext(connection) as queries:
        row = make_limit("P12q", "the outdated check with nothing to do", lambda: mark_all_outdated(at=timezone.now()))
    return Row({**row, "ours": f"{row['ours']}, {len(queries)} queries in 12 runs, of which one after a change"})


def make_limit(number: str, what: str, action: Callable[[], object]) -> Row:
    seconds = measure(action, repeats=10)
    return Row(
        id=number,
        what=what,
        ours=f"{seconds * 1000:.0f} ms",
        peer="",
        ratio=None,
        target="≤ 200 ms",
        met=seconds <= 0.2,
    )
