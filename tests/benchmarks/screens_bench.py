"""P13: manifests polled by many screens. P14: a batch of a thousand plays, reported twice.

Requests go through Django in this process, with PostgreSQL beside it: what a server adds is measured by P17. The
processor's time is this process's, as that of a worker on one core.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outreach.posters.models import PosterFile
from outreach.screens.models import Play, Screen, ScreenAssignment
from tests.benchmarks.rows import Row
from tests.screens.factories import make_file, make_key, make_live_call, make_operator, make_screen

SCREENS = {"small": 200, "full": 5_000}
FILES_EACH = 3
PLAYS = 1_000
MOST_MS, LEAST_PER_SECOND, MOST_BATCH_MS = 5.0, 300.0, 300.0


def rows(scale: str) -> Iterator[Row]:
    """Return the rows of P13 and P14."""
    operator = make_operator()
    key = make_key(operator, at=timezone.now())
    screens = [make_screen(operator, name=f"Screen {number}") for number in range(SCREENS[scale])]
    files = [make_file(screens[0], call=make_live_call()) for _number in range(FILES_EACH)]
    _schedule(screens, files)
    headers = {"authorization": f"Bearer {key.token}"}
    yield from _measure_polls(screens, headers=headers)
    yield from _measure_plays(screens[0], files[0], headers=headers)


def _schedule(screens: list[Screen], files: list[PosterFile]) -> None:
    """Put the same files on every screen: what is measured doesn't depend on their bytes."""
    now = timezone.now()
    ScreenAssignment.objects.bulk_create(
        ScreenAssignment(
            screen=screen,
            poster_file=file,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=30),
            assigned_at=now,
            assigned_by_key="user:1",
        )
        for screen in screens
        for file in files
    )


def _measure_polls(screens: list[Screen], *, headers: dict[str, str]) -> Iterator[Row]:
    client = Client()
    asked = [f"/api/v1/screens/{screen.key}/manifest" for screen in screens]
    etags = [client.get(address, headers=headers)["ETag"] for address in asked]
    polls = [{**headers, "if-none-match": etag} for etag in etags]
    taken, queries = [], []
    processor = time.process_time()
    for address, sent in zip(asked, polls, strict=True):
        taken.append(_time(lambda address=address, sent=sent: client.get(address, headers=sent)))
    processor = time.process_time() - processor
    for address, sent in zip(asked[:100], polls, strict=False):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers=sent).status_code == 304
        queries.append(len(captured))
    p95 = sorted(taken)[int(0.95 * len(taken))]
    per_second = len(screens) / processor
    yield _row(
        "P13",
        f"manifest of one of {len(screens)} screens, 304: median; p95 {p95:.1f} ms; {max(queries)} queries at most",
        f"{statistics.median(taken):.1f} ms",
        target=f"≤ 2 queries and ≤ {MOST_MS:g} ms",
        met=statistics.median(taken) <= MOST_MS and max(queries) <= 2,
    )
    yield _row(
        "P13",
        "the same, a second of a core's processor",
        f"{per_second:.0f}/s",
        target=f"≥ {LEAST_PER_SECOND:g}/s",
        met=per_second >= LEAST_PER_SECOND,
    )


def _measure_plays(screen: Screen, file: PosterFile, *, headers: dict[str, str]) -> Iterator[Row]:
    client, started_at = Client(), timezone.now().isoformat()
    play: dict[str, Any] = {"sha256": file.sha256, "started_at": started_at, "seconds": 15}
    body = json.dumps({"plays": [{**play, "id": str(uuid4())} for _number in range(PLAYS)]})

    def send() -> None:
        address = f"/api/v1/screens/{screen.key}/plays"
        answer = client.post(address, body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content

    first, again = _time(send), _time(send)
    assert Play.objects.filter(screen=screen).count() == PLAYS
    for name, taken in (("sent first", first), ("sent again, counted once", again)):
        yield _row(
            "P14",
            f"{PLAYS} plays, {name}",
            f"{taken:.0f} ms",
            target=f"≤ {MOST_BATCH_MS:g} ms",
            met=taken <= MOST_BATCH_MS,
        )


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _row(number: str, what: str, ours: str, *, target: str, met: bool) -> Row:
    return {"id": number, "what": what, "ours": ours, "peer": "", "ratio": None, "target": target, "met": met}
