"""Appending to the ledger, its triggers, its verification, and what is derived from it."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from outreach.holdings.models import Delivery, HeldItem
from outreach.ledger import triggers
from outreach.ledger.actions import Action, IncompleteEvent
from outreach.ledger.chain import NotCanonical
from outreach.ledger.checks import check_triggers
from outreach.ledger.ledger import get_head, record
from outreach.ledger.models import LedgerEvent, LedgerHead
from outreach.ledger.triggers import lifted
from outreach.ledger.verification import ChainFault, verify
from outreach.organisations.models import Organisation
from tests.ledger.factories import NOW, make_ref
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def seoul(db: None) -> Organisation:
    return OrganisationFactory()


def record_some(organisation: Organisation, count: int) -> list[LedgerEvent]:
    return [
        record(
            action=Action.DOWNLOADED,
            at=NOW,
            by_key="user:1",
            organisation_key=organisation.key,
            item=make_ref(key=f"call-{number}"),
            data={"số": number, "nested": {"b": [1, None, True], "a": "ガ"}},
        )
        for number in range(count)
    ]


def test_events_are_numbered_without_gaps_and_chained(seoul: Organisation) -> None:
    first, second = record_some(seoul, 2)

    assert (first.seq, second.seq) == (1, 2)
    assert second.previous_hash == first.hash
    outcome = verify()
    assert (outcome.is_intact, outcome.checked, outcome.head) == (True, 2, get_head())


def test_an_event_without_a_required_field_is_refused_and_nothing_is_written(seoul: Organisation) -> None:
    with pytest.raises(IncompleteEvent, match="needs the key of an organisation"):
        record(action=Action.OFFERED, at=NOW, by_key="user:1", edition="e")
    with pytest.raises(IncompleteEvent, match="needs one of: edition"):
        record(action=Action.OFFERED, at=NOW, by_key="user:1", organisation_key=seoul.key, item=make_ref())
    with pytest.raises(NotCanonical):
        record(action=Action.OFFERED, at=NOW, by_key="x", organisation_key=seoul.key, edition="e", data={"n": 0.5})

    assert not LedgerEvent.objects.exists()


def test_the_database_refuses_update_delete_and_truncate(seoul: Organisation) -> None:
    record_some(seoul, 2)
    table = LedgerEvent._meta.db_table
    attacks = [f"UPDATE {table} SET by_key = 'nobody'", f"DELETE FROM {table} WHERE seq = 1"]
    if connection.vendor == "postgresql":
        attacks.append(f"TRUNCATE {table}")
    else:
        attacks.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE seq = 1")

    for attack in attacks:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)

    assert verify().is_intact


def test_the_database_refuses_to_move_the_head_back(seoul: Organisation) -> None:
    record_some(seoul, 2)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerHead.objects.update(seq=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerHead.objects.all().delete()


def test_verify_names_a_row_that_was_altered_in_the_database(seoul: Organisation) -> None:
    record_some(seoul, 5)

    with lifted():
        LedgerEvent.objects.filter(seq=3).update(by_key="user:2")

    outcome = verify()
    assert (outcome.is_intact, outcome.fault, outcome.first_bad_seq) == (False, ChainFault.ALTERED, 3)
    with pytest.raises(CommandError, match="3"):
        call_command("verify_ledger")


def test_verify_names_the_first_of_two_rows_that_were_swapped(seoul: Organisation) -> None:
    record_some(seoul, 5)

    with lifted():
        LedgerEvent.objects.filter(seq=2).update(seq=99)
        LedgerEvent.objects.filter(seq=4).update(seq=2)
        LedgerEvent.objects.filter(seq=99).update(seq=4)

    assert (verify().fault, verify().first_bad_seq) == (ChainFault.DISPLACED, 2)


def test_verify_names_a_removed_row_and_a_cut_off_end(seoul: Organisation) -> None:
    record_some(seoul, 5)

    with lifted():
        LedgerEvent.objects.filter(seq=5).delete()
    assert (verify().fault, verify().first_bad_seq) == (ChainFault.CUT_OFF, 5)

    with lifted():
        LedgerEvent.objects.filter(seq=2).delete()
    assert (verify().fault, verify().first_bad_seq) == (ChainFault.MISSING, 2)


def test_the_hash_covers_every_field(seoul: Organisation) -> None:
    event = record_some(seoul, 1)[0]
    others = {
        "id": "00000000-0000-4000-8000-000000000000",
        "organisation_key": "00000000-0000-4000-8000-000000000000",
        "occurred_at": NOW.replace(year=2025),
        "recorded_at": NOW.replace(year=2025),
        "data": {},
    }

    for field in LedgerEvent._meta.concrete_fields:
        if field.attname in {"seq", "hash"}:
            continue
        original = getattr(event, field.attname)
        with lifted():
            LedgerEvent.objects.update(**{field.attname: others.get(field.attname, "forged")})
        assert not verify().is_intact, field.attname
        with lifted():
            LedgerEvent.objects.update(**{field.attname: original})
        assert verify().is_intact


def test_the_printed_head_detects_a_rewritten_ledger_later(seoul: Organisation) -> None:
    record_some(seoul, 2)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    noted = out.getvalue().split("Head: ")[1].strip()

    with lifted():
        LedgerEvent.objects.all().delete()
        LedgerHead.objects.update(seq=0, hash="0" * 64)
    record_some(seoul, 2)

    call_command("verify_ledger")
    with pytest.raises(CommandError, match="2"):
        call_command("verify_ledger", trusted_head=noted)


def test_a_check_reports_missing_triggers(seoul: Organisation) -> None:
    assert check_triggers(None, databases=["default"]) == []

    with lifted():
        errors = check_triggers(None, databases=["default"])

    assert [error.id for error in errors] == ["ledger.E001"]


def test_the_triggers_are_lifted_under_test_settings_only(settings: object) -> None:
    settings.LEDGER_TRIGGERS_MAY_BE_LIFTED = False

    with pytest.raises(triggers.LiftingRefused), lifted():
        pass


def test_rebuilt_deliveries_are_the_same(seoul: Organisation) -> None:
    items = [{"kind": "call", "key": "call-1", "language": "ko", "revision": "7", "sha256": "a" * 64, "title": "T"}]
    for action, data in [
        (Action.OFFERED, {"items": items, "title": "Kit", "number": 1}),
        (Action.DOWNLOADED, {}),
        (Action.ACKNOWLEDGED, {}),
    ]:
        record(action=action, at=NOW, by_key="u", organisation_key=seoul.key, edition="e1", data=data)
    record(action=Action.SUPERSEDED, at=NOW, by_key="u", organisation_key=seoul.key, edition="e1", item=make_ref())
    record_some(seoul, 2)
    before = snapshot()

    call_command("rebuild_deliveries", stdout=StringIO())

    assert snapshot() == before
    assert len(before[1]) == 3


def snapshot() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    def rows(model: type) -> list[dict[str, object]]:
        found = model.objects.order_by("edition_key", "key" if model is HeldItem else "pk").values()
        return [{name: value for name, value in row.items() if name != "id"} for row in found]

    return rows(Delivery), rows(HeldItem)


@pytest.mark.django_db(transaction=True)
def test_concurrent_appends_make_one_chain() -> None:
    organisation = OrganisationFactory()
    faults: list[Exception] = []

    def write() -> None:
        try:
            record_some(organisation, 5)
        except Exception as error:  # noqa: BLE001  # reported by the test's own thread
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert LedgerEvent.objects.filter(seq=F("seq")).count() == 20
    assert verify().is_intact
