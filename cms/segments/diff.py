"""Differences between two texts, word by word, or character by character in languages without spaces."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from cms.segments.markup import strip_tags
from cms.segments.segment import Segment, get_texts
from translations.languages import get_language_entry

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class DiffChunk:
    """A run of text; ``op`` is "same", "removed" or "added"."""

    op: str
    text: str


def changed_words(old: str, new: str, *, language: str) -> tuple[DiffChunk, ...]:
    """Return the old and the new text as one sequence of runs, without their tags."""
    before, after = _split(old, language), _split(new, language)
    chunks: list[DiffChunk] = []
    for op, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            chunks.append(DiffChunk("same", "".join(before[start:end])))
            continue
        if start < end:
            chunks.append(DiffChunk("removed", "".join(before[start:end])))
        if new_start < new_end:
            chunks.append(DiffChunk("added", "".join(after[new_start:new_end])))
    return tuple(chunks)


def changed_segments(
    old: Iterable[Segment], new: Iterable[Segment], *, language: str
) -> dict[str, tuple[DiffChunk, ...]]:
    """Return the differences of every text that changed, by path; a text that was added or removed is one run."""
    before = {segment.path: segment.compared for segment in get_texts(old)}
    after = {segment.path: segment.compared for segment in get_texts(new)}
    return {
        path: changed_words(before.get(path, ""), after.get(path, ""), language=language)
        for path in dict.fromkeys([*after, *before])
        if before.get(path, "") != after.get(path, "")
    }


def _split(text: str, language: str) -> list[str]:
    plain = strip_tags(text).strip()
    return WORDS.findall(plain) if get_language_entry(language).spaced else list(plain)
