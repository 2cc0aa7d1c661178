"""Posters: making, release, and becoming outdated with their texts."""

from typing import Any

import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallPage
from cms.facts.revocation import revoke_channel, revoke_value
from cms.jobs.models import Job
from cms.jobs.queue import run_pending_jobs
from cms.render.formats import load_formats
from cms.render.readback import decode_png
from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.links.creation import link_address
from outreach.posters import production
from outreach.posters.models import Poster, PosterBase, PosterFile, PosterState
from outreach.posters.requests import PosterRequestRefused, request_posters
from outreach.posters.validity import mark_all_outdated
from outreach.posters.words import NoPosterWording
from outreach.screens.schedule import get_schedule
from tests.approvals.factories import Desk, accept, edit, hand_in
from tests.factories import ContactChannelFactory, FactFactory
from tests.posters.factories import make_officer, publish_call, publish_korean
from tests.screens.factories import assign, make_operator, make_screen

pytestmark = pytest.mark.django_db

LIFT = "lift-portrait-hd"


@pytest.fixture
def call(desk: Desk) -> CallPage:
    return publish_call(desk)


@pytest.fixture
def officer(desk: Desk) -> User:
    return make_officer()


def ask(
    call: CallPage, officer: User, *, languages: tuple[str, ...] = ("vi",), formats: tuple[str, ...] = (LIFT,)
) -> Job:
    return request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=languages,
        format_codes=formats,
        placement="Lift of a demonstration building",
        organisation_key=None,
        by=officer,
        at=timezone.now(),
    )


def make(call: CallPage, officer: User, **how: tuple[str, ...]) -> list[Poster]:
    ask(call, officer, **how)
    run_pending_jobs()
    return list(Poster.objects.order_by("pk"))


def test_the_released_file_carries_the_links_address(call: CallPage, officer: User) -> None:
    (poster,) = make(call, officer)

    with default_storage.open(poster.file.storage_name) as file:
        read = zxingcpp.read_barcodes(decode_png(file.read()))
    assert poster.state == PosterState.RELEASED
    assert [code.text for code in read] == [link_address(poster.link_id)]


def test_a_release_is_recorded_in_the_ledger_with_its_approval(call: CallPage, officer: User) -> None:
    (poster,) = make(call, officer)

    event = LedgerEvent.objects.get(action=Action.RELEASED)
    assert (event.item_key, event.item_sha256) == (str(call.translation_key), poster.item_sha256)
    assert event.data["file"] == poster.file.sha256
    assert event.by_key == officer.key


def test_print_is_pdf_and_screens_are_png(call: CallPage, officer: User) -> None:
    posters = make(call, officer, formats=(LIFT, "print-a3"))

    assert [poster.file.media_type for poster in posters] == ["image/png", "application/pdf"]


def test_repeating_a_request_makes_nothing_again(call: CallPage, officer: User) -> None:
    make(call, officer)

    make(call, officer)

    assert PosterFile.objects.count() == 1


def test_two_placements_share_a_base_and_have_their_own_codes(call: CallPage, officer: User) -> None:
    make(call, officer)
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi"],
        format_codes=[LIFT],
        placement="Another lift",
        organisation_key=None,
        by=officer,
        at=timezone.now(),
    )

    run_pending_jobs()

    assert PosterBase.objects.count() == 1
    assert Poster.objects.values("link").distinct().count() == 2


def test_a_language_that_is_not_approved_gets_no_poster(call: CallPage, officer: User) -> None:
    with pytest.raises(PosterRequestRefused, match="not approved and live"):
        ask(call, officer, languages=("vi", "ko"))

    assert not Poster.objects.exists()


def test_a_text_that_does_not_fit_is_refused_with_its_field(desk: Desk, officer: User) -> None:
    ContactChannelFactory(
        verified=True, name_vi="Đường dây nóng của Chiến dịch", facts=[FactFactory(value="+84965001222")]
    )
    call = publish_call(desk, poster_action="Quét mã để biết " * 7)

    (poster,) = make(call, officer, formats=("led-wall-small",))

    assert poster.state == PosterState.REFUSED
    assert "does not fit" in poster.reason
    assert "call to action" in poster.reason
    assert "led-wall-small" in poster.reason
    assert not PosterFile.objects.exists()


@pytest.mark.usefixtures("officer")
def test_a_changed_text_makes_the_poster_outdated(
    desk: Desk, call: CallPage, officer: User, django_capture_on_commit_callbacks
) -> None:
    (poster,) = make(call, officer)

    with django_capture_on_commit_callbacks(execute=True):
        accept(hand_in(edit(call, desk.editor, poster_headline="Một ngôi mộ"), desk.editor), desk.publisher)

    poster.refresh_from_db()
    assert poster.state == PosterState.OUTDATED


def test_a_change_elsewhere_on_the_page_leaves_the_poster_valid(
    desk: Desk, call: CallPage, officer: User, django_capture_on_commit_callbacks
) -> None:
    (poster,) = make(call, officer)

    with django_capture_on_commit_callbacks(execute=True):
        accept(hand_in(edit(call, desk.editor, summary="Một câu khác."), desk.editor), desk.publisher)

    poster.refresh_from_db()
    assert poster.state == PosterState.RELEASED


def test_withdrawing_korean_withdraws_korean_posters_only(
    desk: Desk, call: CallPage, officer: User, django_capture_on_commit_callbacks
) -> None:
    publish_korean(desk, call)
    vietnamese, korean = make(call, officer, languages=("vi", "ko"))

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(
            translation_key=call.translation_key, language="ko", by=desk.lead, reason="A wrong date", at=timezone.now()
        )

    vietnamese.refresh_from_db()
    korean.refresh_from_db()
    assert (vietnamese.state, korean.state) == (PosterState.RELEASED, PosterState.WITHDRAWN)


def test_a_text_that_changes_while_its_poster_is_made_leaves_no_valid_poster(
    desk: Desk, call: CallPage, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(call, officer)
    made = production.release

    def release_after_a_change(**how: Any) -> Any:
        accept(hand_in(edit(call, desk.editor, poster_headline="Một ngôi mộ"), desk.editor), desk.publisher)
        return made(**how)

    monkeypatch.setattr(production, "release", release_after_a_change)
    run_pending_jobs()

    assert Poster.objects.get().state == PosterState.OUTDATED


def test_the_scheduled_task_catches_up_after_a_lost_signal(desk: Desk, call: CallPage, officer: User) -> None:
    (poster,) = make(call, officer)
    accept(hand_in(edit(call, desk.editor, poster_headline="Một ngôi mộ"), desk.editor), desk.publisher)

    assert mark_all_outdated(at=timezone.now()) == 1
    poster.refresh_from_db()
    assert poster.state == PosterState.OUTDATED


def test_only_outreach_officers_request_posters(call: CallPage, officer: User, desk: Desk, client: Client) -> None:
    address = reverse("poster_make") + f"?item=call:{call.translation_key}"
    client.force_login(desk.editor)
    assert client.get(address)["Location"] == reverse("wagtailadmin_home")
    client.force_login(officer)

    answer = client.post(
        address, {"languages": ["vi"], "formats": [LIFT], "placement": "Lift of a demonstration building"}, follow=True
    )

    assert answer.status_code == 200
    assert Poster.objects.get().placement == "Lift of a demonstration building"


def test_a_form_without_a_placement_says_so_and_keeps_its_values(call: CallPage, officer: User, client: Client) -> None:
    client.force_login(officer)

    answer = client.post(
        reverse("poster_make") + f"?item=call:{call.translation_key}", {"languages": ["vi"], "formats": [LIFT]}
    )

    form = answer.context["form"]
    assert list(form.errors) == ["placement"]
    assert form["formats"].value() == [LIFT]
    assert not Poster.objects.exists()


def test_revoked_hotline_ends_the_posters_that_show_it_and_takes_them_off_screens(
    desk: Desk, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    """The hotline is in no text of the page: the poster has it because it is the language's."""
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84965001222")])
    (poster,) = make(publish_call(desk), officer)
    screen = make_screen(make_operator(), format=LIFT, placement=poster.placement)
    Poster.objects.filter(pk=poster.pk).update(organisation_key=screen.organisation_key)
    poster.refresh_from_db()
    assign(screen, poster.file, at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        revocation = revoke_channel(channel=channel, by=desk.lead, at=timezone.now(), reason="answered by a stranger")

    poster.refresh_from_db()
    assert poster.state == PosterState.OUTDATED
    assert {row["kind"] for row in revocation.affected} == {"site", "poster", "screen"}
    schedule = get_schedule(key=screen.key, organisation_key=screen.organisation_key, at=timezone.now())
    assert schedule is not None
    manifest = schedule.get_manifest(base_url="/").document
    assert [entry["sha256"] for entry in manifest["withdrawn"]] == [poster.file.sha256]


def test_poster_whose_words_name_a_revoked_value_is_refused(desk: Desk, officer: User) -> None:
    fact = FactFactory(key="hotline", value="+84965001222")
    call = publish_call(desk, poster_action="Gọi [[hotline]]")
    revoke_value(version=fact.versions.get(), by=desk.lead, at=timezone.now(), reason="a misprint")

    with pytest.raises(NoPosterWording, match=r"name a value that was revoked\. Replace it in the register"):
        make(call, officer)


def test_vietnamese_poster_has_room_for_the_number_from_abroad(desk: Desk, officer: User) -> None:
    ContactChannelFactory(
        verified=True, name_vi="Đường dây nóng của Chiến dịch", facts=[FactFactory(value="+84965001222")]
    )

    codes = tuple(entry.code for entry in load_formats())

    posters = make(publish_call(desk), officer, formats=codes)

    assert {poster.state for poster in posters} == {PosterState.RELEASED}
