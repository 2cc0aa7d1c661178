"""Import of an XLIFF file with 2,000 segments, compared with saving the same texts at the desk (next to P9)."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator

from cms.approvals.translation_drafts import get_source_text, read_words, save_translation
from cms.exchange import xliff
from cms.exchange.archive import Format
from cms.exchange.exporting import export
from cms.exchange.importing import import_file
from cms.stories.models import StoryPage
from cms.users.models import User
from tests.approvals.factories import make_desk, make_source, make_translation
from tests.benchmarks.rows import Row

SEGMENTS = 2_000
REPEATS = {"small": 4, "full": 10}
"""The first turn is a warm-up and isn't counted."""
TARGET = 2.0
SOURCE_TEXT = "Người còn sống nhớ người đã ngã xuống, đoạn %d."


def rows(scale: str) -> Iterator[Row]:
    """Import 2,000 new texts, and read and save 2,000 without a file, in turns, so that a busy moment slows both."""
    desk = make_desk()
    notes = [{"type": "note", "id": f"n{n}", "value": {"text": SOURCE_TEXT % n}} for n in range(SEGMENTS - 2)]
    story = make_source(desk.editor, body=json.dumps(notes))
    page = make_translation(story, "ko", desk.translator, title="제목", summary="이야기.")
    turns = [
        (import_texts(story, desk.translator, turn), save(page, desk.translator, turn))
        for turn in range(REPEATS[scale])
    ]
    ours, peer = (statistics.median(times) for times in zip(*turns[1:], strict=True))
    yield Row(
        id="P9x",
        what=f"XLIFF of {SEGMENTS:,} segments imported as a draft",
        ours=f"{ours * 1000:.0f} ms",
        peer=f"{peer * 1000:.0f} ms (the desk's reading and saving of as many texts)",
        ratio=ours / peer,
        target="≤ 2×",
        met=ours / peer <= TARGET,
    )


def import_texts(story: StoryPage, translator: User, turn: int) -> float:
    """Return the seconds of importing a file in which every text is new; making the file isn't counted."""
    sent = export(work=[(story.translation_key, "ko")], file_format=Format.XLIFF)
    changed = sent.data.decode()
    for unit in xliff.read(sent.data, file=sent.name).units:
        changed = translate(changed, path=unit.path, text=f"{turn} {unit.path}")
    started = time.perf_counter()
    outcome = import_file(name=sent.name, data=changed.encode(), by=translator)
    seconds = time.perf_counter() - started
    if len(outcome.plans[0].texts) != SEGMENTS:
        raise RuntimeError(f"{len(outcome.plans[0].texts)} of {SEGMENTS} texts were imported.")
    return seconds


def translate(file: str, *, path: str, text: str) -> str:
    """Put the text into the target of one segment."""
    start = file.index("<target>", file.index(f'id="{path}"')) + len("<target>")
    return file[:start] + text + file[file.index("</target>", start) :]


def save(page: StoryPage, translator: User, turn: int) -> float:
    """Return the seconds of reading both sides and saving as many texts, as the desk's own page does."""
    texts = {f"body.n{n}.text": f"saved {turn} {n}" for n in range(SEGMENTS - 2)}
    texts |= {"title": f"제목 {turn}", "summary": f"이야기 {turn}"}
    started = time.perf_counter()
    latest = StoryPage.objects.get(pk=page.pk)
    read_words(latest, get_source_text(page.translation_key))
    save_translation(page=latest, texts=texts, base_revision_id=latest.latest_revision_id, by=translator)
    return time.perf_counter() - started
