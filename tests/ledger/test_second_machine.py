"""A machine without the signing key: it checks and proves with the public key, and leaves signing to the other."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.jobs.models import Job, JobState
from cms.jobs.queue import enqueue
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.proofs import prove_edition
from outreach.ledger.signing import NoSigningKey, has_key
from outreach.ledger.tasks import request_checkpoint
from outreach.ledger.verifier import check_file
from outreach.organisations.models import Organisation
from tests.fronts.world import eventually, get_database_address
from tests.ledger.factories import NOW
from tests.ledger.test_proofs import append_some
from tests.organisations.factories import OrganisationFactory
from tests.services.processes import spawn, stop_process

ROOT = Path(__file__).resolve().parents[2]


def leave_only_the_public_key(kept: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("ledger_key")
    key = capsys.readouterr().out.strip()
    (kept / "keys" / "signing-key.pem").unlink()
    settings.LEDGER_PUBLIC_KEY = key
    return key


@pytest.mark.django_db
@pytest.mark.both_databases
def test_machine_with_the_public_key_only_gives_proofs_and_signs_nothing(
    kept: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    organisation: Organisation = OrganisationFactory()
    append_some(organisation, 3)
    make_checkpoint(at=NOW)
    key = leave_only_the_public_key(kept, settings, capsys)

    proof = prove_edition(organisation_key=organisation.key, edition_key="another")

    assert check_file(json.dumps(proof), public_key=key).endswith("3 events proved.")
    append_some(organisation, 1)
    with pytest.raises(NoSigningKey):
        make_checkpoint(at=NOW)
    assert not has_key()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_key_is_made_before_the_first_checkpoint_and_printed_alike_ever_after(
    kept: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ledger_key")
    call_command("ledger_key")
    first, second = capsys.readouterr().out.split()
    assert first == second

    leave_only_the_public_key(kept, settings, capsys)
    with pytest.raises(NoSigningKey, match="Another machine"):
        make_checkpoint(at=NOW)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_of_a_machine_without_the_key_leave_the_ledgers_jobs_to_others(kept: Path) -> None:
    organisation: Organisation = OrganisationFactory()
    append_some(organisation, 3)
    request_checkpoint(at=timezone.now())
    other = enqueue(kind="media.shots", key="any", params={"master": 0, "sha256": ""})
    environment = {"DATABASE_URL": get_database_address(), "DATA_DIR": str(kept)}

    for extra in ({"LEDGER_PUBLIC_KEY": "of another machine"}, {"LEDGER_PUBLIC_KEY": ""}):
        command = [sys.executable, str(ROOT / "manage.py"), "worker"]
        process = spawn(command, log=kept / "worker.log", environment={**environment, **extra})
        try:
            if extra["LEDGER_PUBLIC_KEY"]:
                assert eventually(lambda: Job.objects.get(pk=other.pk).state == JobState.DONE)
                assert Job.objects.get(kind="ledger.make_checkpoint").state == JobState.QUEUED
                assert DBTaskResult.objects.ready().count() == 1
            else:
                assert eventually(lambda: Job.objects.get(kind="ledger.make_checkpoint").state == JobState.DONE)
        finally:
            stop_process(process, seconds=20)
