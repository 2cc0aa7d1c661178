"""Every alteration by an attacker who has the database and the storage, but neither the key nor what was mailed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cms.jobs.queue import run_pending_jobs
from outreach.holdings.models import Delivery, HeldItem, UseReport
from outreach.holdings.use_reports import Use, report_use
from outreach.ledger import chain, triggers, verifier
from outreach.ledger.actions import Action
from outreach.ledger.checkpoints import LedgerContradicted, make_checkpoint
from outreach.ledger.findings import FindingKind
from outreach.ledger.inspection import Inspection, inspect_ledger
from outreach.ledger.ledger import CONTENT_FIELDS, record
from outreach.ledger.models import Checkpoint, LedgerEvent, LedgerHead
from outreach.ledger.places import Place, read_notes
from outreach.ledger.proofs import NotYetSigned, prove_edition
from outreach.ledger.signing import get_public_key
from outreach.ledger.tasks import request_mail
from outreach.ledger.triggers import lifted
from outreach.organisations.models import Organisation
from outreach.recalls.addressing import address_holders
from outreach.recalls.answers import confirm_removal
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from tests.factories import UserFactory
from tests.ledger.factories import NOW, make_ref, record_download
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Kind = FindingKind


@pytest.fixture
def seoul(kept: Path) -> Organisation:
    """An organisation with an edition, a used item, and a recall that it has answered; all of it is checkpointed."""
    organisation, user = OrganisationFactory(), UserFactory()
    record(action=Action.OFFERED, at=NOW, by_key="u", organisation_key=organisation.key, edition="e1", data={
        "items": [{"kind": "call", "key": "call-1", "language": "ko", "revision": "7", "sha256": "a" * 64}],
    })  # fmt: skip
    record_download(organisation)
    record_download(organisation, key="call-2")
    use = Use(place="Lobby", starts_on=NOW.date(), evidence="Photograph 12", item=make_ref())
    report_use(organisation=organisation, use=use, by=user, at=NOW)
    recall = send_recall(
        target=RecallTarget(title="Call", kind="call", key="call-2"),
        reason="Wrong number",
        deadline=NOW + timedelta(days=3),
        by=user,
        at=NOW,
    )
    address_holders(recall, at=NOW, progress=lambda done, total: None)
    confirm_removal(recipient=recall.recipients.get(), evidence="Taken down", by=user, at=NOW)
    make_checkpoint(at=NOW)
    record_download(organisation, key="call-3")
    make_checkpoint(at=NOW)
    return organisation


def look() -> Inspection:
    return inspect_ledger(at=timezone.now())


def set_head(seq: int, row_hash: str) -> None:
    LedgerHead.objects.update(seq=seq, hash=row_hash)


def alter_an_event() -> None:
    LedgerEvent.objects.filter(seq=2).update(by_key="user:99")


def cut_the_tail_and_set_the_head_back() -> None:
    last = LedgerEvent.objects.latest("seq")
    last.delete()
    set_head(last.seq - 1, last.previous_hash)
    HeldItem.objects.filter(key="call-3").delete()


def empty_the_ledger() -> None:
    LedgerEvent.objects.all().delete()
    set_head(0, chain.GENESIS)
    for model in (Delivery, HeldItem, UseReport, RecallRecipient, Recall):
        model.objects.all().delete()


def rehash_the_chain() -> None:
    head = chain.EMPTY
    for event in LedgerEvent.objects.order_by("seq"):
        event.by_key = "user:99"
        event.previous_hash = head.hash
        event.hash = chain.get_hash(head.hash, {name: getattr(event, name) for name in CONTENT_FIELDS})
        event.save()
        head = chain.ChainHead(event.seq, event.hash)
    set_head(head.seq, head.hash)


def forge_a_checkpoint() -> None:
    note = Checkpoint.objects.earliest("size").note.replace("\n6\n", "\n5\n").replace("\n8\n", "\n7\n")
    Checkpoint.objects.create(size=1, note=note[:40] + "A" + note[41:], made_at=NOW)


def empty_the_storage() -> None:
    from django.core.files.storage import default_storage

    shutil.rmtree(default_storage.path("ledger"))


def set_only_the_head_back() -> None:
    last = LedgerEvent.objects.latest("seq")
    set_head(last.seq - 1, last.previous_hash)


def invent_a_recall() -> None:
    Recall.objects.create(kind="call", key="call-3", title="?", reason="?", deadline=NOW, sent_at=NOW)


def invent_a_held_item() -> None:
    key = Organisation.objects.get().key
    HeldItem.objects.create(organisation_key=key, kind="call", key="call-9", language="ko", sha256="c", offered_at=NOW)


def invent_a_use() -> None:
    UseReport.objects.create(organisation=Organisation.objects.get(), place="?", starts_on=NOW, reported_at=NOW)


def change(model: type, **values: object) -> Callable[[], None]:
    return lambda: (
        model.objects.order_by("pk")[:1]
        .get()
        .__class__.objects.filter(pk=model.objects.order_by("pk")[0].pk)
        .update(**values)
    )


ALTERATIONS: dict[str, tuple[Callable[[], object], FindingKind]] = {
    "an event altered": (alter_an_event, Kind.EVENT_ALTERED),
    "the tail cut, the head set back": (cut_the_tail_and_set_the_head_back, Kind.CHECKPOINT_CONTRADICTED),
    "everything emptied": (empty_the_ledger, Kind.CHECKPOINT_CONTRADICTED),
    "the whole chain rehashed": (rehash_the_chain, Kind.CHECKPOINT_CONTRADICTED),
    "a checkpoint forged": (forge_a_checkpoint, Kind.CHECKPOINT_FORGED),
    "a checkpoint deleted": (lambda: Checkpoint.objects.earliest("size").delete(), Kind.CHECKPOINT_MISSING),
    "checkpoints deleted in storage": (empty_the_storage, Kind.CHECKPOINT_MISSING),
    "the head alone set back": (set_only_the_head_back, Kind.EVENT_ADDED),
    "a held item invented": (invent_a_held_item, Kind.HELD_ITEM_DIFFERS),
    "a recall invented": (invent_a_recall, Kind.RECALL_DIFFERS),
    "a recipient invented": (
        lambda: RecallRecipient.objects.create(recall=Recall.objects.get(), organisation=OrganisationFactory()),
        Kind.RECIPIENT_DIFFERS,
    ),
    "a use invented": (invent_a_use, Kind.USE_REPORT_DIFFERS),
    "a delivery altered": (change(Delivery, downloaded_at=NOW), Kind.DELIVERY_DIFFERS),
    "a delivery deleted": (lambda: Delivery.objects.all().delete(), Kind.DELIVERY_DIFFERS),
    "a delivery invented": (
        lambda: Delivery.objects.create(organisation_key=OrganisationFactory().key, edition_key="e9"),
        Kind.DELIVERY_DIFFERS,
    ),
    "a held item altered": (change(HeldItem, recalled_at=NOW), Kind.HELD_ITEM_DIFFERS),
    "a held item deleted": (lambda: HeldItem.objects.filter(key="call-3").delete(), Kind.HELD_ITEM_DIFFERS),
    "a recall changed": (change(Recall, reason="Nothing much"), Kind.RECALL_DIFFERS),
    "a recall deleted": (lambda: Recall.objects.all().delete(), Kind.RECALL_DIFFERS),
    "an answer's evidence changed": (change(RecallRecipient, evidence="?"), Kind.RECIPIENT_DIFFERS),
    "the time of an answer removed": (change(RecallRecipient, confirmed_at=None), Kind.RECIPIENT_DIFFERS),
    "a recipient removed": (lambda: RecallRecipient.objects.all().delete(), Kind.RECIPIENT_DIFFERS),
    "a use's evidence changed": (change(UseReport, evidence="Photograph 13"), Kind.USE_REPORT_DIFFERS),
    "a use deleted": (lambda: UseReport.objects.all().delete(), Kind.USE_REPORT_DIFFERS),
}


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


def test_the_daily_mail_proves_that_the_ledger_continues_the_one_mailed_before(
    seoul: Organisation, settings: object, tmp_path: Path
) -> None:
    settings.LEDGER_MAIL_TO = ["witness@example.org"]
    at = timezone.now()
    request_mail(at=at)
    run_pending_jobs()
    request_mail(at=at + timedelta(hours=2))
    run_pending_jobs()
    record_download(seoul, key="call-4")
    make_checkpoint(at=NOW)
    Checkpoint.objects.filter(mailed_at__isnull=False).update(mailed_at=at - timedelta(days=1))
    request_mail(at=at)
    run_pending_jobs()

    first, second = mail.outbox
    assert first.to == ["witness@example.org"]
    assert get_public_key() in second.body
    assert (
        run_verifier(
            tmp_path, *[content for message in (first, second) for _name, content, _type in message.attachments]
        )
        == 0
    )
    proof = second.attachments[1][1]
    digits = proof[-20:-18]
    forged = proof.replace(digits, "11" if digits == "00" else "00")
    assert run_verifier(tmp_path, forged) == 1


def run_verifier(folder: Path, *contents: str) -> int:
    """Run the verifier as an outsider does, without Django, and return its exit code."""
    files = []
    for number, content in enumerate(contents):
        files.append(folder / f"file-{number}")
        files[-1].write_text(content, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", verifier.__file__, get_public_key(), *map(str, files)], capture_output=True, check=False
    )
    return done.returncode


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
    assert read_notes(Place.STORAGE) == read_notes(Place.DATABASE) == read_notes(Place.JOURNAL)
    assert len(read_notes(Place.STORAGE)) == 2
