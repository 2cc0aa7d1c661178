"""Facts in Vietnamese source texts: dates, times, telephone numbers, addresses and numbers typed as plain text."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

import phonenumbers

from cms.facts.tokens import TOKEN

ADDRESS = re.compile(
    r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:)]|www\.[^\s<>\"“”]+[^\s<>\"“”.,;:)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
DATE = re.compile(
    rf"(?<![\d/.])(?P<day>\d{{1,2}})(?:(?:/|,? tháng )(?P<month>{MONTH})(?:(?:/|,? năm )(?P<year>\d{{4}}))?"
    rf"|(?P<mark>[.-])(?P<month2>{MONTH})(?P=mark)(?P<year2>\d{{4}}))(?![\d/])"
    rf"|tháng (?P<only_month>{MONTH})"
)
PHONE = re.compile(r"(?<![\d.,])(?:\+\d|0\d|1[89]00)(?:[.() \u00a0-]{0,2}\d){4,13}(?![\d/])")
TIME = re.compile(r"(?<![\d/.,])(?P<hour>[01]?\d|2[0-4])(?:h|:| ?giờ )(?P<minute>[0-5]\d)(?: phút)?(?!\d)")
NUMBER = re.compile(
    r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3}(?!\d))+(?:[.,]\d+)?(?![.,]\d)|\d+[.,]\d+(?![.,]?\d)|\d+"
)
VIETNAMESE_UNITS = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
UNIT = re.compile(rf"\s(?P<unit>{'|'.join(VIETNAMESE_UNITS)})(?!\w)")
SHORTEST_TELEPHONE = 7


class Shape(IntEnum):
    """Kind of a fact, in the order in which facts are searched in a translation: the longest first."""

    ADDRESS = 1
    TELEPHONE = 2
    DATE = 3
    TIME = 4
    MONTH = 5
    NUMBER = 6


@dataclass(frozen=True)
class SourceFact:
    """A fact as the source writes it, with the values that a translation must have.

    ``numbers`` are day, month and year (0: none given), hour and minute, or a month. ``forms`` are the ways to read a
    number. A telephone number has its country code and the number without trunk prefix.
    """

    text: str
    shape: Shape
    numbers: tuple[int, ...] = ()
    forms: frozenset[str] = frozenset()
    telephone: tuple[str, str] = ("", "")


def find_source_facts(text: str) -> list[SourceFact]:
    """Return the facts of a source text by their kind. Each piece of text belongs to one fact only."""
    rest = TOKEN.sub(" ; ", to_western_digits(text))
    facts: list[SourceFact] = []
    for pattern, read in _READERS:
        found = [(match, read(match)) for match in pattern.finditer(rest)]
        facts += [fact for _match, fact in found if fact is not None]
        for match, fact in found:
            if fact is not None:
                start, end = match.span()
                rest = f"{rest[:start]}{';' * (end - start)}{rest[end:]}"
    return facts


def to_western_digits(text: str) -> str:
    """Return the text with every decimal digit (Arabic-Indic, Khmer, Lao, Thai, full-width) written as 0 to 9."""
    digits = ((character, unicodedata.decimal(character, None)) for character in text)
    return "".join(character if value is None else str(value) for character, value in digits)


def read_number(written: str) -> frozenset[str]:
    """Return the ways to read a number with separators: 1.250 is 1250 or 1.250; 1.250,5 is 1250.5."""
    parts = re.split(r"[^\d]+", written)
    whole = "".join(parts).lstrip("0") or "0"
    if len(parts) == 1:
        return frozenset({whole})
    forms = set()
    if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3:
        forms.add(whole)
    if all(len(part) == 3 for part in parts[1:-1]):
        forms.add(f"{''.join(parts[:-1]).lstrip('0') or '0'}.{parts[-1]}")
    return frozenset(forms)


def multiply(forms: frozenset[str], unit: int) -> frozenset[str]:
    return frozenset(f"{Decimal(form) * unit:f}".split(".", 1)[0] for form in forms)


def _read_address(match: re.Match[str]) -> SourceFact:
    return SourceFact(match[0], Shape.ADDRESS)


def _read_date(match: re.Match[str]) -> SourceFact | None:
    if match["only_month"]:
        return SourceFact(match[0], Shape.MONTH, (int(match["only_month"]),))
    day, month, year = match["day"], match["month"] or match["month2"], match["year"] or match["year2"] or 0
    return SourceFact(match[0], Shape.DATE, (int(day), int(month), int(year))) if 1 <= int(day) <= 31 else None


def _read_telephone(match: re.Match[str]) -> SourceFact | None:
    digits = re.sub(r"\D", "", match[0])
    if len(digits) < SHORTEST_TELEPHONE:
        return None
    try:
        number = phonenumbers.parse(match[0], "VN")
    except phonenumbers.NumberParseException:
        return SourceFact(match[0], Shape.TELEPHONE, telephone=("", digits))
    return SourceFact(match[0], Shape.TELEPHONE, telephone=(str(number.country_code), str(number.national_number)))


def _read_time(match: re.Match[str]) -> SourceFact:
    return SourceFact(match[0], Shape.TIME, (int(match["hour"]), int(match["minute"])))


def _read_plain_number(match: re.Match[str]) -> SourceFact:
    forms = read_number(match[0])
    unit = UNIT.match(match.string, match.end())
    bigger = multiply(forms, VIETNAMESE_UNITS[unit["unit"]]) if unit else frozenset()
    return SourceFact(match[0], Shape.NUMBER, forms=forms | bigger)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], SourceFact | None]], ...] = (
    (ADDRESS, _read_address),
    (DATE, _read_date),
    (PHONE, _read_telephone),
    (TIME, _read_time),
    (NUMBER, _read_plain_number),
)
