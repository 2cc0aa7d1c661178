"""P7: an anonymous request for a story as the site grows, compared with a bare Wagtail page with the same blocks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from wagtail.models import Page, Site

from cms.stories.models import StoryIndexPage, StoryPage
from tests.approvals.factories import accept, hand_in, make_desk, make_source
from tests.benchmarks.rows import Row, measure

SIZES = {"small": (500, 5_000), "full": (500, 5_000, 50_000)}
REPEATS = {"small": 30, "full": 100}
BATCH = 5_000
BARE = """{% load wagtailcore_tags %}<!doctype html><html lang="vi"><title>{{ page.title }}</title>
<h1>{{ page.title }}</h1><p>{{ page.summary }}</p>{% include_block page.body %}</html>"""
BODY = [
    {"type": "heading", "value": {"text": "Trong nghĩa trang"}},
    *[{"type": "paragraph", "value": {"text": "<p>Người còn sống nhớ người đã ngã xuống.</p>" * 3}} for _ in range(8)],
    {"type": "quote", "value": {"text": "Tôi đã hứa sẽ trở lại.", "source": "Lời một cựu chiến binh"}},
]


@dataclass(frozen=True)
class Reading:
    """Measurements of one page: exact numbers of queries, and median milliseconds."""

    cold_queries: int
    warm_queries: int
    cold_ms: float
    warm_ms: float


def rows(scale: str) -> Iterator[Row]:
    """Measure at each size in turn, adding pages for the next."""
    story = publish_story()
    first: Reading | None = None
    for size in SIZES[scale]:
        fill_up(story, size=size)
        ours = read(story.url_path, repeats=REPEATS[scale])
        with override_settings(ROOT_URLCONF=__name__):
            bare = read(f"/bare{story.url_path}", repeats=REPEATS[scale])
        first = first or ours
        yield from compare(size, ours, bare, grown=ours.cold_ms / first.cold_ms)


def publish_story() -> StoryPage:
    """Return a story published by the desk's own rules."""
    desk = make_desk()
    draft = make_source(desk.editor, body=BODY)
    accept(hand_in(draft, desk.editor), desk.publisher)
    return StoryPage.objects.get(pk=draft.pk, live=True)


def fill_up(story: StoryPage, *, size: int) -> None:
    """Copy the story, directly in the tables because only reading is measured, until the index has `size` stories."""
    index = StoryIndexPage.objects.get(pk=story.get_parent().pk)
    existing = index.numchild
    template = Page.objects.get(pk=story.pk)
    for start in range(existing, size, BATCH):
        pages = [copy_page(template, index, number) for number in range(start + 1, min(start + BATCH, size) + 1)]
        Page.objects.bulk_create(pages)
    StoryIndexPage.objects.filter(pk=index.pk).update(numchild=max(existing, size))
    columns = ", ".join(field.column for field in StoryPage._meta.local_concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO stories_storypage (page_ptr_id, {columns}) "
            f"SELECT page.id, {columns} FROM stories_storypage, wagtailcore_page page WHERE page_ptr_id = %s "
            "AND page.path LIKE %s AND page.depth = %s "
            "AND NOT EXISTS (SELECT 1 FROM stories_storypage other WHERE other.page_ptr_id = page.id)",
            [story.pk, f"{index.path}%", index.depth + 1],
        )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")


def copy_page(template: Page, index: Page, number: int) -> Page:
    """Return an unsaved page at the `number`th place under the index."""
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    copy = Page(**{name: getattr(template, name) for name in names})
    copy.path = Page._get_path(index.path, index.depth + 1, number)
    copy.slug = f"story-{number}"
    copy.url_path = f"{index.url_path}{copy.slug}/"
    copy.translation_key = uuid.uuid4()
    copy.latest_revision_id = copy.live_revision_id = None
    return copy


def read(address: str, *, repeats: int) -> Reading:
    """Measure requests with an empty cache (cold) and with a filled one (warm)."""
    client = Client(SERVER_NAME="localhost")

    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    def get_cold() -> None:
        cache.clear()
        get()

    get_cold()
    cache.clear()
    cold_queries = count_queries(get)
    warm_queries = count_queries(get)
    cold_seconds = measure(get_cold, repeats=repeats)
    get()
    return Reading(cold_queries, warm_queries, cold_seconds * 1000, measure(get, repeats=repeats) * 1000)


def count_queries(action: Callable[[], None]) -> int:
    """Return the number of queries, counted inside the context because the next request empties the log."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def compare(size: int, ours: Reading, bare: Reading, *, grown: float) -> Iterator[Row]:
    """Yield a row for each target."""
    where = f"story page, {size:,} pages"
    ratio = ours.warm_ms / bare.warm_ms
    yield Row(
        id="P7a",
        what=f"{where}: queries cold",
        ours=f"{ours.cold_queries}",
        peer=f"{bare.cold_queries}",
        ratio=None,
        target="≤ 10",
        met=ours.cold_queries <= 10,
    )
    yield Row(
        id="P7b",
        what=f"{where}: queries warm",
        ours=f"{ours.warm_queries}",
        peer=f"{bare.warm_queries}",
        ratio=None,
        target="≤ 1",
        met=ours.warm_queries <= 1,
    )
    yield Row(
        id="P7c",
        what=f"{where}: time warm",
        ours=f"{ours.warm_ms:.2f} ms",
        peer=f"{bare.warm_ms:.2f} ms",
        ratio=ratio,
        target="≤ 0.3×",
        met=ratio <= 0.3,
    )
    yield Row(
        id="P7d",
        what=f"{where}: time cold, and growth since the smallest",
        ours=f"{ours.cold_ms:.2f} ms",
        peer=f"{bare.cold_ms:.2f} ms",
        ratio=grown,
        target="< 1.3×",
        met=grown < 1.3,
    )


def serve_bare(request: HttpRequest, rest: str) -> HttpResponse:
    """Serve a page as plain Wagtail does: route from the site's root, get the specific page, render its blocks."""
    site = Site.find_for_request(request)
    route = site.root_page.specific.route(request, [part for part in rest.split("/") if part][1:])
    return HttpResponse(engines["django"].from_string(BARE).render({"page": route.page}, request))


# The middleware reverses the admin's address.
urlpatterns = [path("bare/<path:rest>", serve_bare), path("admin/", include("wagtail.admin.urls"))]
