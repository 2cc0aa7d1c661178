"""A ledger of which everything is derived, and what an attacker of the database and the storage can do to it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core import mail
from django.test import Client
from django.utils import timezone

from cms.emergency import withdrawal as emergency
from cms.emergency.models import EmergencyWithdrawal
from cms.users.models import User
from cms.users.roles import Role
from outreach.holdings.models import Delivery, HeldItem, RegisterNotice, TakeDownNotice, UseReport
from outreach.holdings.register_notices import make_event
from outreach.holdings.use_reports import Use, report_use
from outreach.ledger import chain, verifier
from outreach.ledger.actions import Action
from outreach.ledger.checkpoints import make_checkpoint
from outreach.ledger.findings import FindingKind
from outreach.ledger.inspection import Inspection, inspect_ledger
from outreach.ledger.ledger import CONTENT_FIELDS, append, record
from outreach.ledger.models import Checkpoint, LedgerEvent, LedgerHead
from outreach.ledger.signing import get_public_key
from outreach.links.models import Link
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.recalls.addressing import address_holders
from outreach.recalls.answers import confirm_removal
from outreach.recalls.escalation import tell_desk
from outreach.recalls.lifting import lift_recall, propose_lifting, release_holdings
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.recall import send_recall
from outreach.recalls.reminders import send_due_mails
from outreach.recalls.targets import RecallTarget
from outreach.screens.models import ScreenAssignment
from tests.approvals.factories import make_person
from tests.factories import UserFactory
from tests.ledger.factories import NOW, make_ref, record_download
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.posters.factories import record_release
from tests.screens.factories import make_installation

Kind = FindingKind
LATER = NOW + timedelta(days=30)


def make_seoul() -> Organisation:
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
    lift_a_recall(organisation)
    tell_of_another_recall(organisation, by=user)
    fetch_for_a_screen()
    tell_of_a_take_down(organisation)
    tell_of_a_withdrawn_number(organisation)
    withdraw_and_restore_everything()
    make_checkpoint(at=NOW)
    record_download(organisation, key="call-3")
    make_checkpoint(at=NOW)
    return organisation


def tell_of_another_recall(organisation: Organisation, *, by: User) -> None:
    """Have a second recall notified, reminded, overdue and escalated: nobody answers it."""
    MembershipFactory(organisation=organisation, user__email="lan@example.org")
    make_person(Role.DESK_LEAD, email="desk@example.org")
    record_download(organisation, key="call-0")
    recall = send_recall(
        target=RecallTarget(title="Call", kind="call", key="call-0"),
        reason="Wrong number",
        deadline=NOW + timedelta(days=3),
        by=by,
        at=NOW,
    )
    address_holders(recall, at=NOW + timedelta(minutes=1), progress=lambda done, total: None)
    for days in (0, 2, 3):
        send_due_mails(at=NOW + timedelta(days=days, minutes=2))
    tell_desk(at=NOW + timedelta(days=5))
    mail.outbox.clear()


def lift_a_recall(organisation: Organisation) -> None:
    """Have a recall lifted by two people; its holder is told with the mails of the next recall."""
    record_download(organisation, key="call-5")
    target = RecallTarget(title="Call", kind="call", key="call-5")
    asked = {"target": target, "reason": "Wrong number", "deadline": NOW + timedelta(days=3), "at": NOW}
    recall = address_holders_of(send_recall(by=UserFactory(), **asked))
    propose_lifting(recall=recall, reason="The number was right", by=UserFactory(), at=NOW)
    release_holdings(lift_recall(recall=recall, by=UserFactory(), at=NOW), at=NOW)


def address_holders_of(recall: Recall) -> Recall:
    address_holders(recall, at=NOW, progress=lambda done, total: None)
    return recall


def fetch_for_a_screen() -> None:
    installation = make_installation()
    record_release(installation.file, at=NOW)
    address = f"/api/v1/screens/{installation.screen.key}/files/{installation.file.sha256}"
    answer: Any = Client().get(address, headers={"Authorization": f"Bearer {installation.token}"})
    assert b"".join(answer.streaming_content)


def tell_of_a_take_down(organisation: Organisation) -> None:
    """Keep a notice as ``take_down_notices`` does, without a text that was really taken down."""
    ref = make_ref(key="call-4")
    TakeDownNotice.objects.create(organisation=organisation, revision=ref.revision, told_at=NOW)
    record(action=Action.TAKE_DOWN_NOTIFIED, at=NOW, by_key="system", organisation_key=organisation.key, item=ref)


def tell_of_a_withdrawn_number(organisation: Organisation) -> None:
    """Keep a notice as ``register_notices`` does, without a number that was really revoked."""
    RegisterNotice.objects.create(
        organisation=organisation, withdrawal_key=7, told_at=NOW, restoration_told_at=NOW + timedelta(days=1)
    )
    append([
        make_event(organisation, withdrawal_key=7, people=[], at=NOW + timedelta(days=is_end), is_end=is_end)
        for is_end in (False, True)
    ])  # fmt: skip


def withdraw_and_restore_everything() -> None:
    """Have everything withdrawn, confirmed and, after a proposal that was rejected, restored; and withdrawn again."""
    lead, publisher = make_person(Role.DESK_LEAD), make_person(Role.PUBLISHER)
    emergency.withdraw_everything(reason="Wrong coordinates", by=lead, at=NOW)
    emergency.confirm(by=publisher, at=NOW + timedelta(minutes=1))
    emergency.propose_restoring(reason="Too soon", by=lead, at=NOW + timedelta(minutes=2))
    emergency.reject_restoring(by=publisher, at=NOW + timedelta(minutes=3))
    emergency.propose_restoring(reason="Put right", by=lead, at=NOW + timedelta(minutes=4))
    emergency.restore(by=publisher, at=NOW + timedelta(minutes=5))
    emergency.withdraw_everything(reason="Another mistake", by=lead, at=NOW + timedelta(days=1))


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


def empty_the_table() -> None:
    Checkpoint.objects.all().delete()


def empty_everything() -> None:
    """Empty the ledger and both places that an attacker of the server has."""
    empty_the_ledger()
    empty_the_table()
    empty_the_storage()


def empty_the_ledger() -> None:
    LedgerEvent.objects.all().delete()
    set_head(0, chain.GENESIS)
    ScreenAssignment.objects.update(fetched_at=None)
    for model in (Delivery, HeldItem, UseReport, RecallRecipient, Recall, TakeDownNotice, RegisterNotice):
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
    letter = "B" if note[40] == "A" else "A"
    Checkpoint.objects.create(size=1, note=note[:40] + letter + note[41:], made_at=NOW)


def empty_the_storage() -> None:
    from django.core.files.storage import default_storage

    shutil.rmtree(default_storage.path("ledger"))


def set_only_the_head_back() -> None:
    last = LedgerEvent.objects.latest("seq")
    set_head(last.seq - 1, last.previous_hash)


def invent_a_recall() -> None:
    Recall.objects.create(kind="call", key="call-3", title="?", reason="?", deadline=NOW, sent_at=NOW)


def invent_a_poster() -> None:
    Poster.objects.filter(state=PosterState.RELEASED).update(key=uuid4())


def restore_everything_alone() -> None:
    """Do in the database what takes a second person: both rows' people and times are made up."""
    other = EmergencyWithdrawal.objects.earliest("pk")
    EmergencyWithdrawal.objects.filter(is_in_force=True).update(
        is_in_force=False,
        restored_at=LATER,
        restored_by=other.restored_by,
        restoration_proposed_by=other.declared_by,
        restoration_proposed_at=LATER,
    )


def invent_a_held_item() -> None:
    key = Organisation.objects.earliest("pk").key
    HeldItem.objects.create(organisation_key=key, kind="call", key="call-9", language="ko", sha256="c", offered_at=NOW)


def invent_a_use() -> None:
    UseReport.objects.create(
        organisation=Organisation.objects.earliest("pk"), place="?", starts_on=NOW, reported_at=NOW
    )


def alter_last(model: type, **values: object) -> Callable[[], None]:
    """Alter the newest row: of recalls and recipients the one that nobody has answered."""
    return lambda: model.objects.filter(pk=model.objects.latest("pk").pk).update(**values)


def alter_lifted(**values: object) -> Callable[[], None]:
    return lambda: _update(Recall.objects.filter(lifted_at__isnull=False), values)


def _update(rows: Any, values: dict[str, object]) -> None:
    assert rows.update(**values) == 1


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
        lambda: RecallRecipient.objects.create(
            recall=Recall.objects.earliest("pk"), organisation=OrganisationFactory()
        ),
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
    "the time of a notice altered": (alter_last(RecallRecipient, notified_at=LATER), Kind.RECIPIENT_DIFFERS),
    "the time of a notice removed": (alter_last(RecallRecipient, notified_at=None), Kind.RECIPIENT_DIFFERS),
    "the time of a reminder altered": (alter_last(RecallRecipient, reminded_at=LATER), Kind.RECIPIENT_DIFFERS),
    "the time of the mail after the deadline altered": (
        alter_last(RecallRecipient, overdue_notice_sent_at=LATER),
        Kind.RECIPIENT_DIFFERS,
    ),
    "who answered removed": (change(RecallRecipient, confirmed_by=None), Kind.RECIPIENT_DIFFERS),
    "the time at which all holders were known altered": (alter_last(Recall, addressed_at=LATER), Kind.RECALL_DIFFERS),
    "the time at which all holders were known removed": (alter_last(Recall, addressed_at=None), Kind.RECALL_DIFFERS),
    "the time at which the desk was told altered": (alter_last(Recall, desk_told_at=LATER), Kind.RECALL_DIFFERS),
    "a recall closed by hand": (alter_last(Recall, closed_at=LATER), Kind.RECALL_DIFFERS),
    "a recall lifted by hand": (
        alter_last(Recall, lift_proposed_at=LATER, lifted_at=LATER),
        Kind.RECALL_DIFFERS,
    ),
    "a lifting undone by hand": (alter_lifted(lifted_at=None, lifted_by=None), Kind.RECALL_DIFFERS),
    "the reason of a lifting changed": (alter_lifted(lift_reason="?"), Kind.RECALL_DIFFERS),
    "who lifted a recall removed": (alter_lifted(lifted_by=None), Kind.RECALL_DIFFERS),
    "who proposed a lifting removed": (alter_lifted(lift_proposed_by=None), Kind.RECALL_DIFFERS),
    "the time at which a lifting was told altered": (
        change(RecallRecipient, lift_notified_at=LATER),
        Kind.RECIPIENT_DIFFERS,
    ),
    "who sent a recall removed": (change(Recall, sent_by=None), Kind.RECALL_DIFFERS),
    "who reported a use altered": (
        lambda: UseReport.objects.update(reported_by=UserFactory()),
        Kind.USE_REPORT_DIFFERS,
    ),
    "who reported a use removed": (change(UseReport, reported_by=None), Kind.USE_REPORT_DIFFERS),
    "a fetch of a screen altered": (change(ScreenAssignment, fetched_at=LATER), Kind.FETCH_DIFFERS),
    "a fetch of a screen removed": (change(ScreenAssignment, fetched_at=None), Kind.FETCH_DIFFERS),
    "the time of a take-down's notice altered": (change(TakeDownNotice, told_at=LATER), Kind.NOTICE_DIFFERS),
    "a take-down's notice removed": (lambda: TakeDownNotice.objects.all().delete(), Kind.NOTICE_DIFFERS),
    "a take-down's notice invented": (
        lambda: TakeDownNotice.objects.create(
            organisation=Organisation.objects.earliest("pk"), revision="8", told_at=NOW
        ),
        Kind.NOTICE_DIFFERS,
    ),
    "the time of a register's notice altered": (
        change(RegisterNotice, told_at=LATER),
        Kind.REGISTER_NOTICE_DIFFERS,
    ),
    "the time of a replacement's notice altered": (
        change(RegisterNotice, restoration_told_at=LATER),
        Kind.REGISTER_NOTICE_DIFFERS,
    ),
    "the time of a replacement's notice removed": (
        change(RegisterNotice, restoration_told_at=None),
        Kind.REGISTER_NOTICE_DIFFERS,
    ),
    "a register's notice removed": (lambda: RegisterNotice.objects.all().delete(), Kind.REGISTER_NOTICE_DIFFERS),
    "a register's notice invented": (
        lambda: RegisterNotice.objects.create(
            organisation=Organisation.objects.earliest("pk"), withdrawal_key=8, told_at=NOW
        ),
        Kind.REGISTER_NOTICE_DIFFERS,
    ),
    "everything restored by hand": (restore_everything_alone, Kind.EMERGENCY_DIFFERS),
    "an emergency's reason changed": (change(EmergencyWithdrawal, reason="Exercise"), Kind.EMERGENCY_DIFFERS),
    "an emergency's language altered": (change(EmergencyWithdrawal, language="ko"), Kind.EMERGENCY_DIFFERS),
    "an emergency deleted": (lambda: EmergencyWithdrawal.objects.all().delete(), Kind.EMERGENCY_DIFFERS),
    "a poster invented": (invent_a_poster, Kind.POSTER_DIFFERS),
    "a released poster made a request": (
        change(Poster, state=PosterState.REQUESTED, released_at=None),
        Kind.POSTER_DIFFERS,
    ),
    "the file of a poster exchanged": (change(PosterFile, sha256="b" * 64), Kind.POSTER_DIFFERS),
    "the code of a poster led elsewhere": (change(Link, item_key="another"), Kind.POSTER_DIFFERS),
    "the file that a screen fetched exchanged": (change(PosterFile, sha256="b" * 64), Kind.FETCH_DIFFERS),
    "a use's evidence changed": (change(UseReport, evidence="Photograph 13"), Kind.USE_REPORT_DIFFERS),
    "a use deleted": (lambda: UseReport.objects.all().delete(), Kind.USE_REPORT_DIFFERS),
}


EMERGENCY_TIMES = ("declared_at", "confirmed_at", "restoration_proposed_at", "restored_at")
EMERGENCY_PEOPLE = ("declared_by", "confirmed_by", "restoration_proposed_by", "restored_by")
POSTER_COLUMNS = {
    "released_at": LATER,
    "organisation_key": UUID(int=1),
    "item_key": "another",
    "item_revision": "8",
    "item_sha256": "b" * 64,
    "language": "ko",
    "format_code": "print-a3",
    "link": None,
}
ALTERATIONS |= {
    f"{name} of an emergency altered": (change(EmergencyWithdrawal, **{name: LATER}), Kind.EMERGENCY_DIFFERS)
    for name in EMERGENCY_TIMES
}
ALTERATIONS |= {
    f"{name} of an emergency altered": (
        lambda name=name: change(EmergencyWithdrawal, **{name: UserFactory()})(),
        Kind.EMERGENCY_DIFFERS,
    )
    for name in EMERGENCY_PEOPLE
}
ALTERATIONS |= {
    f"{name} of a poster altered": (change(Poster, **{name: value}), Kind.POSTER_DIFFERS)
    for name, value in POSTER_COLUMNS.items()
}
ALTERATIONS["who asked for a poster altered"] = (
    lambda: Poster.objects.update(requested_by=UserFactory()),
    Kind.POSTER_DIFFERS,
)


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
