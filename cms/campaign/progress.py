"""Progress of the campaign as its home page shows it: confirmed figures, each with its day and source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from cms.campaign.indicator_values import find_public
from cms.campaign.models import IndicatorValue
from translations.languages import CODES, SOURCE, Language, get_column, get_language_entry
from translations.negotiation import choose_language


@dataclass(frozen=True)
class ProgressFigure:
    """A figure written in a language; ``source_language`` is another one where the source has no wording in it."""

    name: str
    written: str
    unit: str
    as_of: date
    source: str
    source_language: Language


def list_figures(*, language: str) -> list[ProgressFigure]:
    """Return the newest confirmed value of each public indicator (one query)."""
    return [_make_figure(value, language=language) for value in find_public()]


def write_number(value: Decimal, *, language: str) -> str:
    """Return the number with the separators and digits that the language has."""
    number = value.normalize() if value else Decimal(0)
    return str(format_decimal(number, format="#,##0.####", locale=get_language_entry(language).locale))


def _make_figure(value: IndicatorValue, *, language: str) -> ProgressFigure:
    sources = {code: text for code in CODES if (text := getattr(value, get_column("source", code)))}
    choice = choose_language(asked=language, available=tuple(sources))
    spoken = choice.language if choice else SOURCE
    indicator = value.indicator
    return ProgressFigure(
        name=indicator.name,
        written=write_number(value.value, language=language),
        unit=indicator.unit or "",
        as_of=value.as_of,
        source=sources.get(spoken, ""),
        source_language=get_language_entry(spoken),
    )
