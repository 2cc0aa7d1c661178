"""Everything is withdrawn by one person at once, and restored by two."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign
from cms.core.cached_pages import forget_pages
from cms.emergency import withdrawal as rules
from cms.emergency.models import EmergencyWithdrawal
from cms.emergency.notices import send_due_notices
from cms.emergency.withdrawal import EmergencyRefused
from cms.films.models import FilmPage
from cms.media.models import CampaignImage
from cms.users.models import User
from cms.users.roles import Role
from outreach.ledger.models import LedgerEvent
from outreach.links.creation import create_link
from outreach.links.snapshot import get_table_path, write_snapshot
from outreach.posters.models import Poster, PosterState
from outreach.redirector.link_table import read_table
from tests.approvals.factories import make_person
from tests.availability.world import make_world, sign_in
from tests.factories import ContactChannelFactory, FactFactory
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
ADDRESS = "/vi/stories/ban-do/"


@pytest.fixture(autouse=True)
def alone(settings: Any, tmp_path: Any) -> None:
    forget_pages()
    settings.SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def lead() -> User:
    return make_person(Role.DESK_LEAD, interface_language="en", email="lead@example.org")


@pytest.fixture
def publisher() -> User:
    return make_person(Role.PUBLISHER, interface_language="en", email="publisher@example.org")


def stop(by: User) -> EmergencyWithdrawal:
    return rules.withdraw_everything(reason="Wrong coordinates in several texts", by=by, at=timezone.now())


def restore(*, proposed_by: User, approved_by: User) -> None:
    rules.propose_restoring(reason="All were checked", by=proposed_by, at=timezone.now())
    rules.restore(by=approved_by, at=timezone.now())


# --- what the public finds ---


@pytest.mark.both_databases
def test_cached_and_uncached_pages_answer_with_the_notice_and_the_hotline_from_the_next_request(
    site: PublicSite, client: Client, lead: User
) -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.publish()
    assert client.get(ADDRESS).status_code == 200

    stop(lead)
    answer = client.get(ADDRESS)

    assert (answer.status_code, answer["Cache-Control"], answer["Content-Language"]) == (410, "no-store", "vi")
    assert "0965 001 222" in answer.content.decode()
    assert "Tấm bản đồ" not in answer.content.decode()
    with_session = sign_in(make_person(Role.EDITOR)).get(ADDRESS)
    assert with_session.status_code == 410


@pytest.mark.parametrize("code", CODES)
def test_the_notice_is_in_the_language_of_the_address(client: Client, lead: User, code: str) -> None:
    stop(lead)

    answer = client.get(f"/{code}/")

    assert (answer.status_code, answer["Content-Language"]) == (410, code)
    is_english = "The campaign has withdrawn everything for now" in answer.content.decode()
    assert is_english == (code == "en")


@pytest.mark.parametrize(
    "address", ["/", "/sitemap.xml", "/sitemap-vi.xml", "/vi/search/?q=a", "/vi/gone/", "/x/y", "/vi/card.jpg"]
)
def test_every_other_public_address_answers_with_the_notice(client: Client, lead: User, address: str) -> None:
    stop(lead)

    answer = client.get(address, headers={"accept-language": "ko"})

    assert answer.status_code == 410
    assert answer["Content-Language"] == ("vi" if address.startswith("/vi/") else "ko")


def test_pictures_films_and_subtitles_leave_no_more_but_staff_see_them(
    site: PublicSite, client: Client, lead: User
) -> None:
    world = make_world()
    picture = CampaignImage.objects.get().get_rendition("width-20").file.name
    film = world.masters["vi"].file.name
    addresses = [f"/media/{picture}", f"/media/{film}", "/vi/films/phim/subtitles.vtt"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]

    stop(lead)

    assert [client.get(address).status_code for address in addresses] == [404, 404, 410]
    assert sign_in(lead).get(addresses[0]).status_code == 200


def test_a_code_leads_to_the_notice_by_both_faces_once_it_is_committed(
    site: PublicSite, client: Client, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    story = site.publish()
    link = create_link(item_kind="story", item_key=str(story.translation_key), language="vi")
    write_snapshot()

    with django_capture_on_commit_callbacks(execute=True):
        stop(lead)

    table = read_table(get_table_path())
    assert table.entries[link.code].destination.languages == ()
    answer = client.get(f"/q/{link.code}")
    assert answer.status_code == 410
    assert answer.content == table.notices.withdrawn["vi"]
    assert "The campaign has withdrawn everything for now" in table.notices.withdrawn["en"].decode()

    with django_capture_on_commit_callbacks(execute=True):
        restore(proposed_by=lead, approved_by=site.publisher)

    assert client.get(f"/q/{link.code}").status_code == 302
    assert read_table(get_table_path()).entries[link.code].destination.languages == ("vi",)


def test_all_is_as_before_once_it_is_restored(site: PublicSite, client: Client, lead: User) -> None:
    world = make_world()
    player = {"authorization": f"Bearer {world.token}"}
    manifest = f"/api/v1/screens/{world.screen.key}/manifest"
    before = [client.get("/ko/films/phim/").content, client.get(manifest, headers=player).content]

    stop(lead)
    meanwhile = client.get(manifest, headers=player).json()
    restore(proposed_by=lead, approved_by=world.site.publisher)

    assert (meanwhile["items"], meanwhile["withdrawn"][0]["reason"]) == ([], "emergency")
    assert [client.get("/ko/films/phim/").content, client.get(manifest, headers=player).content] == before
    assert Poster.objects.get().state == PosterState.RELEASED
    assert FilmPage.objects.live().count() == 2


def test_the_admin_the_portal_and_the_sign_in_stay_open(site: PublicSite, lead: User) -> None:
    stop(lead)

    assert sign_in(site.editor).get("/admin/").status_code == 200
    assert "Everything is withdrawn" in sign_in(lead).get("/admin/").content.decode()
    assert sign_in(make_person(Role.PARTNER)).get("/en/portal/").status_code == 200
    assert Client().get("/accounts/login/").status_code == 200
    assert [Client().get(address).status_code for address in ("/robots.txt", "/healthz", "/public-version")] == [
        200
    ] * 3


# --- who decides ---


def test_one_button_withdraws_and_three_more_people_presses_bring_all_back(
    site: PublicSite, client: Client, lead: User, publisher: User
) -> None:
    site.publish()
    first, second = sign_in(lead), sign_in(publisher)
    page = first.get("/admin/emergency/").content.decode()
    assert "Withdraw everything now" in page

    first.post("/admin/emergency/withdraw/", {"reason": "Wrong coordinates"})
    assert client.get(ADDRESS).status_code == 410
    second.post("/admin/emergency/confirm/")
    first.post("/admin/emergency/propose-restoring/", {"reason": "All were checked"})
    assert client.get(ADDRESS).status_code == 410
    first.post("/admin/emergency/restore/")
    assert client.get(ADDRESS).status_code == 410
    second.post("/admin/emergency/restore/")

    assert client.get(ADDRESS).status_code == 200
    assert "Wrong coordinates" in first.get("/admin/emergency/").content.decode()


def test_each_step_is_in_the_ledger_with_its_person(lead: User, publisher: User) -> None:
    stop(lead)
    rules.confirm(by=publisher, at=timezone.now())
    rules.propose_restoring(reason="Too early", by=lead, at=timezone.now())
    rules.reject_restoring(by=publisher, at=timezone.now())
    restore(proposed_by=publisher, approved_by=lead)

    events = LedgerEvent.objects.order_by("seq").values_list("action", "by_key")
    assert list(events) == [
        ("emergency.withdrawn", lead.key),
        ("emergency.confirmed", publisher.key),
        ("emergency.restoring_proposed", lead.key),
        ("emergency.restoring_rejected", publisher.key),
        ("emergency.restoring_proposed", publisher.key),
        ("emergency.restored", lead.key),
    ]
    assert LedgerEvent.objects.order_by("seq")[0].data["reason"] == "Wrong coordinates in several texts"


def test_whoever_withdrew_cannot_confirm_and_whoever_proposed_cannot_restore(lead: User) -> None:
    stop(lead)
    rules.propose_restoring(reason="All were checked", by=lead, at=timezone.now())

    with pytest.raises(EmergencyRefused, match="A second person has to confirm it"):
        rules.confirm(by=lead, at=timezone.now())
    with pytest.raises(EmergencyRefused, match="A second person has to approve"):
        rules.restore(by=lead, at=timezone.now())
    assert rules.is_in_force()


def test_the_database_refuses_one_person_for_both_parts(lead: User) -> None:
    row = stop(lead)
    now = timezone.now()
    alone: list[dict[str, Any]] = [
        {"confirmed_by": lead, "confirmed_at": now},
        {"is_in_force": False},
        {"is_in_force": False, "restored_at": now},
        {"is_in_force": False, "restored_at": now, "restored_by": lead, "restoration_proposed_by": lead},
    ]

    for values in alone:
        with pytest.raises(IntegrityError), transaction.atomic():
            EmergencyWithdrawal.objects.filter(pk=row.pk).update(**values)


def test_a_step_that_is_not_due_is_refused_and_says_so(lead: User, publisher: User) -> None:
    now = timezone.now()
    with pytest.raises(EmergencyRefused, match="the reason is empty"):
        rules.withdraw_everything(reason=" ", by=lead, at=now)
    with pytest.raises(EmergencyRefused, match="withdrawn as an emergency now"):
        rules.confirm(by=publisher, at=now)
    stop(lead)
    with pytest.raises(EmergencyRefused, match="It is withdrawn already"):
        stop(publisher)
    with pytest.raises(EmergencyRefused, match="Nobody has proposed"):
        rules.restore(by=publisher, at=now)
    rules.confirm(by=publisher, at=now)
    with pytest.raises(EmergencyRefused, match="confirmed already"):
        rules.confirm(by=publisher, at=now)


def test_others_who_may_confirm_are_told_at_once_and_reminded_once_after_a_day(
    lead: User, publisher: User, mailoutbox: list[Any]
) -> None:
    start = stop(lead).declared_at

    told = [send_due_notices(at=start + timedelta(hours=hours)) for hours in (0, 1, 23, 24, 48)]

    assert told == [1, 0, 0, 1, 0]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["publisher@example.org"], "Everything is withdrawn"),
        (["publisher@example.org"], "Still to be confirmed: everything is withdrawn"),
    ]
    assert "Wrong coordinates in several texts" in mailoutbox[0].body
    assert "/admin/emergency/" in mailoutbox[0].body


def test_nobody_is_reminded_of_a_withdrawal_that_was_confirmed(
    lead: User, publisher: User, mailoutbox: list[Any]
) -> None:
    start = stop(lead).declared_at
    rules.confirm(by=publisher, at=start)

    assert send_due_notices(at=start + timedelta(days=2)) == 0
    assert mailoutbox == []


def test_a_failure_of_the_ledger_is_not_taken_for_a_withdrawal_in_force(lead: User) -> None:
    def fail(**step: Any) -> None:
        raise IntegrityError

    rules.emergency_changed.connect(fail)
    try:
        with pytest.raises(IntegrityError):
            stop(lead)
    finally:
        rules.emergency_changed.disconnect(fail)

    assert not rules.is_in_force()


# --- what people read ---


def test_the_notice_names_the_campaign_and_leads_to_the_other_languages(client: Client, lead: User) -> None:
    load_campaign()
    stop(lead)

    page = client.get("/ko/").content.decode()

    campaign = Campaign.objects.get()
    with override("ko"):
        assert f"<strong>{campaign.short_name}</strong>" in page
    assert [f'href="/{code}/"' in page for code in CODES] == [code != "ko" for code in CODES]
    assert 'rel="icon"' in page


def test_whoever_works_meanwhile_reads_that_work_goes_on(site: PublicSite, lead: User) -> None:
    stop(lead)
    editor = make_person(Role.EDITOR, interface_language="en")

    assert "You can go on working" in sign_in(editor).get("/admin/").content.decode()


def test_the_record_of_an_earlier_withdrawal_names_everybody_who_decided(lead: User, publisher: User) -> None:
    administrator = make_person(Role.ADMINISTRATOR, interface_language="en")
    stop(lead)
    rules.confirm(by=publisher, at=timezone.now())
    restore(proposed_by=lead, approved_by=administrator)
    stop(publisher)
    restore(proposed_by=publisher, approved_by=lead)

    page = sign_in(administrator).get("/admin/emergency/").content.decode()
    newer, older = page.split("data-earlier")[1:]

    assert "Nobody confirmed it." in newer
    for sentence in (
        f"Confirmed by {publisher}",
        f"proposed by {lead}, approved by {administrator}",
        "All were checked",
    ):
        assert sentence in older


def test_one_who_may_confirm_reads_what_that_means_and_one_who_proposed_may_cancel(lead: User, publisher: User) -> None:
    stop(lead)
    assert "Confirm it if you agree" in sign_in(publisher).get("/admin/emergency/").content.decode()

    rules.propose_restoring(reason="All were checked", by=lead, at=timezone.now())

    assert "Cancel my proposal" in sign_in(lead).get("/admin/emergency/").content.decode()
    assert "Reject the proposal" in sign_in(publisher).get("/admin/emergency/").content.decode()
