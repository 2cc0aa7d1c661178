"""P7: a story page for an anonymous reader, cold and warm, beside a bare Wagtail page with the same blocks.

Cold means that nothing at all is in the cache; warm that this page was read before. The stories are siblings, as an
editor would make them, and all are in the search table too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.core import page_cache
from cms.core.folding import folded_field
from cms.core.models import SearchEntry
from cms.pages.site_tree import make_site_tree
from cms.stories.models import StoryPage
from tests.benchmarks.rows import Row, measure

SIZES = {"small": (500, 5_000), "full": (500, 5_000, 50_000)}
REPEATS = 30
BATCH = 5_000
PARAGRAPH = "<p>Một tờ giấy, vài nét bút, một con suối và một gốc cây: đó là tất cả những gì người lính cũ còn nhớ.</p>"
BODY = [
    ("heading", {"text": "Tấm bản đồ"}),
    *[("paragraph", {"text": PARAGRAPH})] * 8,
    ("note", {"text": "Có thể không nêu tên."}),
]
PEER = "tests.benchmarks.page_peer"


def rows(scale: str) -> list[Row]:
    make_site_tree()
    times: dict[int, tuple[float, float, float]] = {}
    for size in SIZES[scale]:
        fill(size)
        times[size] = time_all(f"/vi/stories/story-{size // 2}/")
    least, most = min(times), max(times)
    cold, warm = count_queries(f"/vi/stories/story-{most // 2}/")
    found = [row_of_queries("P7a", "cold", cold, 10), row_of_queries("P7b", "warm", warm, 1)]
    for size, (_cold, warm_time, bare) in times.items():
        found.append(row_of_ratio(f"P7c-{size}", f"story page, warm, {size:,} pages", warm_time, bare, most=0.3))
    for key, which, place in (("P7d", "cold", 0), ("P7e", "warm", 1)):
        what = f"story page, {which}, at {most:,} pages against {least:,}"
        found.append(row_of_ratio(key, what, times[most][place], times[least][place], most=1.3))
    return found


def time_all(path: str) -> tuple[float, float, float]:
    """Return the median seconds of the page cold, warm, and of the bare one."""
    client = Client()
    get = lambda: require_200(client, path)  # noqa: E731  # measured as it stands

    def get_cold() -> None:
        cache.clear()
        get()

    cold, warm = measure(get_cold, repeats=REPEATS), measure(get, repeats=REPEATS)
    with bare_wagtail():
        return cold, warm, measure(get, repeats=REPEATS)


@contextmanager
def bare_wagtail() -> Iterator[None]:
    middleware = [name for name in settings.MIDDLEWARE if not name.startswith(page_cache.__name__)]
    with override_settings(ROOT_URLCONF=PEER, MIDDLEWARE=middleware):
        yield


def require_200(client: Client, path: str) -> None:
    if client.get(path).status_code != 200:  # HTTP
        raise RuntimeError(f"{path} was not answered.")


def count_queries(path: str) -> tuple[int, int]:
    client = Client()
    cache.clear()
    with CaptureQueriesContext(connection) as cold:
        require_200(client, path)
    with CaptureQueriesContext(connection) as warm:
        require_200(client, path)
    return len(cold), len(warm)


def fill(size: int) -> None:
    """Have this many live stories; rows are written in bulk, beside the gate, which has no text to ask about here."""
    parent = Page.objects.get(url_path="/vi/stories/")
    template = StoryPage.objects.filter(slug="template").first()
    if template is None:
        template = StoryPage(
            title="Mẫu", slug="template", locale=parent.locale, live=False, summary="Một tờ giấy.", body=BODY
        )
        parent.specific.add_child(instance=template)
    there = parent.get_children().count()
    for start in range(there, size + 1, BATCH):
        write(parent, template, range(start, min(start + BATCH, size + 1)))
    parent.refresh_from_db()
    Page.objects.filter(pk=parent.pk).update(numchild=parent.get_children().count())
    page_cache.raise_version()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write(parent: Page, template: StoryPage, numbers: range) -> None:
    now = timezone.now()
    pages = [
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, number + 1),
            depth=parent.depth + 1,
            title=f"Câu chuyện {number}",
            draft_title=f"Câu chuyện {number}",
            slug=f"story-{number}",
            url_path=f"{parent.url_path}story-{number}/",
            content_type=template.content_type,
            locale=parent.locale,
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for number in numbers
    ]
    Page.objects.bulk_create(pages)
    table = StoryPage._meta.db_table
    columns = [field.column for field in StoryPage._meta.local_concrete_fields if field.column != "page_ptr_id"]
    named, taken = ", ".join(columns), ", ".join(f"t.{column}" for column in columns)
    query = f"INSERT INTO {table} (page_ptr_id, {named}) SELECT p.id, {taken} FROM wagtailcore_page p, {table} t "  # names of our own model
    query += f"WHERE t.page_ptr_id = %s AND p.depth = %s AND p.id NOT IN (SELECT page_ptr_id FROM {table}) AND p.content_type_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [template.pk, parent.depth + 1, template.content_type_id])
    SearchEntry.objects.bulk_create(describe(page) for page in pages)


def describe(page: Page) -> SearchEntry:
    return SearchEntry(
        page=page,
        language="vi",
        kind="story",
        title=page.title,
        path=page.url_path,
        folded_title=folded_field(page.title),
        folded=folded_field(f"{page.title} {PARAGRAPH}"),
        published_at=page.first_published_at,
    )


def row_of_queries(key: str, state: str, count: int, most: int) -> Row:
    return Row(
        id=key,
        what=f"story page, {state}: queries",
        ours=str(count),
        peer="",
        ratio=None,
        target=f"≤ {most}",
        met=count <= most,
    )


def row_of_ratio(key: str, what: str, ours: float, peer: float, *, most: float) -> Row:
    ratio = ours / peer
    return Row(
        id=key,
        what=what,
        ours=f"{ours * 1000:.2f} ms",
        peer=f"{peer * 1000:.2f} ms",
        ratio=round(ratio, 2),
        target=f"≤ {most}×",
        met=ratio <= most,
    )
