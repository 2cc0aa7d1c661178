"""Messages for the faults of subtitle files."""

from cms.segments.track_messages import MESSAGES, describe_fault
from cms.subtitles.faults import FaultCode, TrackFault


def test_every_fault_has_a_message() -> None:
    assert set(MESSAGES) == set(FaultCode)


def test_message_names_the_line_if_there_is_one() -> None:
    times = {"start": "00:00:04.200", "end": "00:00:07.900"}

    assert describe_fault(TrackFault(FaultCode.TIME_MOVED, 10, times)) == (
        "Line 10: The source's subtitle runs from 00:00:04.200 to 00:00:07.900: you can divide its time here, "
        "but not move it."
    )
    assert describe_fault(TrackFault(FaultCode.NO_SUBTITLES)) == "No subtitles were found. Use WebVTT or SRT."
