import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.core.hooks import change_impact
from cms.core.items import name_item
from cms.files.serving import SentBytes
from cms.jobs.heartbeat import SILENCE
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.jobs.reaper import reap
from cms.users.models import User
from cms.users.roles import Role
from outreach.holdings.models import Delivery, DeliveryState, HeldItem, OutdatedWhy
from outreach.kits import editions
from outreach.kits.downloads import (
    EditionStorage,
    EditionWithheld,
    acknowledge_edition,
    get_offers,
    open_edition,
    open_file,
    record_download,
)
from outreach.kits.editions import EditionRefused, get_exclusions, get_outdated_items, request_edition
from outreach.kits.exclusions import ExclusionReason
from outreach.kits.models import EditionIsFinished, EditionState, Kit, KitEdition
from outreach.kits.names import approve_name
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from outreach.organisations.members import NotAMember
from outreach.organisations.models import Organisation
from outreach.recalls.answers import confirm_removal, get_open_recalls
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from tests.approvals.factories import Desk, accept, edit, hand_in, make_person
from tests.kits.factories import fetch_edition
from tests.organisations.factories import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def build(kit: Kit, organisation: Organisation) -> KitEdition:
    edition = request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now())
    jobs = run_pending_jobs()
    assert [job.state for job in jobs] == [JobState.DONE], [job.error for job in jobs]
    return KitEdition.objects.get(pk=edition.pk)


def open_zip(edition: KitEdition) -> zipfile.ZipFile:
    with default_storage.open(edition.storage_name) as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def member_of(organisation: Organisation) -> User:
    return MembershipFactory(organisation=organisation).user


def actions(organisation: Organisation) -> list[str]:
    rows = LedgerEvent.objects.filter(organisation_key=organisation.key).order_by("seq")
    return [row.action for row in rows]


def test_an_edition_holds_approved_texts_in_the_organisations_languages(kit: Kit, seoul: Organisation) -> None:
    edition = build(kit, seoul)

    with open_zip(edition) as bag:
        manifest = json.loads(bag.read("manifest.json"))
        texts = [file for file in manifest["files"] if file["role"] == "text"]
        assert {file["language"] for file in texts} == {"ko"}
        html = bag.read(next(file["path"] for file in texts if file["path"].endswith(".html"))).decode()
        start = bag.read("index.html").decode()
    assert '<html lang="ko" dir="ltr">' in html
    assert "누가 알고 있습니까?" in html
    assert "[[" not in html
    assert "+84" in html
    assert 'href="/' not in html
    assert "<script" not in start
    assert all(file["path"] in start for file in manifest["files"])
    assert edition.sha256 and edition.files.count() == len(manifest["files"])


def test_exclusions_are_listed_with_their_reasons(kit: Kit, seoul: Organisation) -> None:
    edition = build(kit, seoul)

    reasons = {(part.language, part.reason) for part in get_exclusions(edition)}
    assert reasons == {("en", ExclusionReason.NOT_APPROVED), ("ko", ExclusionReason.NO_POSTER)}
    with open_zip(edition) as bag:
        manifest = json.loads(bag.read("manifest.json"))
    assert {part["reason"] for part in manifest["exclusions"]} == {"not_approved", "no_poster"}


def test_an_edition_is_offered_in_the_ledger_and_its_archive_is_valid(kit: Kit, canberra: Organisation) -> None:
    edition = build(kit, canberra)

    assert actions(canberra) == [Action.OFFERED]
    with open_zip(edition) as bag:
        assert bag.testzip() is None
    assert default_storage.size(edition.storage_name) == edition.size
    assert verify().is_intact


def test_a_build_killed_in_the_middle_and_run_again_gives_exactly_one_edition(
    kit: Kit, seoul: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(**values: Any) -> None:
        raise Killed

    edition = request_edition(kit=kit, organisation=seoul, by=None, at=timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(editions, "_finish", die)
        with pytest.raises(Killed):
            run_pending_jobs()
    assert Job.objects.get().state == JobState.RUNNING
    assert len(default_storage.listdir(f"kits/{edition.key}")[1]) == 1
    assert not LedgerEvent.objects.exists()

    Job.objects.update(heartbeat_at=timezone.now() - 2 * SILENCE)
    reap(at=timezone.now())
    run_pending_jobs()

    edition = KitEdition.objects.get()
    assert edition.state == EditionState.FINISHED
    assert default_storage.listdir(f"kits/{edition.key}")[1] == [edition.storage_name.rsplit("/", 1)[-1]]
    assert actions(seoul) == [Action.OFFERED]


def test_a_late_worker_whose_job_was_requeued_changes_nothing(kit: Kit, seoul: Organisation) -> None:
    edition = build(kit, seoul)
    stale = KitEdition.objects.get(pk=edition.pk)
    stale.state = EditionState.BUILDING

    editions.build_edition(edition=stale, attempt="late", at=timezone.now(), progress=lambda done, total: None)

    assert KitEdition.objects.get().storage_name == edition.storage_name
    assert default_storage.exists(edition.storage_name)
    assert len(default_storage.listdir(f"kits/{edition.key}")[1]) == 1
    assert actions(seoul) == [Action.OFFERED]


def test_a_request_while_an_edition_is_being_built_returns_that_edition(kit: Kit, seoul: Organisation) -> None:
    first = request_edition(kit=kit, organisation=seoul, by=None, at=timezone.now())
    second = request_edition(kit=kit, organisation=seoul, by=None, at=timezone.now())

    assert first == second
    assert Job.objects.count() == 1


def test_a_finished_edition_never_changes(kit: Kit, seoul: Organisation) -> None:
    edition = build(kit, seoul)

    edition.sha256 = "0" * 64
    with pytest.raises(EditionIsFinished):
        edition.save()


def test_an_organisation_that_the_kit_is_not_for_gets_no_edition(kit: Kit) -> None:
    with pytest.raises(EditionRefused):
        request_edition(kit=kit, organisation=OrganisationFactory(), by=None, at=timezone.now())


def test_a_download_is_recorded_once_a_user_and_day(kit: Kit, seoul: Organisation) -> None:
    edition, member = build(kit, seoul), member_of(seoul)
    at = timezone.localtime().replace(hour=9)

    for moment in (at, at + timedelta(hours=1), at + timedelta(days=1)):
        fetch_edition(edition=edition, by=member, at=moment)
    acknowledge_edition(edition=edition, by=member, at=at)
    acknowledge_edition(edition=edition, by=member, at=at)

    assert actions(seoul) == [Action.OFFERED, Action.DOWNLOADED, Action.DOWNLOADED, Action.ACKNOWLEDGED]
    assert Delivery.objects.get().state is DeliveryState.ACKNOWLEDGED
    assert [offer.edition for offer in get_offers(seoul, at=timezone.now())] == [edition]


def test_a_non_member_gets_no_edition_and_nothing_is_recorded(
    kit: Kit, seoul: Organisation, canberra: Organisation
) -> None:
    edition, stranger = build(kit, seoul), member_of(canberra)

    with pytest.raises(NotAMember):
        open_edition(edition=edition, by=stranger, at=timezone.now())
    with pytest.raises(NotAMember):
        open_file(file=edition.files.first(), by=stranger, at=timezone.now())

    assert actions(seoul) == [Action.OFFERED]


def test_one_file_of_an_edition_is_sent_alone_from_the_archive(kit: Kit, seoul: Organisation) -> None:
    edition, member = build(kit, seoul), member_of(seoul)
    file = edition.files.get(role="text", path__endswith=".txt")

    download = open_file(file=file, by=member, at=timezone.now())

    storage = EditionStorage(file)
    record_download(
        download=download, sent=SentBytes(0, file.size - 1, file.size), by_key=member.key, at=timezone.now()
    )
    content = b"".join(storage.read_range(download.storage_name, start=0, end=file.size - 1))
    assert content.decode().startswith("누가 알고 있습니까?")
    assert storage.size(download.storage_name) == file.size == len(content)
    assert HeldItem.objects.get(organisation_key=seoul.key).held_at is not None


def test_a_changed_text_marks_the_edition_and_names_the_holder(
    kit: Kit,
    seoul: Organisation,
    canberra: Organisation,
    desk: Desk,
    call: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    korean, english = build(kit, seoul), build(kit, canberra)
    fetch_edition(edition=korean, by=member_of(seoul), at=timezone.now())
    fetch_edition(edition=english, by=member_of(canberra), at=timezone.now())
    found = change_impact.collect(name_item(call))
    impacts = {impact.language: impact.holders for impact in found if impact.kind == "edition"}
    assert impacts == {"ko": ("Seoul",), "vi": ("Canberra",)}

    with django_capture_on_commit_callbacks(execute=True):
        draft = edit(call, desk.editor, title="Ai còn nhớ?")
        accept(hand_in(draft, desk.editor), desk.publisher)

    assert [item.outdated_why for item in get_outdated_items(english)] == [OutdatedWhy.CHANGED]
    assert actions(canberra)[-1] == Action.SUPERSEDED
    assert get_outdated_items(korean) == []
    assert verify().is_intact


def test_a_new_number_in_the_register_marks_editions_with_the_old_one(
    kit: Kit, seoul: Organisation, desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    from cms.facts.models import Fact
    from cms.facts.register import approve, propose

    edition = build(kit, seoul)

    with django_capture_on_commit_callbacks(execute=True):
        fact = Fact.objects.get(key="hotline")
        version = propose(fact=fact, value="+84965001223", source="V.1.c", by=desk.editor, at=timezone.now())
        approve(version=version, by=desk.publisher, at=timezone.now())

    assert [item.outdated_why for item in get_outdated_items(edition)] == [OutdatedWhy.FACT]


def test_a_revoked_hotline_is_told_to_holders_and_lists_the_kits_that_show_it(
    kit: Kit, seoul: Organisation, canberra: Organisation, desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    from cms.facts.models import ContactChannel
    from cms.facts.revocation import revoke_channel

    edition = build(kit, seoul)
    fetch_edition(edition=edition, by=member_of(seoul), at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        revocation = revoke_channel(
            channel=ContactChannel.objects.get(), by=desk.lead, at=timezone.now(), reason="answered by a stranger"
        )

    listed = {row["label"]: row["holders"] for row in revocation.affected if row["kind"] == "edition"}
    assert listed == {
        "Kit “Bộ tài liệu”, edition 1": ["Seoul"],
        "Start page of kit “Bộ tài liệu”, edition 1": ["Seoul"],
    }
    assert [item.outdated_why for item in get_outdated_items(edition)] == [OutdatedWhy.FACT]
    assert actions(seoul)[-1] == Action.SUPERSEDED


def test_a_newer_edition_supersedes_the_older(kit: Kit, seoul: Organisation) -> None:
    first, second = build(kit, seoul), build(kit, seoul)

    assert (first.number, second.number) == (1, 2)
    assert Delivery.objects.get(edition_key=str(first.key)).state is DeliveryState.SUPERSEDED
    assert [offer.edition for offer in get_offers(seoul, at=timezone.now())] == [second]


def test_a_recall_reaches_holders_only_withholds_the_edition_and_is_confirmed(
    kit: Kit, seoul: Organisation, canberra: Organisation, desk: Desk, call: Any
) -> None:
    edition, member = build(kit, seoul), member_of(seoul)
    build(kit, canberra)
    fetch_edition(edition=edition, by=member, at=timezone.now())

    recall = send_recall(
        target=RecallTarget(title="Call", kind="call", key=str(call.translation_key), language="ko"),
        reason="A number is wrong.",
        deadline=timezone.now() + timedelta(days=3),
        by=desk.lead,
        at=timezone.now(),
    )
    with pytest.raises(EditionWithheld):  # from this moment on, whoever holds it
        open_edition(edition=edition, by=member, at=timezone.now())
    run_pending_jobs()

    assert [recipient.organisation for recipient in recall.recipients.all()] == [seoul]
    recipient = get_open_recalls([seoul.key])[0]
    confirm_removal(recipient=recipient, evidence="Taken down in the hall.", by=member, at=timezone.now())
    confirm_removal(recipient=recipient, evidence="Again.", by=member, at=timezone.now())
    assert get_open_recalls([seoul.key]) == []
    assert actions(seoul)[-3:] == [Action.RECALL_ADDRESSED, Action.REMOVED, Action.RECALL_CONFIRMED]
    assert Action.RECALLED not in actions(canberra)
    assert verify().is_intact


def test_the_title_of_a_kit_takes_no_typed_contact_and_nobody_adds_a_note(
    client: Client, desk: Desk, call: Any, seoul: Organisation
) -> None:
    client.force_login(make_person(Role.OUTREACH_OFFICER))
    item = f"call:{call.translation_key}"

    answer = client.post(
        reverse("outreach_new_kit"), {"title": "Gọi 0965 001 223", "organisations": [seoul.pk], "items": [item]}
    )

    assert answer.status_code == 422
    assert "“0965 001 223”" in answer.content.decode()
    assert 'name="note"' not in answer.content.decode()
    assert not Kit.objects.exists()


def test_an_officer_creates_a_kit_builds_it_and_reads_its_edition(
    client: Client, desk: Desk, call: Any, seoul: Organisation
) -> None:
    client.force_login(make_person(Role.OUTREACH_OFFICER))

    form = client.get(reverse("outreach_new_kit"))
    assert "Tiếng Việt, 한국어" in form.content.decode()
    bad = client.post(reverse("outreach_new_kit"), {"title": "Bộ của tôi", "organisations": [seoul.pk]})
    assert bad.status_code == 422
    assert "Bộ của tôi" in bad.content.decode()
    item = f"call:{call.translation_key}"
    made = client.post(reverse("outreach_new_kit"), {"title": "Bộ", "organisations": [seoul.pk], "items": [item]})
    kit = Kit.objects.get()
    assert made.url == reverse("outreach_kit", args=[kit.pk])
    client.post(reverse("outreach_build_edition", args=[kit.pk, seoul.pk]))
    assert not KitEdition.objects.exists()  # nobody has approved its title yet
    approve_name(name=kit.names.get(), by=desk.lead, at=timezone.now())
    client.post(reverse("outreach_build_edition", args=[kit.pk, seoul.pk]))
    assert client.get(made.url).status_code == 200
    run_pending_jobs()
    edition = KitEdition.objects.get()

    page = client.get(reverse("outreach_edition", args=[edition.pk])).content.decode()

    assert edition.sha256 in page
    assert client.get(reverse("outreach_kits")).status_code == 200
    assert edition.requested_by is not None
