"""The studio: posters drawn before they are made, flaws first; each place its own code; a gallery; versions; marks."""

import io
from typing import Any

import pikepdf
import pytest
import zxingcpp
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallPage
from cms.jobs.models import Job
from cms.jobs.queue import run_pending_jobs
from cms.render.readback import decode_png, rasterise_pdf
from cms.users.models import User
from outreach.posters.drawings import KEEP, forget_drawings, request_drawings
from outreach.posters.models import Poster, PosterDrawing, PosterRequest, PosterState
from outreach.posters.places import PosterPlace, combine_places
from outreach.posters.requests import make_requested, prepare_request
from outreach.posters.validity import end_poster
from tests.approvals.factories import Desk, accept, edit, hand_in
from tests.factories import ContactChannelFactory, FactFactory
from tests.organisations.factories import OrganisationFactory
from tests.posters.factories import make_officer, publish_call, publish_korean
from tests.screens.factories import make_operator, make_screen

pytestmark = pytest.mark.django_db

LIFT, SMALL = "lift-portrait-hd", "led-wall-small"
LONG = "Quét mã để biết " * 7


@pytest.fixture
def call(desk: Desk) -> CallPage:
    return publish_call(desk)


@pytest.fixture
def officer(desk: Desk) -> User:
    return make_officer()


def prepare(call: CallPage, officer: User, *, places: tuple[PosterPlace, ...], **how: Any) -> PosterRequest:
    return prepare_request(
        kind="call",
        key=str(call.translation_key),
        languages=how.pop("languages", ["vi"]),
        places=places,
        by=officer,
        at=timezone.now(),
        **how,
    )


def make(call: CallPage, officer: User, **how: Any) -> Poster:
    wanted = prepare(call, officer, places=(PosterPlace(how.pop("format_code", LIFT), "Lift"),))
    make_requested(wanted, by=officer, at=timezone.now())
    run_pending_jobs()
    return Poster.objects.latest("pk")


def test_officer_looks_at_each_poster_with_flaws_first_and_makes_the_others(
    desk: Desk, officer: User, client: Client
) -> None:
    number = FactFactory(value="+84965001222")
    ContactChannelFactory(verified=True, name_vi="Đường dây nóng của Chiến dịch", facts=[number])
    call = publish_call(desk, poster_action=LONG)
    client.force_login(officer)
    chosen = {"languages": ["vi"], "formats": ["print-a3", SMALL], "placement": "Hall\n\n Hall \nGate", "look": "1"}

    answer = client.post(f"{reverse('poster_make')}?item=call:{call.translation_key}", chosen)
    with override("en"):
        run_pending_jobs()
    page = client.get(answer["Location"])

    assert not Poster.objects.exists()
    drawings = [drawing for drawing, _group, _name in page.context["shown"]]
    assert [drawing.format_code for drawing in drawings] == [SMALL, "print-a3"]
    assert "does not fit" in drawings[0].flaws[0]
    assert (page.context["total"], page.context["flawed"], page.context["ready"]) == (4, 2, 2)
    picture = client.get(reverse("poster_drawing", args=[drawings[1].request_id, drawings[1].position]))
    assert b"".join(picture.streaming_content)[8:12] == b"WEBP"
    client.post(reverse("poster_request_make", args=[drawings[0].request_id]))
    run_pending_jobs()
    made = Poster.objects.values_list("format_code", "placement", "state").order_by("placement")
    assert list(made) == [("print-a3", "Gate", "released"), ("print-a3", "Hall", "released")]
    assert Poster.objects.values("link").distinct().count() == 2


def test_drawing_carries_no_code_that_reads(call: CallPage, officer: User) -> None:
    wanted = prepare(call, officer, places=(PosterPlace(LIFT, "Lift"),))
    request_drawings(wanted, by=officer)
    run_pending_jobs()

    with default_storage.open(PosterDrawing.objects.get().picture) as file:
        assert zxingcpp.read_barcodes(decode_png(file.read())) == []


def test_hundred_places_are_drawn_once_and_have_a_code_each(call: CallPage, officer: User) -> None:
    places = combine_places(format_codes=[LIFT], placements=[f"Lift {n}" for n in range(5)], organisation_keys=[])
    wanted = prepare(call, officer, places=places)
    request_drawings(wanted, by=officer)
    make_requested(wanted, by=officer, at=timezone.now())

    run_pending_jobs()

    assert PosterDrawing.objects.count() == 1
    assert Poster.objects.values("link").distinct().count() == 5
    assert Job.objects.filter(kind="posters.make").count() == 1


def test_drawing_of_a_withdrawn_text_is_shown_to_nobody(
    desk: Desk, call: CallPage, officer: User, client: Client
) -> None:
    wanted = prepare(call, officer, places=(PosterPlace(LIFT, "Lift"),))
    request_drawings(wanted, by=officer)
    run_pending_jobs()
    withdraw(translation_key=call.translation_key, language="vi", by=desk.lead, reason="Wrong", at=timezone.now())
    client.force_login(officer)

    assert client.get(reverse("poster_drawing", args=[wanted.pk, 0])).status_code == 410


def test_old_drawings_are_deleted_with_their_files(call: CallPage, officer: User) -> None:
    wanted = prepare(call, officer, places=(PosterPlace(LIFT, "Lift"),))
    request_drawings(wanted, by=officer)
    run_pending_jobs()
    name = PosterDrawing.objects.get().picture

    assert forget_drawings(at=timezone.now()) == 0
    assert forget_drawings(at=timezone.now() + 2 * KEEP) == 1
    assert not default_storage.exists(name)


def test_job_of_a_campaign_goes_on_where_it_was_killed(desk: Desk, call: CallPage, officer: User) -> None:
    publish_korean(desk, call)
    places = combine_places(format_codes=[LIFT], placements=["A", "B"], organisation_keys=[])
    wanted = prepare(call, officer, places=places, languages=["vi", "ko"])
    job = make_requested(wanted, by=officer, at=timezone.now())
    Poster.objects.filter(placement="A").update(state=PosterState.CANCELLED)

    run_pending_jobs()

    job.refresh_from_db()
    assert (job.done, job.total) == (4, 4)
    assert job.result["states"] == {"cancelled": 2, "released": 2}


def test_summary_of_a_campaign_says_how_many_of_each_language(
    desk: Desk, call: CallPage, officer: User, client: Client
) -> None:
    publish_korean(desk, call)
    places = combine_places(format_codes=[LIFT], placements=["A", "B"], organisation_keys=[])
    job = make_requested(prepare(call, officer, places=places, languages=["vi", "ko"]), by=officer, at=timezone.now())
    Poster.objects.filter(language="ko", placement="A").update(state=PosterState.FAILED, reason="An error")
    Poster.objects.filter(language="vi").update(state=PosterState.RELEASED)
    client.force_login(officer)

    page = client.get(reverse("poster_job", args=[job.pk]))

    rows = {row.language: (row.made, row.waiting, row.not_made) for row in page.context["languages"]}
    assert rows == {"ko": (0, 1, 1), "vi": (2, 0, 0)}
    assert page.context["reasons"] == [("An error", 1)]


def test_gallery_filters_and_asks_as_often_for_many_as_for_one(
    desk: Desk, call: CallPage, officer: User, client: Client
) -> None:
    mission = OrganisationFactory(name="Mission")
    places = combine_places(format_codes=[LIFT, "print-a4"], placements=["A"], organisation_keys=[None, mission.key])
    make_requested(prepare(call, officer, places=places[:1]), by=officer, at=timezone.now())
    client.force_login(officer)
    client.get(reverse("posters"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("posters"))
    make_requested(prepare(call, officer, places=places), by=officer, at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("posters"))

    def find(**chosen: str) -> int:
        return client.get(reverse("posters"), chosen).context["page"].paginator.count

    assert len(many) <= len(one) + 2
    assert (find(), find(format_code="print-a4"), find(organisation="desk"), find(organisation=str(mission.key))) == (
        4,
        2,
        2,
        2,
    )
    assert (find(state="released"), find(language="vi", q="a"), find(item=str(call.translation_key))) == (0, 4, 4)
    assert find(language="xx") == 0


@pytest.mark.parametrize("format_code", [LIFT, "print-a4"])
def test_withdrawn_poster_is_sent_only_with_a_mark_and_without_a_code(
    call: CallPage, officer: User, client: Client, format_code: str
) -> None:
    poster = make(call, officer, format_code=format_code)
    client.force_login(officer)
    marked = reverse("poster_marked", args=[poster.key])
    assert client.get(marked).status_code == 410
    end_poster(poster, reason="A wrong date", at=timezone.now())

    copy = client.get(marked)

    assert client.get(reverse("poster_file", args=[poster.key])).status_code == 410
    assert copy.status_code == 200
    assert f"_vi_lift_{format_code}_{poster.link_id}_withdrawn." in copy["Content-Disposition"]
    if poster.file.extension == "pdf":
        assert len(pikepdf.open(io.BytesIO(copy.content)).pages) == 1
        picture = rasterise_pdf(copy.content, scale=2)
    else:
        picture = decode_png(copy.content)
    assert zxingcpp.read_barcodes(picture) == []
    assert client.get(reverse("poster_thumbnail", args=[poster.key])).status_code == 200


def test_two_versions_of_a_place_are_compared(
    desk: Desk, call: CallPage, officer: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    older = make(call, officer)
    with django_capture_on_commit_callbacks(execute=True):
        accept(hand_in(edit(call, desk.editor, poster_headline="Một ngôi mộ"), desk.editor), desk.publisher)
    newer = make(call, officer)
    client.force_login(officer)

    page = client.get(reverse("poster_compare", args=[newer.key]))

    assert page.context["versions"] == (older, newer)
    with override("en"):
        differing = {str(row.name) for row in page.context["rows"] if row.differs}
    assert {"Words of the poster (digest)", "State", "SHA-256"} <= differing
    assert client.get(reverse("poster_compare", args=[newer.key]), {"with": "0"}).status_code == 404


def test_posters_for_screens_have_each_screens_format_operator_and_place(
    call: CallPage, officer: User, client: Client
) -> None:
    operator, other = make_operator(), make_operator("Station screens")
    screens = [
        make_screen(operator, name="Lift 1"),
        make_screen(operator, name="Lift 2"),
        make_screen(other, name="Hall", placement="Platform 5", format="indoor-landscape-fhd"),
    ]
    client.force_login(officer)
    address = reverse("outreach_screen_posters")
    assert client.get(address).status_code == 200

    answer = client.post(
        f"{address}?item=call:{call.translation_key}", {"languages": ["vi"], "screens": [s.pk for s in screens]}
    )
    wanted = PosterRequest.objects.get()
    make_requested(wanted, by=officer, at=timezone.now())
    run_pending_jobs()

    assert answer["Location"] == reverse("poster_request", args=[wanted.pk])
    made = Poster.objects.values_list("format_code", "placement", "organisation_key")
    assert set(made) == {(screen.format, screen.place, screen.organisation_key) for screen in screens}
    assert Poster.objects.values("link").distinct().count() == 3
