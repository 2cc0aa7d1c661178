"""Points of the compass in a text, and the check that a translation has no other in the place of the source's.

In Vietnamese such a word is one of direction only behind “phía”, “bờ”, “miền” and the like: “nam” is also a man, and a
part of names. Only another point is an error, and only if the source has it nowhere: a translation may leave one out
(“miền Nam” is also “Nam Bộ”), or have one in a name.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from cms.facts.tokens import TOKEN
from cms.quality_checks.findings import Finding
from cms.quality_checks.reading.fact import WrittenFact
from cms.segments.markup import read_plain_text
from cms.segments.segment import Segment
from translations import languages
from translations.known_languages import KNOWN_BY_CODE
from translations.languages import SOURCE

PATH = Path(languages.__file__).with_name("compass.toml")
POINTS = ("ne", "nw", "se", "sw", "n", "s", "e", "w")
"""The longer ones first, because their words begin with the others'."""


def check_directions(*, source: Segment, target: str, language: str) -> Iterator[Finding]:
    """Yield a finding for each point of the compass that the translation has another for."""
    original = TOKEN.sub(" ; ", read_plain_text(source.text, kind=source.kind))
    if not (written := read_directions(original, language=SOURCE)):
        return
    rendered = read_directions(TOKEN.sub(" ; ", read_plain_text(target, kind=source.kind)), language=language)
    mentioned = {reading for fact in _read(original, SOURCE, False) for reading in fact.readings}
    others = [fact for fact in rendered if fact.readings.isdisjoint(mentioned)]
    kept = {reading for fact in rendered for reading in fact.readings}
    lost = [fact for fact in written if fact.readings.isdisjoint(kept)]
    for one, two in zip(lost, others, strict=False):
        text = _("The source has “%(source)s”; the translation has “%(target)s”.")
        text %= {"source": one.text, "target": two.text}
        yield Finding(code=f"{source.path}|{one.text}", path=source.path, fact=one.text, text=text)


def read_directions(text: str, *, language: str) -> tuple[WrittenFact, ...]:
    """Return the points of the compass in the order in which they are written."""
    return _read(text, language, True)


@lru_cache(maxsize=512)
def _read(text: str, language: str, is_strict: bool) -> tuple[WrittenFact, ...]:
    """Return them also where the word may be another one, unless it is strict."""
    expression = get_expression(language, is_strict=is_strict)
    if expression is None:
        return ()
    folded = unicodedata.normalize("NFC", text)
    lowered = folded.lower()
    folded = lowered if len(lowered) == len(folded) else folded
    return tuple(
        WrittenFact(match[0], *match.span(), frozenset({("compass", str(match.lastgroup))}))
        for match in expression.finditer(folded)
    )


@lru_cache(maxsize=32)
def get_expression(language: str, *, is_strict: bool) -> re.Pattern[str] | None:
    """Return the expression of the points in small letters, None if the language has no words of them."""
    table = read_tables().get(language)
    if table is None:
        return None
    points = "|".join(f"(?P<{point}>{table[point]})" for point in POINTS)
    before = rf"(?:{table['before']})(?:[ \u00a0]chính)?[ \u00a0]" if is_strict and "before" in table else ""
    start, end = (r"(?<!\w)", r"(?!\w)") if KNOWN_BY_CODE[language].spaced and language != "ko" else ("", "")
    return re.compile(rf"{start}{before}(?:{points}){end}")


@lru_cache(maxsize=1)
def read_tables() -> dict[str, dict[str, str]]:
    """Return the expressions by language and point."""
    tables: dict[str, dict[str, str]] = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return tables
