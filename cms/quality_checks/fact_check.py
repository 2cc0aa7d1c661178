"""Check that a translation has the source's facts and no others: tokens of the register, and facts typed as text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.quality_checks.fact_comparison import Comparison, compare_facts
from cms.quality_checks.findings import Finding, Severity
from cms.quality_checks.reading.fact import WrittenFact
from cms.quality_checks.reading.reader import MOST_FACTS, read_facts
from cms.segments.markup import read_plain_text
from cms.segments.segment import Segment, SegmentKind
from translations.languages import SOURCE

MOST_FINDINGS = 100
"""The most findings about one segment: a text that has nothing in common with its source needs no longer list."""


def check_facts(*, source: Iterable[Segment], target: Iterable[Segment], language: str) -> tuple[Finding, ...]:
    """Return a finding for every fact that is in only one of two texts, segment by segment."""
    texts = {segment.path: segment.text for segment in target}
    findings: list[Finding] = []
    for segment in source:
        if segment.kind != SegmentKind.CHOICE:
            findings += check_segment(source=segment, target=texts.get(segment.path, ""), language=language)
    return tuple(findings)


def check_segment(*, source: Segment, target: str, language: str) -> list[Finding]:
    """Return a finding for every fact that only the source segment or only its translation has.

    Facts in another order are a warning, because an order of words is a language's own; dates of a birth,
    of joining the army and of a death that were exchanged are an error.
    """
    plain = read_plain_text(target, kind=source.kind)
    original = read_plain_text(source.text, kind=source.kind)
    findings = [
        Finding(
            code=f"{source.path}|[[{key}]]",
            path=source.path,
            fact=f"[[{key}]]",
            text=_("The fact “[[%(key)s]]” of the source isn't in the translation.") % {"key": key},
        )
        for key in Counter(TOKEN.findall(original)) - Counter(TOKEN.findall(plain))
    ]
    comparison, unread = _compare(original, plain, language)
    unchecked = _report_unread(unread, path=source.path)
    return [*unchecked, *findings, *_report(comparison, path=source.path)][:MOST_FINDINGS]


# The desk checks each text as it is typed against the same source, once more on submission, and on approval.
@lru_cache(maxsize=1024)
def _compare(original: str, plain: str, language: str) -> tuple[Comparison, WrittenFact | None]:
    """Return the differences, and the fact in the place of all that wasn't read, if there were too many."""
    facts = read_written(original, language=SOURCE), read_written(plain, language=language) if plain.strip() else ()
    one, two = ([fact for fact in each if not fact.is_unread] for each in facts)
    unread = next((fact for each in facts for fact in each if fact.is_unread), None)
    return compare_facts(source=one, target=two), unread


@lru_cache(maxsize=256)
def read_written(text: str, *, language: str) -> tuple[WrittenFact, ...]:
    """Return the facts of a text without its tokens; what was read is remembered for a while."""
    return tuple(read_facts(TOKEN.sub(" ; ", text), language=language))


def _report_unread(fact: WrittenFact | None, *, path: str) -> Iterator[Finding]:
    if fact is None:
        return
    text = _(
        "“%(text)s” and everything after it wasn't checked: the text has more than %(limit)s numbers, dates and "
        "addresses. Divide the text."
    )
    yield _make(path, fact, text % {"text": fact.text, "limit": MOST_FACTS}, mark="…")


def _report(comparison: Comparison, *, path: str) -> Iterator[Finding]:
    for one, two in comparison.differing:
        text = _("The source has “%(source)s”; the translation has “%(target)s”.")
        yield _make(path, one, text % {"source": one.text, "target": two.text})
    for one, two in comparison.miscounted:
        text = _("The source has “%(source)s”; the translation has “%(target)s”.")
        yield _make(path, one, text % {"source": one.with_noun, "target": two.with_noun}, mark="×")
    for fact in comparison.missing:
        text = _("“%(fact)s” of the source isn't in the translation, or is written differently.")
        yield _make(path, fact, text % {"fact": fact.text})
    for fact in comparison.added:
        text = _("The translation has “%(fact)s”, which isn't in the source, or is written differently there.")
        yield _make(path, fact, text % {"fact": fact.text}, mark="+")
    for one, two in comparison.exchanged:
        text = _(
            "“%(source)s” in the source and “%(target)s” in the translation are of different events: a birth, joining "
            "the army or a death."
        )
        yield _make(path, one, text % {"source": one.text, "target": two.text}, mark="⇄")
    for one, two in comparison.reordered:
        text = _("“%(first)s” precedes “%(second)s” in the source, but follows it in the translation.")
        yield _make(path, two, text % {"first": one.text, "second": two.text}, mark="↔", is_warning=not two.is_linked)


def _make(path: str, fact: WrittenFact, text: str, *, mark: str = "", is_warning: bool = False) -> Finding:
    severity = Severity.WARNING if is_warning else Severity.ERROR
    return Finding(code=f"{path}|{mark}{fact.text}", path=path, fact=fact.text, text=text, severity=severity)
