"""Check that a translation has the source's facts: tokens of the register, and facts typed as plain text."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.quality_checks.findings import Finding
from cms.quality_checks.source_facts import find_source_facts
from cms.quality_checks.target_facts import TargetFacts
from cms.segments.markup import read_plain_text
from cms.segments.segment import Segment, SegmentKind


def check_facts(*, source: Iterable[Segment], target: Iterable[Segment], language: str) -> tuple[Finding, ...]:
    """Return a finding for every fact of the source that isn't in the same segment of the target."""
    texts = {segment.path: segment.text for segment in target}
    findings: list[Finding] = []
    for segment in source:
        if segment.kind != SegmentKind.CHOICE:
            findings += check_segment(source=segment, target=texts.get(segment.path, ""), language=language)
    return tuple(findings)


def check_segment(*, source: Segment, target: str, language: str) -> list[Finding]:
    """Return a finding for every fact of the source segment that isn't in its translation."""
    plain = read_plain_text(target, kind=source.kind)
    facts = find_source_facts(read_plain_text(source.text, kind=source.kind))
    findings = [
        Finding(
            code=f"{source.path}|[[{key}]]",
            path=source.path,
            fact=f"[[{key}]]",
            text=_("The fact “[[%(key)s]]” of the source isn't in the translation.") % {"key": key},
        )
        for key in Counter(TOKEN.findall(source.text)) - Counter(TOKEN.findall(plain))
    ]
    target_facts = TargetFacts(TOKEN.sub(" ; ", plain), language)
    return findings + [
        Finding(
            code=f"{source.path}|{fact.text}",
            path=source.path,
            fact=fact.text,
            text=_("“%(number)s” of the source isn't in the translation, or is written differently.")
            % {"number": fact.text},
        )
        for fact in sorted(facts, key=lambda fact: fact.shape)
        if not target_facts.consume(fact)
    ]
