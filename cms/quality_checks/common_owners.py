"""Ordinary words for what a number may belong to in a text: a mother, the left side, a stream."""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

from cms.quality_checks.reading.fact import WrittenFact
from translations import languages
from translations.known_languages import KNOWN_BY_CODE

PATH = Path(languages.__file__).with_name("common_owners.toml")


@lru_cache(maxsize=512)
def read_common_owners(text: str, *, language: str) -> tuple[WrittenFact, ...]:
    """Return these words in the order in which they are written; none in a language without a table."""
    expression = _get_expression(language)
    if expression is None:
        return ()
    composed = unicodedata.normalize("NFC", text)
    lowered = composed.lower()
    searched = lowered if len(lowered) == len(composed) else composed
    return tuple(
        WrittenFact(match[0], *match.span(), frozenset({("owner", str(match.lastgroup))}))
        for match in expression.finditer(searched)
    )


@lru_cache(maxsize=32)
def _get_expression(language: str) -> re.Pattern[str] | None:
    table = read_tables().get(language)
    if table is None:
        return None
    words = "|".join(f"(?P<{name}>{writings})" for name, writings in table.items())
    is_bounded = KNOWN_BY_CODE[language].spaced and language != "ko"
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if is_bounded else words)


@lru_cache(maxsize=1)
def read_tables() -> dict[str, dict[str, str]]:
    """Return the expressions by language and word."""
    tables: dict[str, dict[str, str]] = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return tables
