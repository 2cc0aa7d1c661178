"""The number of queries and calls that an approval takes, from the review page until its poster is out of date."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.approvals.drafts import get_source_approval
from cms.approvals.models import Submission
from cms.calls.models import CallPage
from cms.jobs.queue import run_pending_jobs
from outreach.posters.models import Poster, PosterState
from outreach.posters.requests import request_posters
from tests.approvals.factories import Desk, edit, hand_in
from tests.counting import count_calls
from tests.posters.factories import make_officer, publish_call, publish_korean

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make_poster(call: CallPage) -> Poster:
    request_posters(
        kind="call",
        key=str(call.translation_key),
        languages=("ko",),
        format_codes=("lift-portrait-hd",),
        placement="Lift of a demonstration building",
        organisation_key=None,
        by=make_officer(),
        at=timezone.now(),
    )
    run_pending_jobs()
    return Poster.objects.get()


def submit_changed_korean(desk: Desk, call: CallPage) -> Submission:
    edit(call, desk.translator, poster_headline="무덤을 아십니까")
    return hand_in(call, desk.translator)


def test_an_approval_takes_few_queries_and_calls_and_does_nothing_twice(
    desk: Desk, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call = publish_call(desk)
        korean = publish_korean(desk, call)
        poster = make_poster(call)
        submission = submit_changed_korean(desk, korean)
    source = get_source_approval(submission.translation_key)
    assert source is not None and poster.state == PosterState.RELEASED
    client.force_login(desk.reviewer)
    client.get(reverse("desk_table"))  # what a process does once only, isn't counted
    address = reverse("desk_review", args=[submission.pk])
    seen = {"digest": submission.digest, "source_digest": source.digest, "change_level": "substantive"}

    committing = django_capture_on_commit_callbacks(execute=True)
    with CaptureQueriesContext(connection) as queries, count_calls() as calls, committing:
        client.post(address, {**seen, "approve": "1"})

    poster.refresh_from_db()
    assert poster.state == PosterState.OUTDATED
    assert len(queries) <= 80, [query["sql"][:120] for query in queries.captured_queries]
    assert calls.total() <= 600, calls.most_common(40)
    assert calls["cms.quality_checks.registry.check_translation"] == 1
    assert calls["cms.segments.page_segments.extract"] == 1
    written = [query for query in queries.captured_queries if query["sql"].startswith('UPDATE "approvals_submission"')]
    assert len(written) == 1
