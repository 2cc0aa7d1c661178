"""P12: the ledger with a million events, against the same rows without a chain."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.published import ItemRef
from outreach.holdings.holdings import list_invalid_items
from outreach.ledger.actions import Action
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.ledger import NewEvent, append, record
from outreach.ledger.models import LedgerEvent
from outreach.ledger.signals import event_appended
from outreach.organisations.models import Organisation
from tests.benchmarks.rows import Row, measure
from tests.organisations.factories import OrganisationFactory

SIZES = {"small": 20_000, "full": 1_000_000}
APPENDED = 200
BATCH = 2_000
ITEMS = 200
TABLE = LedgerEvent._meta.db_table


def rows(scale: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings.LEDGER_KEY_FILE = str(Path(folder) / "signing-key.pem")
        organisations = [OrganisationFactory() for _ in range(100)]
        fill(organisations, size=SIZES[scale])
        make_checkpoint(at=timezone.now())
        yield measure_append(organisations[0])
        yield measure_verification(SIZES[scale])
        yield measure_question(organisations[0].key)
        yield measure_page()


def fill(organisations: list[Organisation], *, size: int) -> None:
    """Append downloads of items by organisations; what they hold is derived at the end, as after a restore."""
    from outreach.holdings.deliveries import rebuild

    receivers, event_appended.receivers = event_appended.receivers, []
    event_appended.sender_receivers_cache.clear()
    try:
        for start in range(0, size, BATCH):
            append([make_event(number, organisations) for number in range(start, start + BATCH)])
    finally:
        event_appended.receivers = receivers
        event_appended.sender_receivers_cache.clear()
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_event(number: int, organisations: list[Organisation]) -> NewEvent:
    key = f"call-{number % ITEMS}"
    return NewEvent(
        action=Action.DOWNLOADED,
        at=timezone.now() - timedelta(minutes=number % 500_000),
        by_key=f"user:{number % 1000}",
        organisation_key=organisations[number % len(organisations)].key,
        item=ItemRef(kind="call", key=key, language="ko", revision="7", sha256="a" * 64),
        data={"title": "Ai còn nhớ người lính này?", "text_sha256": "b" * 64, "bytes": [0, 99_999, 100_000]},
    )


def measure_append(organisation: Organisation) -> Row:
    def append_some() -> None:
        for number in range(APPENDED):
            event = make_event(number, [organisation])
            record(
                action=event.action, at=event.at, by_key=event.by_key, organisation_key=event.organisation_key,
                item=event.item, data=event.data,
            )  # fmt: skip

    names = [field.column for field in LedgerEvent._meta.concrete_fields]
    columns = ", ".join(names)

    def insert_some() -> None:
        for _ in range(APPENDED):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO ledger_plain SELECT {columns} FROM {TABLE} WHERE seq = 1")

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE ledger_plain AS SELECT {columns} FROM {TABLE} WHERE false")
    ours, peer = measure(append_some, repeats=3) / APPENDED, measure(insert_some, repeats=3) / APPENDED
    return Row(
        id="P12a",
        what="append an event, what is held included",
        ours=f"{1 / ours:,.0f}/s",
        peer=f"{1 / peer:,.0f}/s, one INSERT a row",
        ratio=peer / ours,
        target="≥ 0.5×",
        met=peer / ours >= 0.5,
    )


def read_all() -> int:
    """Read every column of every row, as a verification has to, and return the number of rows."""
    names = [field.attname for field in LedgerEvent._meta.concrete_fields]
    return sum(1 for _ in LedgerEvent.objects.order_by("seq").values_list(*names).iterator(chunk_size=2000))


def measure_verification(size: int) -> Row:
    def inspect() -> None:
        outcome = inspect_ledger(at=timezone.now())
        if not outcome.is_intact:
            raise RuntimeError(f"The ledger isn't whole: {outcome.findings}")

    ours, reading = measure(inspect, repeats=3, warm=0), measure(read_all, repeats=3)
    return Row(
        id="P12b",
        what=f"verify {size:,} events: chain, checkpoints, everything derived",
        ours=f"{ours:.1f} s",
        peer=f"{reading:.1f} s to read the rows",
        ratio=ours / reading,
        target="≤ 3× the read",
        met=ours / reading <= 3,
    )


def measure_question(organisation_key: UUID) -> Row:
    seconds = measure(lambda: list(list_invalid_items(organisation_key)), repeats=10)
    return make_limit("P12c", "what an organisation holds that is out of date", seconds)


def measure_page() -> Row:
    from tests.approvals.factories import make_desk

    client: Any = Client(SERVER_NAME="localhost")
    client.force_login(make_desk().lead, backend="cms.users.backends.UserBackend")
    day = (timezone.now() - timedelta(days=3)).date().isoformat()

    def get() -> None:
        if client.get(reverse("outreach_ledger"), {"since": day, "until": day}).status_code != 200:
            raise RuntimeError("The ledger's page failed.")

    return make_limit("P12d", "the ledger's page of one day", measure(get, repeats=10))


def make_limit(number: str, what: str, seconds: float) -> Row:
    milliseconds = seconds * 1000
    return Row(
        id=number, what=what, ours=f"{milliseconds:.0f} ms", peer="", ratio=None, target="≤ 200 ms", met=seconds <= 0.2
    )
