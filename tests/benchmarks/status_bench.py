"""P9: the translation desk's table, opened by a desk lead, with many items in twelve languages in every state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.stories.models import StoryIndexPage, StoryPage
from cms.translation_desk.models import Assignment
from cms.translation_desk.status_index import rebuild
from cms.users.models import User
from tests.approvals.factories import Desk, make_desk, make_person, make_source
from tests.benchmarks.pages_bench import copy_page, count_queries
from tests.benchmarks.rows import Row, measure
from translations.languages import CODES, SOURCE, TARGETS

SIZES = {"small": 500, "full": 5_000}
REPEATS = {"small": 10, "full": 20}
BATCH = 2_000
OLD, NEW, OWN = "a" * 64, "b" * 64, "c" * 64
TEXT = [{"path": f"body.{n}", "kind": "text", "text": "Người còn sống nhớ người đã ngã xuống. " * 4} for n in range(8)]
# The states of twenty cells; every second cell that is a draft or missing gets an assignment.
CELLS = "approved " * 11 + "out_of_date " * 2 + "draft " * 2 + "submitted " + "withdrawn " + "missing " * 3
STATES = CELLS.split()
ADDRESSES = {
    "the table": {},
    "the table, out of date in Korean": {"status": "out_of_date", "language": "ko"},
    "the table, missing and overdue in any language": {"status": "missing", "due": "overdue"},
}


def rows(scale: str) -> Iterator[Row]:
    desk = make_desk()
    fill_desk(desk, items=SIZES[scale])
    client = Client(SERVER_NAME="localhost")
    client.force_login(desk.lead, backend="cms.users.backends.UserBackend")
    for letter, (what, asked) in zip("abc", ADDRESSES.items(), strict=True):
        yield from measure_address(client, f"P9{letter}", what, asked, scale=scale)


def measure_address(client: Client, number: str, what: str, asked: dict[str, str], *, scale: str) -> Iterator[Row]:
    def get() -> None:
        answer = client.get(reverse("desk_table"), asked)
        if answer.status_code != 200 or b"desk-item" not in answer.content:
            raise RuntimeError(f"{what}: the table responded with {answer.status_code}, or without items.")

    get()
    queries = count_queries(get)
    seconds = measure(get, repeats=REPEATS[scale])
    reading = measure(read_pages, repeats=3)
    yield Row(
        id=number,
        what=f"{what}: {SIZES[scale]:,} items × {len(CODES)} languages, the whole response",
        ours=f"{queries} queries, {seconds * 1000:.0f} ms",
        peer=f"{reading * 1000:.0f} ms to read the pages' keys and languages alone",
        ratio=seconds / reading,
        target="≤ 15 queries, ≤ 250 ms",
        met=queries <= 15 and seconds <= 0.25,
    )


def read_pages() -> int:
    """Read every page's key and language, as a table made in Python would have to, and return the number of pages."""
    return len(list(Page.objects.values_list("translation_key", "locale__language_code")))


def fill_desk(desk: Desk, *, items: int) -> None:
    """Create items in every state directly in the tables, because only reading them is measured."""
    story = make_source(desk.editor)
    template = Page.objects.get(pk=story.pk)
    translators = [make_person_of(language) for language in TARGETS]
    keys = [uuid4() for _ in range(items)]
    for language in CODES:
        add_pages(template, language, keys)
        add_records(desk, language, keys)
    for index, language in enumerate(TARGETS):
        add_assignments(desk, language, keys, translators[index])
    copy_story(story)
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def make_person_of(language: str) -> User:
    from cms.users.roles import Role

    return make_person(Role.TRANSLATOR, language)


def find_state(number: int, language: str) -> str:
    return "approved" if language == SOURCE else STATES[(number * 7 + CODES.index(language) * 13) % len(STATES)]


def add_pages(template: Page, language: str, keys: list[UUID]) -> None:
    index = StoryIndexPage.objects.get(locale__language_code=language)
    locale = Locale.objects.get(language_code=language)
    started = index.numchild

    def make(number: int) -> Page:
        page = copy_page(template, index, started + number + 1)
        page.locale, page.translation_key = locale, keys[number]
        page.title = page.draft_title = f"Người lính trở về {number}"
        page.latest_revision_id = template.latest_revision_id
        page.latest_revision_created_at = timezone.now() - timedelta(minutes=number)
        page.live = find_state(number, language) in ("approved", "out_of_date")
        return page

    in_batches(Page, (make(number) for number in range(len(keys)) if find_state(number, language) != "missing"))
    StoryIndexPage.objects.filter(pk=index.pk).update(numchild=started + len(keys))


def add_records(desk: Desk, language: str, keys: list[UUID]) -> None:
    """Create submissions and their approvals; a source has two, the second with a substantive change."""
    locale = Locale.objects.get(language_code=language)
    pages = dict(Page.objects.filter(translation_key__in=keys, locale=locale).values_list("translation_key", "pk"))
    now = timezone.now()
    submissions = []
    for number, key in enumerate(keys):
        state = find_state(number, language)
        if state in ("draft", "missing"):
            continue
        for turn in range(2 if language == SOURCE else 1):
            is_open = state == "submitted"
            submissions.append(
                Submission(
                    **describe(desk, language, key, pages[key]),
                    digest=(OLD, NEW)[turn] if language == SOURCE else OWN,
                    source_digest="" if language == SOURCE else OLD if state == "out_of_date" else NEW,
                    state=SubmissionState.OPEN if is_open else SubmissionState.APPROVED,
                    submitted_at=now - timedelta(days=9 - turn),
                    decided_by=None if is_open else desk.publisher,
                    author_keys=[state, turn],
                )
            )
    in_batches(Submission, submissions)
    approvals = (make_approval(desk, row) for row in submissions if row.state == SubmissionState.APPROVED)
    in_batches(Approval, approvals)


def make_approval(desk: Desk, submission: Submission) -> Approval:
    at = submission.submitted_at
    state, _turn = submission.author_keys
    superseded = submission.language == SOURCE and submission.digest == OLD
    fields = ("translation_key", "kind", "language", "title", "page_id", "digest", "source_digest", "snapshot")
    return Approval(
        **{name: getattr(submission, name) for name in fields},
        submission=submission,
        submitted_by=desk.editor,
        approved_by=desk.publisher,
        approved_at=at,
        due_at=at,
        published_at=at,
        superseded_at=at if superseded else None,
        withdrawn_at=at if state == "withdrawn" else None,
        withdrawn_by=desk.lead if state == "withdrawn" else None,
    )


def describe(desk: Desk, language: str, key: UUID, page_id: int) -> dict[str, Any]:
    return {
        "translation_key": key,
        "kind": "story",
        "language": language,
        "title": "Người lính trở về",
        "page_id": page_id,
        "snapshot": TEXT,
        "submitted_by": desk.editor,
    }


def add_assignments(desk: Desk, language: str, keys: list[UUID], translator: User) -> None:
    today = timezone.localdate()
    unfinished = [number for number in range(len(keys)) if find_state(number, language) in ("draft", "missing")]
    in_batches(
        Assignment,
        (
            Assignment(
                translation_key=keys[number],
                language=language,
                assignee=translator if number % 4 else None,
                due_on=today + timedelta(days=number % 20 - 5),
                by=desk.lead,
                at=timezone.now(),
            )
            for number in unfinished[::2]
        ),
    )


def copy_story(story: StoryPage) -> None:
    """Create the story row of every page as a copy of this story's."""
    columns = ", ".join(field.column for field in StoryPage._meta.local_concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO stories_storypage (page_ptr_id, {columns}) SELECT page.id, {columns} "
            "FROM stories_storypage, wagtailcore_page page WHERE page_ptr_id = %s AND page.content_type_id = %s "
            "AND NOT EXISTS (SELECT 1 FROM stories_storypage other WHERE other.page_ptr_id = page.id)",
            [story.pk, story.content_type_id],
        )


def in_batches(model: type[Any], rows: Iterable[Any]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        model.objects.bulk_create(batch)
