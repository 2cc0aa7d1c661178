"""The number of queries, extractions and permission checks for saving, submitting and reviewing a translation."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.approvals.models import Submission
from cms.calls.models import CallPage
from cms.translation_desk.forms import name_field
from cms.users.roles import may
from tests.approvals.factories import Desk, edit, get_open, hand_in
from tests.counting import count_calls, record_arguments
from tests.posters.factories import publish_call, publish_korean

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def korean(desk: Desk, django_capture_on_commit_callbacks: Any) -> CallPage:
    """A call that is live in Vietnamese and Korean."""
    with django_capture_on_commit_callbacks(execute=True):
        return publish_korean(desk, publish_call(desk))


def save(client: Client, page: CallPage, headline: str, *, submit: bool = False) -> tuple[list[str], int]:
    """Save the translation with this headline; return the queries and the number of times segments were extracted."""
    url = reverse("desk_write", args=[page.translation_key, "ko"])
    fields = {field.html_name: field.value() for field in client.get(url).context["form"]}
    data = {**fields, name_field("poster_headline"): headline, **({"submit": "1"} if submit else {})}
    with CaptureQueriesContext(connection) as queries, count_calls() as calls:
        answer = client.post(url, data)
    assert answer.status_code == 302
    extractions = sum(calls[f"cms.segments.page_segments.{name}"] for name in ("extract", "extract_texts"))
    return [query["sql"][:120] for query in queries.captured_queries], extractions


def test_saving_a_draft_takes_few_queries_and_extracts_its_segments_once(
    desk: Desk, korean: CallPage, client: Client
) -> None:
    client.force_login(desk.translator)

    first = save(client, korean, "무덤을 아십니까")
    second = save(client, korean, "무덤을 정말 아십니까")

    for queries, extractions in (first, second):
        assert len(queries) <= 25, queries
        assert extractions == 1


def test_saving_and_submitting_takes_few_queries_and_extracts_segments_twice(
    desk: Desk, korean: CallPage, client: Client
) -> None:
    client.force_login(desk.translator)
    save(client, korean, "무덤을 아십니까")

    queries, extractions = save(client, korean, "무덤을 정말 아십니까", submit=True)

    assert get_open(korean).author_keys == [desk.translator.pk]
    assert len(queries) <= 60, queries
    assert extractions == 2
    assert len([query for query in queries if query.startswith('INSERT INTO "approvals_submission"')]) == 1
    assert not [query for query in queries if query.startswith('UPDATE "approvals_submission"')]


def test_review_page_asks_for_each_permission_once(desk: Desk, korean: CallPage, client: Client) -> None:
    edit(korean, desk.translator, poster_headline="무덤을 아십니까")
    submission: Submission = hand_in(korean, desk.translator)
    client.force_login(desk.reviewer)

    with record_arguments(may, "capability", "language") as asked:
        answer = client.get(reverse("desk_review", args=[submission.pk]))

    assert answer.status_code == 200
    assert len(asked) == len(set(asked)) < 10, asked
