"""P7: an anonymous request for a story as the site grows, compared with a bare Wagtail page with the same blocks.

Times are measured through HTTP and gunicorn as it is started; queries are counted in this process.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.core.cached_pages import VERSION_HEADER, forget_pages
from cms.core.page_cache import get_version, raise_version
from cms.stories.models import StoryIndexPage, StoryPage
from tests.approvals.factories import accept, hand_in, make_desk, make_source
from tests.benchmarks.rows import Row, measure
from tests.services.processes import stop_process
from tests.services.web import ROOT, start_web
from tests.services.web import get as ask

SIZES = {"small": (500, 5_000), "full": (500, 5_000, 50_000)}
REPEATS = {"small": 30, "full": 100}
BATCH = 5_000
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
    with run_web() as ours_at, run_web(DJANGO_SETTINGS_MODULE="tests.benchmarks.bare_settings") as bare_at:
        for size in SIZES[scale]:
            fill_up(story, size=size)
            ours = read(ours_at, story.url_path, repeats=REPEATS[scale])
            bare_ms = measure_warm(bare_at, f"/bare{story.url_path}", repeats=REPEATS[scale])
            first = first or ours
            yield from compare(size, ours, bare_ms=bare_ms, grown=ours.cold_ms / first.cold_ms)


@contextmanager
def run_web(**environment: str) -> Iterator[Path]:
    """Run gunicorn over this benchmark's database, and yield its socket."""
    with tempfile.TemporaryDirectory(prefix="nho-nguon-bench-") as folder:
        process, address = start_web(folder=Path(folder), environment={"PYTHONPATH": str(ROOT), **environment})
        try:
            yield address
        finally:
            stop_process(process, seconds=10)


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


def read(server: Path, path: str, *, repeats: int) -> Reading:
    """Measure requests for a page that nobody has asked for since the last change (cold), and for a cached one."""
    client = Client(SERVER_NAME="localhost")

    def get_cold() -> None:
        raise_version()
        request(server, path, version=get_version())

    forget_pages()
    cold_queries = count_queries(lambda: client.get(path))
    warm_queries = count_queries(lambda: client.get(path))
    # Raising the version is no part of reading; it takes a tenth of the time.
    changing = measure(lambda: (raise_version(), get_version()), repeats=repeats)
    cold_ms = (measure(get_cold, repeats=repeats) - changing) * 1000
    return Reading(cold_queries, warm_queries, cold_ms, measure_warm(server, path, repeats=repeats))


def measure_warm(server: Path, path: str, *, repeats: int) -> float:
    """Return the median milliseconds; warmed up until each of the processes knows the page."""
    return measure(lambda: request(server, path), repeats=repeats, warm=20) * 1000


def request(server: Path, path: str, *, version: int | None = None) -> None:
    headers = {} if version is None else {VERSION_HEADER: str(version)}
    status, _headers, _body = ask(server, path, headers=headers)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")


def count_queries(action: Callable[[], None]) -> int:
    """Return the number of queries, counted inside the context because the next request empties the log."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def compare(size: int, ours: Reading, *, bare_ms: float, grown: float) -> Iterator[Row]:
    """Yield a row for each target."""
    where = f"story page, {size:,} pages"
    ratio = ours.warm_ms / bare_ms
    yield Row(
        id="P7a",
        what=f"{where}: queries cold",
        ours=f"{ours.cold_queries}",
        peer="",
        ratio=None,
        target="≤ 10",
        met=ours.cold_queries <= 10,
    )
    yield Row(
        id="P7b",
        what=f"{where}: queries warm",
        ours=f"{ours.warm_queries}",
        peer="",
        ratio=None,
        target="≤ 1",
        met=ours.warm_queries <= 1,
    )
    yield Row(
        id="P7c",
        what=f"{where}: time warm",
        ours=f"{ours.warm_ms:.2f} ms",
        peer=f"{bare_ms:.2f} ms",
        ratio=ratio,
        target="≤ 0.3×",
        met=ratio <= 0.3,
    )
    yield Row(
        id="P7d",
        what=f"{where}: time cold, and growth since the smallest",
        ours=f"{ours.cold_ms:.2f} ms",
        peer=f"{bare_ms:.2f} ms",
        ratio=grown,
        target="< 1.3×",
        met=grown < 1.3,
    )
