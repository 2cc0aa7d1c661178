"""Posters that become invalid after delivery in a kit: holders see which file, and the rest stays valid."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.approvals.models import Approval
from cms.jobs.queue import run_pending_jobs
from cms.users.roles import Role
from outreach.holdings.deliveries import rebuild
from outreach.holdings.holdings import list_invalid_items
from outreach.holdings.models import Delivery, DeliveryState, HeldItem
from outreach.kits.models import Kit
from outreach.kits.poster_files import mark_ended_posters
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.ledger.verification import verify
from outreach.organisations.models import Organisation
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.posters.validity import end_poster
from outreach.recalls.answers import get_open_recalls
from tests.approvals.factories import Desk, make_person
from tests.kits.factories import fetch_edition
from tests.kits.test_editions import actions, build, member_of
from tests.organisations.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def hang(call: Any, organisation: Organisation, *, placement: str, content: bytes) -> Poster:
    """A released Korean poster with a file; its bytes are no real picture, because no test reads them."""
    approval = Approval.objects.current().get(translation_key=call.translation_key, language="ko")
    poster = Poster.objects.create(
        item_kind="call",
        item_key=str(call.translation_key),
        language="ko",
        item_revision=str(approval.pk),
        item_sha256=approval.digest,
        approved_at=approval.approved_at,
        title="누가 알고 있습니까?",
        format_code="print-a3",
        organisation_key=organisation.key,
        placement=placement,
        state=PosterState.RELEASED,
        requested_by=make_person(Role.OUTREACH_OFFICER),
        requested_at=timezone.now(),
    )
    PosterFile.objects.create(
        poster=poster,
        media_type="application/pdf",
        storage_name=default_storage.save(f"posters/{poster.key}.pdf", ContentFile(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        width=842,
        height=1191,
    )
    return poster


def test_a_poster_withdrawn_alone_marks_the_edition_and_the_one_file_in_the_portal(
    kit: Kit, call: Any, seoul: Organisation, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    lobby = hang(call, seoul, placement="Lobby", content=b"%PDF-1.7 lobby")
    hang(call, seoul, placement="Lift", content=b"%PDF-1.7 lift")
    edition, member = build(kit, seoul), make_person(Role.PARTNER)
    MembershipFactory(user=member, organisation=seoul)
    fetch_edition(edition=edition, by=member, at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        end_poster(lobby, reason="Wrong lobby.", at=timezone.now())

    assert actions(seoul)[-1] == Action.POSTER_ENDED
    assert [row.language for row in list_invalid_items(seoul.key)] == ["ko"]
    client.force_login(member)
    page = client.get(reverse("portal:edition", args=[edition.key])).content.decode()
    assert page.count("data-invalid") == 1
    assert page.index("Lobby") < page.index("data-invalid")
    client.force_login(make_person(Role.OUTREACH_OFFICER))
    page = client.get(reverse("outreach_edition", args=[edition.pk])).content.decode()
    assert "data-outdated" in page
    assert page.count("data-ended") == 1
    assert verify().is_intact


def test_it_is_recorded_once_however_often_the_task_runs(kit: Kit, call: Any, seoul: Organisation) -> None:
    end = hang(call, seoul, placement="Lobby", content=b"%PDF-1.7 lobby")
    build(kit, seoul)
    end_poster(end, reason="Wrong lobby.", at=timezone.now())  # its signal was lost

    assert [mark_ended_posters(at=timezone.now()) for _ in range(2)] == [1, 0]


def test_the_same_poster_made_again_is_valid(kit: Kit, call: Any, seoul: Organisation) -> None:
    old = hang(call, seoul, placement="Lobby", content=b"%PDF-1.7 lobby")
    build(kit, seoul)
    end_poster(old, reason="By mistake.", at=timezone.now())
    hang(call, seoul, placement="Lobby", content=b"%PDF-1.7 lobby")

    assert mark_ended_posters(at=timezone.now()) == 0


def test_an_item_withdrawn_and_published_again_unchanged_is_valid_again(
    kit: Kit, call: Any, seoul: Organisation, desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    from cms.approvals.withdrawal import withdraw
    from tests.approvals.factories import accept, hand_in

    edition = build(kit, seoul)
    fetch_edition(edition=edition, by=member_of(seoul), at=timezone.now())
    korean = call.get_translations().get(locale__language_code="ko").specific
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(translation_key=call.translation_key, language="ko", by=desk.lead, reason="?", at=timezone.now())
    assert [row.outdated_why for row in list_invalid_items(seoul.key)] == ["withdrawn"]

    with django_capture_on_commit_callbacks(execute=True):
        korean.refresh_from_db()
        korean.save_revision(user=desk.translator)
        accept(hand_in(korean, desk.translator), desk.reviewer)

    assert not list_invalid_items(seoul.key)
    assert actions(seoul)[-2:] == [Action.WITHDRAWN, Action.RESTORED]
    assert Delivery.objects.get().state is DeliveryState.DOWNLOADED
    kept = list(HeldItem.objects.values("sha256", "outdated_at", "outdated_why", "held_at"))
    rebuild()
    assert list(HeldItem.objects.values("sha256", "outdated_at", "outdated_why", "held_at")) == kept
    assert Delivery.objects.get().state is DeliveryState.DOWNLOADED
    assert verify().is_intact


def test_an_edition_as_a_whole_is_recalled_from_its_page(kit: Kit, seoul: Organisation, client: Client) -> None:
    edition, member = build(kit, seoul), member_of(seoul)
    fetch_edition(edition=edition, by=member, at=timezone.now())
    client.force_login(make_person(Role.OUTREACH_OFFICER))

    page = client.get(reverse("outreach_edition", args=[edition.pk])).content.decode()
    address = f"{reverse('outreach_new_recall')}?item=edition:{edition.key}"
    assert f'href="{address}"' in page
    form = client.get(address).content.decode()
    assert f'<option value="edition:{edition.key}" selected>' in form
    deadline = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    sent = {"item": f"edition:{edition.key}", "reason": "A number is wrong.", "deadline": deadline}
    assert client.post(reverse("outreach_new_recall"), sent).status_code == 302
    run_pending_jobs()

    recipient = get_open_recalls([seoul.key])[0]
    assert recipient.recall.edition_key == str(edition.key)
    assert LedgerEvent.objects.filter(action=Action.RECALLED, edition_key=str(edition.key)).exists()
