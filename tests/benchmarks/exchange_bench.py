"""Beside P9: an XLIFF file of 2,000 segments taken back, compared with the desk's own saving of the same texts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

from cms.stories.models import StoryPage
from cms.translation_desk.exchange import xliff
from cms.translation_desk.exchange.bundle import Format
from cms.translation_desk.exchange.coming_in import take_back
from cms.translation_desk.exchange.going_out import send_out
from cms.translation_desk.translating import save_translation
from cms.users.models import User
from tests.benchmarks.rows import Row, measure
from tests.translation_desk.factories import make_desk, make_source, make_translation

SEGMENTS = 2_000
REPEATS = {"small": 3, "full": 7}
TARGET = 2.0
SOURCE_TEXT = "Người còn sống nhớ người đã ngã xuống, đoạn %d."


def rows(scale: str) -> Iterator[Row]:
    """Bring in 1,998 changed notes, title and summary each time; the peer saves the same words without a file."""
    desk = make_desk()
    notes = [{"type": "note", "id": f"n{n}", "value": {"text": SOURCE_TEXT % n}} for n in range(SEGMENTS - 2)]
    story = make_source(desk.editor, body=json.dumps(notes))
    page = make_translation(story, "ko", desk.translator, title="제목", summary="이야기.")
    bring = measure_bringing(story, desk.translator, repeats=REPEATS[scale])
    save = measure(make_saving(page, desk.translator), repeats=REPEATS[scale])
    yield Row(
        id="P9x",
        what=f"XLIFF of {SEGMENTS:,} segments taken back as a draft",
        ours=f"{bring * 1000:.0f} ms",
        peer=f"{save * 1000:.0f} ms (the desk's saving of the same texts)",
        ratio=bring / save,
        target="≤ 2×",
        met=bring / save <= TARGET,
    )


def measure_bringing(story: StoryPage, translator: User, *, repeats: int) -> float:
    """Return the median seconds of taking back a file in which every text is new; writing the file doesn't count."""
    times = []
    for turn in range(repeats + 1):
        sent = send_out(work=[(story.translation_key, "ko")], file_format=Format.XLIFF)
        document = xliff.read(sent.data, file=sent.name)
        changed = sent.data.decode()
        for unit in document.units:
            changed = translate(changed, path=unit.path, text=f"{turn} {unit.path}")
        started = time.perf_counter()
        outcome = take_back(name=sent.name, data=changed.encode(), by=translator)
        times.append(time.perf_counter() - started)
        if len(outcome.plans[0].texts) != SEGMENTS:
            raise RuntimeError(f"{len(outcome.plans[0].texts)} of {SEGMENTS} texts were taken.")
    return sorted(times[1:])[repeats // 2]


def translate(file: str, *, path: str, text: str) -> str:
    """Put the text into the target of one segment."""
    start = file.index("<target>", file.index(f'id="{path}"')) + len("<target>")
    return file[:start] + text + file[file.index("</target>", start) :]


def make_saving(page: StoryPage, translator: User) -> Callable[[], None]:
    turns = iter(range(1_000_000))

    def save() -> None:
        turn = next(turns)
        latest = StoryPage.objects.get(pk=page.pk)
        texts = {f"body.n{n}.text": f"saved {turn} {n}" for n in range(SEGMENTS - 2)}
        texts |= {"title": f"제목 {turn}", "summary": f"이야기 {turn}"}
        save_translation(page=latest, texts=texts, base_revision_id=latest.latest_revision_id, by=translator)

    return save
