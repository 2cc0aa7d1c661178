"""Each poster has its own fate: one that can't be made stops none behind it, and none waits for ever."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.calls.models import CallPage
from cms.jobs.models import Job, JobState
from cms.jobs.queue import run_pending_jobs
from cms.render.artwork import PosterWords
from cms.users.models import User
from outreach.posters import production
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.posters.requests import request_posters
from outreach.posters.waiting import CannotRetry, cancel, find_posters_of_job, resume_left, retry
from outreach.recalls.targets import RecallTarget
from tests.approvals.factories import Desk
from tests.posters.factories import make_officer, publish_call
from tests.recalls.factories import order

pytestmark = pytest.mark.django_db

FORMATS = ("lift-portrait-hd", "led-column", "print-a4")
BROKEN = FORMATS[1]


@pytest.fixture
def officer(desk: Desk) -> User:
    return make_officer()


@pytest.fixture
def job(desk: Desk, officer: User) -> Job:
    return ask(publish_call(desk), officer)


def ask(call: CallPage, officer: User, *, formats: tuple[str, ...] = FORMATS) -> Job:
    return request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=["vi"],
        format_codes=formats,
        placement="Lift of a demonstration building",
        organisation_key=None,
        by=officer,
        at=timezone.now(),
    )


def list_states() -> dict[str, str]:
    return dict(Poster.objects.order_by("pk").values_list("format_code", "state"))


@pytest.fixture
def one_breaks(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Break the typesetter for one format, by an error that nobody foresaw."""
    made = production.make_base

    def break_one(**how: Any) -> Any:
        if how["format_code"] == BROKEN:
            raise RuntimeError("a bell")
        return made(**how)

    monkeypatch.setattr(production, "make_base", break_one)
    return monkeypatch


@pytest.mark.usefixtures("one_breaks")
def test_error_in_one_poster_leaves_those_behind_it_to_be_made(job: Job) -> None:
    run_pending_jobs()

    job.refresh_from_db()
    assert list_states() == {FORMATS[0]: "released", BROKEN: "failed", FORMATS[2]: "released"}
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert "other posters are not affected" in Poster.objects.get(format_code=BROKEN).reason


def test_failed_poster_is_made_when_tried_again(job: Job, officer: User, one_breaks: pytest.MonkeyPatch) -> None:
    run_pending_jobs()
    one_breaks.undo()

    again = retry(list(find_posters_of_job(job.params)), by=officer, at=timezone.now())
    run_pending_jobs()

    assert len(again.params["posters"]) == 1
    assert set(list_states().values()) == {"released"}


def test_poster_whose_place_was_taken_since_is_not_tried_again(desk: Desk, officer: User) -> None:
    call = publish_call(desk)
    ask(call, officer, formats=FORMATS[:1])
    cancel(Poster.objects.all(), at=timezone.now())
    cancelled = Poster.objects.get()
    ask(call, officer, formats=FORMATS[:1])

    with pytest.raises(CannotRetry, match="nothing to try again"):
        retry([cancelled], by=officer, at=timezone.now())


@pytest.mark.usefixtures("job")
def test_cancelled_poster_is_not_made() -> None:
    assert cancel(Poster.objects.filter(format_code=BROKEN), at=timezone.now()) == 1

    run_pending_jobs()

    assert list_states() == {FORMATS[0]: "released", BROKEN: "cancelled", FORMATS[2]: "released"}


@pytest.mark.usefixtures("job")
def test_poster_cancelled_while_it_is_made_is_not_released(monkeypatch: pytest.MonkeyPatch) -> None:
    made = production.release

    def release_after_a_cancellation(**how: Any) -> Any:
        cancel(Poster.objects.all(), at=timezone.now())
        return made(**how)

    monkeypatch.setattr(production, "release", release_after_a_cancellation)
    run_pending_jobs()

    assert set(list_states().values()) == {"cancelled"}


def test_poster_that_kills_its_workers_is_given_up_and_the_others_are_made(job: Job) -> None:
    Poster.objects.filter(format_code=BROKEN).update(attempts=production.MAX_ATTEMPTS)

    run_pending_jobs()

    assert list_states() == {FORMATS[0]: "released", BROKEN: "failed", FORMATS[2]: "released"}


def test_posters_of_a_job_that_was_given_up_are_taken_up_again(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    later = timezone.now() + timedelta(minutes=6)

    assert (resume_left(at=timezone.now()), resume_left(at=later), resume_left(at=later)) == (0, 3, 0)
    run_pending_jobs()

    assert set(list_states().values()) == {"released"}


def test_posters_that_a_worker_will_make_are_not_sent_twice(job: Job) -> None:
    assert resume_left(at=timezone.now() + timedelta(minutes=6)) == 0
    assert Job.objects.filter(kind=job.kind).count() == 1


def test_two_requests_that_share_a_poster_are_both_made(desk: Desk, officer: User) -> None:
    call = publish_call(desk)
    ask(call, officer, formats=FORMATS[:1])
    ask(call, officer, formats=FORMATS)

    run_pending_jobs()

    assert set(list_states().values()) == {"released"}


@pytest.mark.usefixtures("one_breaks")
def test_officer_sees_what_became_of_each_and_tries_again(job: Job, officer: User, client: Client) -> None:
    run_pending_jobs()
    client.force_login(officer)

    page = client.get(reverse("poster_job", kwargs={"job_id": job.pk}))
    answer = client.post(reverse("poster_job_retry", kwargs={"job_id": job.pk}), follow=True)

    assert [count for _label, count in page.context["counts"]] == [2, 1]
    assert (page.context["waiting"], page.context["not_made"]) == (0, 1)
    assert answer.context["waiting"] == 1
    client.post(reverse("poster_job_cancel", kwargs={"job_id": answer.context["job"].pk}))
    assert Poster.objects.get(format_code=BROKEN).state == PosterState.CANCELLED


@pytest.mark.usefixtures("job")
def test_address_that_no_code_holds_is_refused_with_what_to_do(settings: Any) -> None:
    settings.SITE_ADDRESS = f"https://{'a' * 60}.{'b' * 60}.example"
    run_pending_jobs()

    assert set(list_states().values()) == {"refused"}
    assert "shorter host name" in Poster.objects.all()[0].reason


@pytest.mark.usefixtures("job")
def test_text_with_a_bell_is_refused_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    get_words = production.get_words

    def ring(*args: Any, **how: Any) -> PosterWords:
        return replace(get_words(*args, **how), headline="Một ngôi mộ\x07")

    monkeypatch.setattr(production, "get_words", ring)
    run_pending_jobs()

    assert set(list_states().values()) == {"refused"}
    assert "U+0007" in Poster.objects.all()[0].reason


def test_retry_refuses_a_text_that_was_recalled_meanwhile(desk: Desk, officer: User) -> None:
    call = publish_call(desk)
    ask(call, officer, formats=FORMATS[:1])
    cancel(Poster.objects.all(), at=timezone.now())
    target = RecallTarget(title="Call", kind="call", key=str(call.translation_key), language="vi")
    order(desk.lead, target=target, at=timezone.now(), deadline=timezone.now() + timedelta(days=7))

    retry(list(Poster.objects.all()), by=desk.lead, at=timezone.now())
    run_pending_jobs()

    poster = Poster.objects.get()
    assert (poster.state, poster.requested_by) == (PosterState.REFUSED, desk.lead)
    assert not PosterFile.objects.exists()
