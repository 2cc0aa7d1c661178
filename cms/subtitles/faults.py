"""Faults of subtitle files, as codes. Their messages are in `cms/segments/track_messages.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_FAULTS = 20


class FaultCode(StrEnum):
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NO_SUBTITLES = "no_subtitles"
    TIMES_EXPECTED = "times_expected"
    TIMES_OUTSIDE_CUE = "times_outside_cue"
    TIMES_IN_TEXT = "times_in_text"
    ENDS_BEFORE_START = "ends_before_start"
    STARTS_TOO_EARLY = "starts_too_early"
    UNKNOWN_SETTINGS = "unknown_settings"
    UNKNOWN_TAG = "unknown_tag"
    CONTROL_CHARACTER = "control_character"
    ARROW_IN_TEXT = "arrow_in_text"
    NOT_IN_SOURCE = "not_in_source"
    MISSING_FROM_FILE = "missing_from_file"
    TIME_MOVED = "time_moved"
    PARTS_OVERLAP = "parts_overlap"


@dataclass(frozen=True)
class TrackFault:
    """A fault at a line, counted from 1; line 0 means that no single line is at fault."""

    code: FaultCode
    line: int = 0
    parameters: Mapping[str, str | int] = field(default_factory=dict)


class TrackRefused(ValueError):
    """The file or text was refused; ``faults`` are its first ``MAX_FAULTS`` faults in the order of their lines."""

    def __init__(self, faults: Iterable[TrackFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))[:MAX_FAULTS]
        super().__init__(", ".join(f"line {fault.line}: {fault.code}" for fault in self.faults))
