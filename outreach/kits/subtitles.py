"""WebVTT to SubRip, for old players; pure."""

import re

_TIMING = re.compile(r"^((?:\d+:)?\d{2}:\d{2}\.\d{3})\s+-->\s+((?:\d+:)?\d{2}:\d{2}\.\d{3})")
_TAG = re.compile(r"</?(?!/?[biu]>)[^>]*>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&lrm;": "\u200e", "&rlm;": "\u200f", "&amp;": "&"}


def to_srt(vtt: str) -> str:
    """Return the cues as SubRip: numbered, times with hours and a comma, no settings, voices or styles."""
    cues = []
    for block in re.split(r"\n{2,}", vtt.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")):
        lines = block.split("\n")
        place = next((index for index, line in enumerate(lines[:2]) if _TIMING.match(line)), None)
        if place is not None:
            cues.append(_write_cue(len(cues) + 1, lines[place], lines[place + 1 :]))
    return "\n".join(cues)


def _write_cue(number: int, timing: str, lines: list[str]) -> str:
    match = _TIMING.match(timing)
    if match is None:
        raise ValueError(f"“{timing}” is no timing of a cue.")
    start, end = (_write_time(moment) for moment in match.groups())
    return "\n".join([str(number), f"{start} --> {end}", *(_write_text(line) for line in lines), ""])


def _write_time(moment: str) -> str:
    return ("" if moment.count(":") == 2 else "00:") + moment.replace(".", ",")


def _write_text(line: str) -> str:
    plain = _TAG.sub("", line)
    for entity, letter in _ENTITIES.items():
        plain = plain.replace(entity, letter)
    return plain
