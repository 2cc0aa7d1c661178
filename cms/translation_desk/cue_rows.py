"""The cues of a film's subtitles as the desk shows them, and the track that they belong to."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cms.approvals.translation_drafts import SourceText
from cms.films.models import FilmPage
from cms.films.reference_masters import get_shots
from cms.quality_checks.findings import Finding
from cms.quality_checks.registry import check_segments
from cms.segments.segment import Segment, SegmentKind
from cms.subtitles.cues import CueTiming, write_time
from cms.subtitles.track_texts import read_texts, read_timings
from cms.translation_desk.forms import name_field
from cms.translation_desk.presentation import show_text
from cms.translation_desk.subtitle_files import FIELD, get_track
from translations.languages import SOURCE

CHECKED_AT_ONCE = 100
"""How many cues are checked, and have their facts and terms marked, in one request: the page's script asks for more.

Reading the facts of 2,000 cues takes seconds, and nobody waits for the remarks on the last before reading the first.
"""


@dataclass(frozen=True)
class CueRow:
    """A cue of the source with its translation; times are milliseconds, ``theirs`` is another person's newer text."""

    name: str
    number: int
    label: str
    field_label: str
    start: int
    end: int
    source: str
    text: str
    findings: list[Finding] = field(default_factory=list)
    theirs: str = ""

    @property
    def times(self) -> tuple[str, str]:
        return write_time(self.start), write_time(self.end)

    @property
    def seconds(self) -> tuple[str, str]:
        """The times in seconds as a script reads them, whatever the language."""
        return f"{self.start / 1000:.3f}", f"{self.end / 1000:.3f}"


@dataclass(frozen=True)
class CueLabels:
    """The names of a cue and of its field, translated once for all cues."""

    cue: str
    field: str


@dataclass
class RequestedTrack:
    """The track that a request is about; ``submitted`` are texts by path.

    ``page`` is the film's page in the language; for the source's own track it is the source's page.
    """

    source: SourceText
    page: FilmPage
    language: str
    submitted: dict[str, str] = field(default_factory=dict)

    @cached_property
    def saved(self) -> dict[str, str]:
        """The texts of the newest draft by path."""
        return {} if self.is_source else dict(read_texts(get_track(source=self.source, page=self.page), FIELD))

    @property
    def is_source(self) -> bool:
        return self.language == SOURCE

    @property
    def cues(self) -> list[Segment]:
        return [segment for segment in self.source.segments if segment.kind == SegmentKind.CUE]


def describe_cues(track: RequestedTrack, first: int) -> dict[str, Any]:
    """Return the sources and findings of the next cues as JSON data; ``next`` is the number of the one after them."""
    cues = track.cues[first : first + CHECKED_AT_ONCE]
    found = _find_findings_of(track, cues)
    after = first + CHECKED_AT_ONCE
    return {
        "sources": {name_field(cue.path): show_text(cue, facts=True, terms=True) for cue in cues},
        "findings": {name_field(cue.path): [each.text for each in found.get(cue.path, [])] for cue in cues},
        "next": after if after < len(track.cues) else None,
    }


def make_rows(track: RequestedTrack, theirs: dict[str, str], checked: int | None) -> list[CueRow]:
    """Return the rows of all cues, the first ``checked`` of them (all without) with marks and findings."""
    timings = read_timings(getattr(track.source.page, FIELD), FIELD)
    texts = {**track.saved, **track.submitted}
    cues = track.cues
    found = _find_findings_of(track, cues[:checked])
    labels = CueLabels(_("Subtitle %(number)s"), _("Translation of subtitle %(number)s"))
    return [
        _make_row(
            cue, number, labels, timings[cue.path], texts, found, theirs, is_marked=checked is None or number <= checked
        )
        for number, cue in enumerate(cues, start=1)
    ]


def _find_findings_of(track: RequestedTrack, cues: list[Segment]) -> dict[str, list[Finding]]:
    texts = {**track.saved, **track.submitted}
    return {} if track.is_source else find_findings(track, {cue.path: texts.get(cue.path, "") for cue in cues})


def _make_row(
    cue: Segment,
    number: int,
    labels: CueLabels,
    timing: tuple[CueTiming, ...],
    texts: dict[str, str],
    found: dict[str, list[Finding]],
    theirs: dict[str, str],
    *,
    is_marked: bool,
) -> CueRow:
    text, other = texts.get(cue.path, ""), theirs.get(cue.path, "")
    return CueRow(
        name=name_field(cue.path),
        number=number,
        label=labels.cue % {"number": number},
        field_label=labels.field % {"number": number},
        start=timing[0].start,
        end=timing[-1].end,
        source=show_text(cue, facts=is_marked, terms=is_marked),
        text=text,
        findings=found.get(cue.path, []),
        theirs=other if other != text else "",
    )


def find_findings(track: RequestedTrack, texts: dict[str, str]) -> dict[str, list[Finding]]:
    """Return the findings of those of these texts that aren't empty, by path."""
    written = {path: text for path, text in texts.items() if text.strip()}
    return check_segments(
        source=[segment for segment in track.source.segments if segment.path in written or segment.path == FIELD],
        texts=written,
        language=track.language,
        shots=get_shots(track.source.page.translation_key, language=track.language),
    )
