"""Facts of subtitles, which a sentence may take from one cue to the next: “… 1,” and “2 triệu người” are one number.

Neighbouring cues are compared as one text where a number crosses from one to the other, in the source or in the
translation, and where each of them lacks what only the two together have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cms.quality_checks.fact_check import check_segment, read_written
from cms.quality_checks.findings import Finding
from cms.segments.segment import Segment
from translations.languages import SOURCE, get_language_entry

ENDS = ".!?…。！？۔؟។"
CLOSING = "”\"’')»」"
NEAR = 3
"""Characters between a cue's edge and a number that may go on in the next."""
WINDOW = 40
MOST_JOINED = 4
DECIMAL_MARKS = ",.٫"


def check_cue_facts(cues: Sequence[Segment], texts: dict[str, str], *, language: str) -> dict[str, list[Finding]]:
    """Return the findings about the facts of each of these cues, which are all neighbours."""
    found = {cue.path: check_segment(source=cue, target=texts[cue.path], language=language) for cue in cues}
    for group in _list_groups(cues, texts, found, language):
        found |= _check_together(group, texts, found, language)
    return found


def _list_groups(
    cues: Sequence[Segment], texts: dict[str, str], found: dict[str, list[Finding]], language: str
) -> Iterator[list[Segment]]:
    """Yield the rows of cues that are one text to the comparison; each cue is in at most one."""
    group = list(cues[:1])
    for one, two in pairwise(cues):
        belongs = len(group) < MOST_JOINED and _belong_together(one, two, texts, found, language)
        if not belongs:
            if len(group) > 1:
                yield group
            group = []
        group.append(two)
    if len(group) > 1:
        yield group


def _belong_together(
    one: Segment, two: Segment, texts: dict[str, str], found: dict[str, list[Finding]], language: str
) -> bool:
    if not (texts[one.path].strip() and texts[two.path].strip()):
        return False
    is_open = one.text.rstrip().rstrip(CLOSING)[-1:] not in ENDS
    if is_open and _has_error(found[one.path]) and _has_error(found[two.path]):
        return True
    return crosses(one.text, two.text, language=SOURCE) or crosses(texts[one.path], texts[two.path], language=language)


def _has_error(findings: list[Finding]) -> bool:
    return any(finding.is_error for finding in findings)


def list_joined(cues: Sequence[Segment], cue: Segment) -> Sequence[Segment]:
    """Return a cue of the source with those beside it into which a number of it goes on."""
    place = cues.index(cue)
    first = place - (place > 0 and crosses(cues[place - 1].text, cue.text, language=SOURCE))
    goes_on = place + 1 < len(cues) and crosses(cue.text, cues[place + 1].text, language=SOURCE)
    return cues[first : place + 1 + goes_on]


def crosses(first: str, second: str, *, language: str) -> bool:
    """Return True if a fact begins in the first text and ends in the second."""
    first, second = first.strip()[-WINDOW:], second.strip()[:WINDOW]
    end, start = read_written(first, language=language), read_written(second, language=language)
    ends_near = bool(end) and end[-1].end >= len(first) - NEAR
    starts_near = bool(start) and start[0].start <= NEAR
    if not (ends_near or starts_near):
        return False
    joined = join_texts(first, second, language=language)
    border = len(joined) - len(second)
    return any(
        fact.start < len(first.rstrip(DECIMAL_MARKS)) and fact.end > border
        for fact in read_written(joined, language=language)
    )


def join_texts(first: str, second: str, *, language: str) -> str:
    """Return two cues as one text, with a number that was divided at its decimal mark in one piece again."""
    first, second = first.strip(), second.strip()
    if first[-2:-1].isdecimal() and first[-1:] in DECIMAL_MARKS and second[:1].isdecimal():
        (fact, *_rest) = read_written(second, language=language) or (None,)
        counts = fact is not None and any(not each.isdecimal() for each in fact.text)
        return f"{first}{second}" if counts else f"{first} {second}"
    if first.endswith("-"):
        return f"{first}{second}"  # “twenty-”
    glue = " " if get_language_entry(language).spaced or (first[-1:] + second[:1]).isascii() else ""
    return f"{first}{glue}{second}"


def _check_together(
    group: list[Segment], texts: dict[str, str], found: dict[str, list[Finding]], language: str
) -> dict[str, list[Finding]]:
    """Return the findings about the cues as one text, at the first cue that had one of its own."""
    source, target = "", ""
    for cue in group:
        source = join_texts(source, cue.text, language=SOURCE) if source else cue.text
        target = join_texts(target, texts[cue.path], language=language) if target else texts[cue.path]
    place = next((cue for cue in group if _has_error(found[cue.path])), group[0])
    together = check_segment(source=replace(place, text=source), target=target, language=language)
    return {cue.path: together if cue is place else [] for cue in group}
