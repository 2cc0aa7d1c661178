"""Registry of the rules, and functions that apply them to segments or to a whole translation."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from cms.glossary.terms import cached_version, get_terms
from cms.quality_checks import rules, subtitle_rules, term_check
from cms.quality_checks.belonging_check import check_belonging
from cms.quality_checks.compass import check_directions, get_expression
from cms.quality_checks.config import CheckSettings, get_settings
from cms.quality_checks.contact_check import check_contacts
from cms.quality_checks.cue_facts import check_cue_facts
from cms.quality_checks.fact_check import check_segment as check_facts_of_segment
from cms.quality_checks.findings import Finding
from cms.quality_checks.name_check import check_names
from cms.quality_checks.unit import TranslationUnit
from cms.segments.segment import Segment, SegmentKind, get_texts
from cms.subtitles.cues import CueTiming, join_parts, time_parts
from cms.subtitles.track_texts import read_timings
from translations.languages import SOURCE, get_language_entry


@dataclass(frozen=True)
class Rule:
    name: str
    find: Callable[[TranslationUnit], Iterator[str]]
    excusable: bool = True


RULES: tuple[Rule, ...] = (
    Rule("links", rules.check_links, excusable=False),
    Rule("placeholders", rules.check_placeholders, excusable=False),
    Rule("forbidden_term", term_check.check_forbidden),
    Rule("invisible", rules.check_invisible),
    Rule("direction", rules.check_direction),
    Rule("term", term_check.check_terms),
    Rule("tags", rules.check_tags, excusable=False),
    Rule("length", rules.check_length),
    Rule("untranslated", rules.check_untranslated),
    Rule("script", rules.check_script),
    Rule("leftover", rules.check_leftover),
    Rule("brackets", rules.check_brackets),
    Rule("spaces", rules.check_spaces),
    Rule("normal_form", rules.check_normal_form),
)

TIMED_RULES: tuple[Rule, ...] = (
    Rule("subtitle", subtitle_rules.check_subtitle),
    Rule("shots", subtitle_rules.check_shots),
)
"""Rules for a subtitle whose times are known."""

EMPTY_TEXT_RULES: tuple[Rule, ...] = (Rule("empty", rules.check_empty, excusable=False),)
"""Rules for a text that is empty."""


def check_translation(
    *,
    source: Iterable[Segment],
    target: Iterable[Segment],
    language: str,
    settings: CheckSettings | None = None,
    shots: Iterable[float] = (),
) -> tuple[Finding, ...]:
    """Return all findings about a translation, segment by segment, with facts before the other rules."""
    segments = tuple(source)
    words = {segment.path: segment.text for segment in target}
    written = {segment.path: words.get(segment.path, "") for segment in get_texts(segments)}
    found = check_segments(source=segments, texts=written, language=language, settings=settings, shots=shots)
    return tuple(finding for findings in found.values() for finding in findings)


def check_segments(
    *,
    source: Iterable[Segment],
    texts: dict[str, str],
    language: str,
    settings: CheckSettings | None = None,
    shots: Iterable[float] = (),
) -> dict[str, list[Finding]]:
    """Return the findings for each text by its path. A text that isn't in ``texts`` counts as empty.

    ``shots`` are the times of the film's cuts in seconds.
    """
    segments, cuts = tuple(source), tuple(shots)
    timings = _read_all_timings(segments)
    chosen = settings or get_settings()
    active = chosen.get_active(language)
    found: dict[str, list[Finding]] = {}
    written = [replace(segment, text=texts.get(segment.path, "")) for segment in get_texts(segments)]
    typed_contacts = check_contacts(written, language=language)
    cues = [segment for segment in segments if segment.kind == SegmentKind.CUE]
    words_of_cues = {cue.path: join_parts(texts.get(cue.path, "")) for cue in cues}
    points = get_expression(SOURCE, is_strict=False)
    cue_facts = check_cue_facts(cues, words_of_cues, language=language)
    with cached_version():
        entry, renderings = get_language_entry(language), get_terms(language)
        for segment in get_texts(segments):
            text = texts.get(segment.path, "")
            words = words_of_cues.get(segment.path, text)
            facts = cue_facts.get(segment.path)
            if facts is None:
                facts = check_facts_of_segment(source=segment, target=words, language=language)
            found[segment.path] = [*facts]
            found[segment.path] += check_names(source=segment, target=words, language=language)
            if points is not None and points.search(segment.text.lower()):
                found[segment.path] += check_directions(source=segment, target=words, language=language)
            found[segment.path] += check_belonging(source=segment, target=words, language=language)
            found[segment.path] += typed_contacts.get(segment.path, [])
            times = timings.get(segment.path, ()) if text.strip() else ()
            timing = time_parts(text, times) if times else ()
            unit = TranslationUnit(segment, text, entry, chosen, renderings, timing, cuts)
            found[segment.path] += _run(unit, active=active)
    return found


def _run(unit: TranslationUnit, *, active: frozenset[str]) -> Iterator[Finding]:
    rules_of_text = [*RULES, *(TIMED_RULES if unit.timing else ())] if unit.target.strip() else EMPTY_TEXT_RULES
    for rule in (rule for rule in rules_of_text if rule.name in active):
        for number, text in enumerate(rule.find(unit)):
            yield Finding(
                code=f"{unit.source.path}|{rule.name}|{number}|{text}",
                path=unit.source.path,
                fact=rule.name,
                text=text,
                severity=unit.settings.severities[rule.name],
                excusable=rule.excusable,
            )


def _read_all_timings(segments: tuple[Segment, ...]) -> dict[str, tuple[CueTiming, ...]]:
    """Return the timings of all cues by path, from the tracks, which are segments of the kind “choice”."""
    timings: dict[str, tuple[CueTiming, ...]] = {}
    names = {segment.path.split(".", 1)[0] for segment in segments if segment.kind == SegmentKind.CUE}
    for segment in segments:
        if segment.kind == SegmentKind.CHOICE and segment.path in names:
            timings |= read_timings(segment.text, segment.path)
    return timings
