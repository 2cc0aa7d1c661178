"""Check that a translation has the source's names and no others. Nothing about a name is silent."""

from collections import deque
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.quality_checks.findings import Finding, Severity
from cms.quality_checks.name_comparison import ComparedName, compare_names
from cms.segments.markup import read_plain_text
from cms.segments.segment import Segment


def check_names(*, source: Segment, target: str, language: str) -> Iterator[Finding]:
    """Yield a finding for every name of a source segment that nobody has compared yet, and for every difference."""
    original = read_plain_text(source.text, kind=source.kind)
    plain = read_plain_text(target, kind=source.kind)
    if not plain.strip():
        return
    compared = compare_names(source=original, target=plain, language=language)
    missing = deque(name for name in compared.names if not name.is_found)
    added = deque(compared.added)
    while missing and added and missing[0].is_confirmed:
        yield _report_changed(missing.popleft(), added.popleft(), path=source.path)
    yield from (_report_missing(name, path=source.path) for name in missing)
    yield from (_report_added(name, path=source.path) for name in added)
    for one, two in compared.exchanged:
        text = _("The source has “%(first)s” before “%(second)s”; in the translation, the two have changed places.")
        yield _make(source.path, two, text % {"first": one.name.text, "second": two.name.text}, mark="⇄")
    for one, two in compared.reordered:
        text = _("“%(first)s” precedes “%(second)s” in the source, but follows it in the translation.")
        text %= {"first": one.name.text, "second": two.name.text}
        yield _make(source.path, two, text, mark="↔", severity=Severity.WARNING)


def _report_changed(name: ComparedName, other: ComparedName, *, path: str) -> Finding:
    text = _("The source names “%(source)s”; the translation names “%(target)s”. It should be “%(offered)s”.")
    target = other.offered or other.name.text
    return _make(path, name, text % {"source": name.name.text, "target": target, "offered": name.offered})


def _report_missing(name: ComparedName, *, path: str) -> Finding:
    if name.is_confirmed:
        text = _("The source names “%(name)s”; the translation doesn't. In this language it is “%(offered)s”.")
        return _make(path, name, text % {"name": name.name.text, "offered": name.offered})
    if name.offered:
        text = _("“%(name)s” is a name. The glossary suggests “%(offered)s”, which nobody has confirmed yet.")
    else:
        text = _("“%(name)s” is a name that the glossary doesn't have in this language.")
    return _make(path, name, text % {"name": name.name.text, "offered": name.offered}, is_confirmation=True)


def _report_added(name: ComparedName, *, path: str) -> Finding:
    text = _("The translation names “%(name)s”, which the source doesn't.")
    severity = Severity.ERROR if name.is_confirmed else Severity.WARNING
    return _make(path, name, text % {"name": name.offered or name.name.text}, mark="+", severity=severity)


def _make(
    path: str,
    name: ComparedName,
    text: str,
    *,
    mark: str = "",
    severity: Severity = Severity.ERROR,
    is_confirmation: bool = False,
) -> Finding:
    fact = name.name.term or name.name.text
    code = f"{path}|{mark}{fact}"
    return Finding(code=code, path=path, fact=fact, text=text, severity=severity, is_confirmation=is_confirmation)
