"""Every alteration by an attacker who has the database and the storage, but neither the key nor what was mailed."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from outreach.ledger import triggers
from outreach.ledger.actions import Action
from outreach.ledger.checkpoints import LedgerContradicted, make_checkpoint
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.ledger import record
from outreach.ledger.models import Checkpoint, LedgerEvent
from outreach.ledger.places import CheckpointPlace, read_notes
from outreach.ledger.proofs import NotYetSigned, prove_edition
from outreach.ledger.triggers import lifted
from outreach.organisations.models import Organisation
from tests.ledger.alterations import (
    ALTERATIONS,
    Kind,
    cut_the_tail_and_set_the_head_back,
    empty_the_ledger,
    empty_the_storage,
    look,
    rehash_the_chain,
    run_verifier,
)
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_untouched_ledger_is_whole(seoul: Organisation) -> None:
    outcome = look()

    assert outcome.findings == ()
    assert outcome.checked == LedgerEvent.objects.count()
    assert outcome.checkpoints == 2


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_alteration_is_found_without_a_head_noted_by_hand(seoul: Organisation, name: str) -> None:
    alter, kind = ALTERATIONS[name]
    with lifted():
        alter()

    assert kind in [finding.kind for finding in look().findings]
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger")
    assert refused.value.returncode == look().findings[0].kind >= 10


def test_everything_emptied_in_all_places_is_found_with_what_was_mailed(
    seoul: Organisation, kept: Path, tmp_path: Path
) -> None:
    mailed = tmp_path / "mailed.txt"
    mailed.write_text(Checkpoint.objects.latest("size").note)
    with lifted():
        empty_the_ledger()
    Checkpoint.objects.all().delete()
    empty_the_storage()
    (kept / "keys" / "checkpoints.jsonl").unlink()

    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", checkpoint=[str(mailed)])

    assert refused.value.returncode == Kind.CHECKPOINT_CONTRADICTED


def test_missing_triggers_are_a_fault(seoul: Organisation) -> None:
    with lifted(), pytest.raises(CommandError, match="ledger_head_no_return") as refused:
        call_command("verify_ledger")

    assert refused.value.returncode == Kind.TRIGGERS_MISSING
    assert triggers.find_missing() == []


def test_a_trigger_that_no_longer_refuses_counts_as_missing(seoul: Organisation) -> None:
    if connection.vendor == "postgresql":
        attack = (
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )
    else:
        attack = (
            "DROP TRIGGER ledger_event_no_update; CREATE TRIGGER ledger_event_no_update BEFORE UPDATE ON "
            "ledger_ledgerevent BEGIN SELECT 1; END"
        )
    with connection.cursor() as cursor:
        for statement in attack.split("; CREATE") if connection.vendor == "sqlite" else [attack]:
            cursor.execute(statement if statement.startswith(("CREATE", "DROP")) else f"CREATE{statement}")

    assert Kind.TRIGGERS_MISSING in [finding.kind for finding in look().findings]
    with lifted():
        pass  # installs them as they should be
    assert look().is_intact


def test_events_without_a_checkpoint_are_a_fault_after_two_hours(seoul: Organisation) -> None:
    record_download(seoul, key="call-4")
    event = LedgerEvent.objects.latest("seq")

    assert inspect_ledger(at=event.recorded_at + timedelta(minutes=110)).is_intact
    late = inspect_ledger(at=event.recorded_at + timedelta(minutes=130))

    assert [finding.kind for finding in late.findings] == [Kind.CHECKPOINT_OVERDUE]


def test_a_lost_key_is_not_replaced_by_a_new_one(seoul: Organisation, kept: Path) -> None:
    record_download(seoul, key="call-4")
    (kept / "keys" / "signing-key.pem").unlink()

    with pytest.raises(Exception, match="signing key"):
        make_checkpoint(at=NOW)

    assert [finding.kind for finding in look().findings] == [Kind.NO_SIGNING_KEY]


@pytest.mark.parametrize("attack", [rehash_the_chain, cut_the_tail_and_set_the_head_back, empty_the_ledger])
def test_a_rewritten_ledger_is_never_signed(seoul: Organisation, attack: Callable[[], None]) -> None:
    with lifted():
        attack()

    with pytest.raises(LedgerContradicted):
        make_checkpoint(at=NOW)


def test_no_checkpoint_is_made_if_nothing_was_written(seoul: Organisation) -> None:
    assert make_checkpoint(at=NOW) is None
    assert Checkpoint.objects.count() == 2


def test_a_checkpoint_interrupted_between_two_places_is_completed(seoul: Organisation) -> None:
    Checkpoint.objects.latest("size").delete()

    make_checkpoint(at=NOW)

    assert look().is_intact


def test_the_command_says_what_it_compared(seoul: Organisation) -> None:
    out = StringIO()

    call_command("verify_ledger", stdout=out)

    assert "2 checkpoints" in out.getvalue()


def test_an_organisation_can_show_that_its_delivery_is_in_the_ledger(seoul: Organisation, tmp_path: Path) -> None:
    proof = prove_edition(organisation_key=seoul.key, edition_key="e1")

    assert [json.loads(event["content"])["action"] for event in proof["events"]] == ["edition.offered"]
    assert run_verifier(tmp_path, json.dumps(proof)) == 0
    proof["events"][0]["content"] = proof["events"][0]["content"].replace("call-1", "call-9")
    assert run_verifier(tmp_path, json.dumps(proof)) == 1


def test_events_after_the_last_checkpoint_have_no_proof_yet(seoul: Organisation) -> None:
    record(action=Action.OFFERED, at=NOW, by_key="u", organisation_key=seoul.key, edition="e2")

    with pytest.raises(NotYetSigned):
        prove_edition(organisation_key=seoul.key, edition_key="e2")


def test_checkpoints_are_read_back_from_s3(kept: Path, settings: Any, s3_environment: dict[str, str]) -> None:
    options = {
        "bucket_name": s3_environment["S3_BUCKET"],
        "endpoint_url": s3_environment["S3_ENDPOINT_URL"],
        "access_key": s3_environment["AWS_ACCESS_KEY_ID"],
        "secret_key": s3_environment["AWS_SECRET_ACCESS_KEY"],
        "region_name": s3_environment["AWS_REGION"],
        "addressing_style": "path",
        "file_overwrite": False,
        "location": f"test-{uuid4()}",
    }
    s3 = {"BACKEND": "cms.files.s3_storage.PrivateS3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": s3}
    organisation = OrganisationFactory()
    for key in ("call-1", "call-2"):
        record_download(organisation, key=key)
        make_checkpoint(at=NOW)

    assert look().is_intact
    assert (
        read_notes(CheckpointPlace.STORAGE)
        == read_notes(CheckpointPlace.DATABASE)
        == read_notes(CheckpointPlace.JOURNAL)
    )
    assert len(read_notes(CheckpointPlace.STORAGE)) == 2
