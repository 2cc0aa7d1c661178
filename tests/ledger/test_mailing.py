"""Mails to those who keep the checkpoints: every day what there is, and an alarm if something is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from cms.jobs.queue import run_pending_jobs
from outreach.ledger.checkpoints import LedgerContradicted, make_checkpoint
from outreach.ledger.models import Checkpoint
from outreach.ledger.signing import NoSigningKey, get_public_key
from outreach.ledger.tasks import checkpoint, request_mail
from outreach.ledger.triggers import lifted
from outreach.organisations.models import Organisation
from tests.journeys.person import say
from tests.ledger.alterations import (
    cut_the_tail_and_set_the_head_back,
    empty_everything,
    empty_the_ledger,
    empty_the_storage,
    empty_the_table,
    rehash_the_chain,
    run_verifier,
)
from tests.ledger.factories import NOW, record_download

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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
    with time_machine.travel(at + timedelta(days=1)):
        request_mail(at=timezone.now())
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


@pytest.mark.parametrize("attack", [empty_the_table, empty_the_storage, empty_the_ledger, empty_everything])
def test_the_daily_mail_comes_from_the_places_that_are_left_and_says_what_is_wrong(
    seoul: Organisation, settings: Any, attack: Callable[[], None]
) -> None:
    settings.LEDGER_MAIL_TO = ["witness@example.org"]
    newest = Checkpoint.objects.latest("size")
    with lifted():
        attack()

    request_mail(at=timezone.now())
    run_pending_jobs()

    (message,) = mail.outbox
    assert message.subject == say("Ledger: something is wrong")
    assert message.attachments[0][0] == f"checkpoint-{newest.size}.txt"
    assert newest.note in message.body


def test_a_ledger_emptied_in_every_place_is_mailed_as_an_alarm_that_names_what_was_mailed_before(
    seoul: Organisation, settings: Any, kept: Path
) -> None:
    settings.LEDGER_MAIL_TO = ["witness@example.org"]
    request_mail(at=timezone.now())
    run_pending_jobs()
    size = Checkpoint.objects.latest("size").size
    with lifted():
        empty_everything()
    (kept / "keys" / "checkpoints.jsonl").unlink()

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        request_mail(at=timezone.now())
        run_pending_jobs()

    first, second = mail.outbox
    assert (first.subject, second.subject) == (
        say("Ledger: please keep this checkpoint"),
        say("Ledger: something is wrong"),
    )
    assert str(size) in second.body.split("\n\n")[0]
    assert second.attachments == []


@pytest.mark.parametrize("attack", [rehash_the_chain, cut_the_tail_and_set_the_head_back, empty_the_ledger])
def test_a_contradicted_ledger_is_mailed_as_an_alarm_at_once_and_once_a_day(
    seoul: Organisation, settings: Any, attack: Callable[[], None]
) -> None:
    settings.LEDGER_MAIL_TO = ["witness@example.org"]
    request_mail(at=timezone.now())
    run_pending_jobs()
    with lifted():
        attack()

    for hours in (1, 2, 25):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            with pytest.raises(LedgerContradicted):
                checkpoint(at=timezone.now())
            run_pending_jobs()

    assert [message.subject for message in mail.outbox[1:]] == [say("Ledger: something is wrong")] * 2


def test_a_lost_key_is_mailed_as_an_alarm(seoul: Organisation, settings: Any, kept: Path) -> None:
    settings.LEDGER_MAIL_TO = ["witness@example.org"]
    record_download(seoul, key="call-4")
    (kept / "keys" / "signing-key.pem").unlink()

    with pytest.raises(NoSigningKey):
        checkpoint(at=timezone.now())
    run_pending_jobs()

    (message,) = mail.outbox
    assert message.subject == say("Ledger: something is wrong")


def test_nothing_is_mailed_before_the_first_event(kept: Path, settings: Any) -> None:
    settings.LEDGER_MAIL_TO = ["witness@example.org"]

    request_mail(at=timezone.now())
    run_pending_jobs()

    assert mail.outbox == []
