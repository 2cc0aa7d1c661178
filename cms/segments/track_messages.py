"""Messages for the faults of subtitle files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.subtitles.faults import FaultCode, TrackFault, TrackRefused
from cms.subtitles.foreign_markup import TrackNotice

MESSAGES = {
    FaultCode.TOO_LARGE: gettext_lazy("The file is larger than %(limit)d MB."),
    FaultCode.NOT_UTF8: gettext_lazy("The text isn't encoded in UTF-8. Save the file in UTF-8."),
    FaultCode.NO_SUBTITLES: gettext_lazy("No subtitles were found. Use WebVTT or SRT."),
    FaultCode.TIMES_EXPECTED: gettext_lazy(
        "The times of a subtitle are expected here, such as 00:00:01.000 --> 00:00:03.500."
    ),
    FaultCode.TIMES_OUTSIDE_CUE: gettext_lazy(
        "The header or a note contains the times of a subtitle: a blank line is missing."
    ),
    FaultCode.TIMES_IN_TEXT: gettext_lazy(
        "The text of a subtitle contains the times of another: a blank line is missing."
    ),
    FaultCode.ENDS_BEFORE_START: gettext_lazy("The subtitle ends before it begins."),
    FaultCode.STARTS_TOO_EARLY: gettext_lazy("The subtitle begins before the one above it."),
    FaultCode.UNKNOWN_SETTINGS: gettext_lazy("“%(settings)s” are not valid settings of a subtitle."),
    FaultCode.UNKNOWN_TAG: gettext_lazy(
        "“%(mark)s” isn't a tag that subtitles can have. In WebVTT, a “<” that is text is written &lt;."
    ),
    FaultCode.CONTROL_CHARACTER: gettext_lazy("The text contains control characters."),
    FaultCode.ARROW_IN_TEXT: gettext_lazy("A subtitle can't contain “-->”: it marks the timing of a cue."),
    FaultCode.NOT_IN_SOURCE: gettext_lazy("The source has no subtitle at this time code."),
    FaultCode.MISSING_FROM_FILE: gettext_lazy("The file has no subtitle for the source's from %(start)s to %(end)s."),
    FaultCode.TIME_MOVED: gettext_lazy(
        "The source's subtitle runs from %(start)s to %(end)s: you can divide its time here, but not move it."
    ),
    FaultCode.PARTS_OVERLAP: gettext_lazy("The subtitle begins before the one above it has ended."),
}


def describe_fault(fault: TrackFault) -> str:
    """Return what is wrong in the active language, with the number of the line if there is one."""
    text = str(MESSAGES[fault.code]) % fault.parameters
    return _("Line %(line)s: %(text)s") % {"line": fault.line, "text": text} if fault.line else text


def describe_faults(refused: TrackRefused) -> list[str]:
    return [describe_fault(fault) for fault in refused.faults]


def describe_notice(notice: TrackNotice) -> str:
    """Return what became of a piece of markup, in the active language."""
    if notice.is_kept:
        text = ngettext(
            "Kept: “%(mark)s”, in line %(line)s.",
            "Kept: “%(mark)s”, %(count)s times, first in line %(line)s.",
            notice.count,
        )
    else:
        text = ngettext(
            "Left out: “%(mark)s”, in line %(line)s.",
            "Left out: “%(mark)s”, %(count)s times, first in line %(line)s.",
            notice.count,
        )
    return text % {"mark": notice.mark, "line": notice.line, "count": notice.count}
