"""Chapters of a film: their times compared, and written as a WebVTT track that players offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from itertools import pairwise

from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from cms.films.chapter_times import read_seconds
from cms.subtitles.cues import Cue
from cms.subtitles.webvtt import write_webvtt


@dataclass(frozen=True)
class Chapter:
    """A chapter with its title; ``written`` is its start as it was typed, ``start`` in seconds."""

    start: int
    written: str
    title: str


def read_chapters(stream: StreamValue) -> list[Chapter]:
    """Return the chapters with a title, in order; a start that can't be read is passed over."""
    rows = [(child.value.get("start") or "", child.value.get("title") or "") for child in stream]
    found = [(read_seconds(written), written, title) for written, title in rows]
    return [Chapter(start, written, title) for start, written, title in found if start is not None and title]


def find_faults(chapters: Sequence[Chapter], *, duration: timedelta | None) -> list[str]:
    """Return a sentence for each chapter that starts too early or too late; without a duration none is too late."""
    faults = [
        _("The chapter “%(title)s” has to start after the one before it, at %(start)s.")
        % {"title": later.title, "start": earlier.written}
        for earlier, later in pairwise(chapters)
        if later.start <= earlier.start
    ]
    if duration is None:
        return faults
    return faults + [
        _("The chapter “%(title)s” starts at %(start)s, but the film ends before.")
        % {"title": chapter.title, "start": chapter.written}
        for chapter in chapters
        if chapter.start >= duration.total_seconds()
    ]


def write_chapters(chapters: Iterable[Chapter], *, duration: timedelta | None) -> str:
    """Return the chapters as a WebVTT track; the last one ends with the film, or a minute later if that isn't known."""
    listed = list(chapters)
    if not listed:
        return write_webvtt(())
    last = listed[-1].start + 60
    end = int(duration.total_seconds()) if duration and duration.total_seconds() > listed[-1].start else last
    ends = [*(chapter.start for chapter in listed[1:]), end]
    return write_webvtt(
        Cue(start=chapter.start * 1_000, end=until * 1_000, text=escape(chapter.title, quote=False))
        for chapter, until in zip(listed, ends, strict=True)
    )
