"""Proofs of designs: a poster is made only in a design that reads from its distance on its format."""

from itertools import islice

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cms.jobs.models import Job
from cms.jobs.queue import run_pending_jobs
from cms.render import proof
from outreach.posters.design_proofs import JOB, prove_changed
from outreach.posters.drawings import request_drawings
from outreach.posters.models import Poster, PosterDrawing, ProvenDesign
from outreach.posters.places import PosterPlace
from outreach.posters.proving import prove_formats, try_design
from outreach.posters.requests import make_requested, prepare_request
from tests.approvals.factories import Desk
from tests.posters.factories import make_officer, publish_call

pytestmark = pytest.mark.django_db

SMALL = "led-wall-small"


def request_poster(desk: Desk) -> None:
    """Draw and make a poster of a call."""
    call, officer, now = publish_call(desk), make_officer(), timezone.now()
    places = [PosterPlace(SMALL, "Wall")]
    wanted = prepare_request(
        kind="call", key=str(call.translation_key), languages=["vi"], places=places, by=officer, at=now
    )
    request_drawings(wanted, by=officer)
    make_requested(wanted, by=officer, at=now)
    with override("en"):
        run_pending_jobs()


def test_design_is_proven_once_before_its_first_poster_and_again_when_it_changed(desk: Desk, client: Client) -> None:
    assert prove_changed(at=timezone.now()) == []

    request_poster(desk)

    proven = ProvenDesign.objects.get()
    assert (proven.template, proven.format_code, proven.fault) == ("call", SMALL, "")
    assert set(proven.conditions) == set(proof.CONDITIONS)
    assert len(proven.conditions["distance"]) == 2
    assert Poster.objects.get().state == "released"
    assert prove_changed(at=timezone.now()) == []
    client.force_login(make_officer())
    standing = next(s for s, _name, _job in client.get(reverse("poster_designs")).context["rows"] if s.proven)
    assert (standing.design.code, standing.proven, SMALL in standing.missing) == ("call", 1, False)

    # As if the design's files had been others when it was proven.
    ProvenDesign.objects.update(digest="0" * 64)
    assert prove_changed(at=timezone.now()) == ["call"]
    assert prove_changed(at=timezone.now()) == ["call"]
    assert Job.objects.filter(kind=JOB, key="call").count() == 1


def test_no_poster_is_made_in_a_design_that_does_not_read(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(proof.CONDITIONS, "glare", lambda picture: picture * 0)
    try_design.cache_clear()
    try:
        request_poster(desk)
    finally:
        try_design.cache_clear()

    poster, drawing = Poster.objects.get(), PosterDrawing.objects.get()
    assert (poster.state, hasattr(poster, "file")) == ("refused", False)
    assert "the proof of the design failed" in poster.reason
    assert drawing.flaws == [poster.reason]
    client.force_login(make_officer())
    with override("en"):
        page = client.get(reverse("poster_designs")).content.decode()
    assert f'data-fault="{SMALL}"' in page


def test_proof_that_was_interrupted_goes_on_where_it_was(client: Client) -> None:
    first, second = timezone.now(), timezone.now()
    list(islice(prove_formats("call", at=first), 1))

    list(islice(prove_formats("call", at=second), 2))

    assert list(ProvenDesign.objects.order_by("pk").values_list("proven_at", flat=True)) == [first, second]
    client.force_login(make_officer())
    client.post(reverse("poster_design_prove", args=["contact"]))
    assert Job.objects.get(kind=JOB).key == "contact"
    assert client.post(reverse("poster_design_prove", args=["none"])).status_code == 404
