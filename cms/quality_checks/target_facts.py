"""Facts in translations, each of which matches one of the source, in the notations of each language.

Digits may be those of the script, years Buddhist (Thai, Lao, Khmer), months words or numbers. Dates in digits alone are
read day first, in Chinese, Japanese and Korean month first. English “7/5” for the fifth of July is refused, because
half of its readers would take it for the seventh of May.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from babel.dates import get_month_names, get_period_names

from cms.quality_checks.source_facts import NUMBER, Shape, SourceFact, multiply, read_number, to_western_digits
from translations.languages import get_language_entry
from translations.terms import normalise

BUDDHIST_YEARS = 543
BUDDHIST_LANGUAGES = frozenset({"th", "lo", "km"})
YEARS = range(1800, 2200)
MONTH_FIRST = frozenset({"ja", "ko", "zh-hans"})
MORE_LOCALES = {"ar": ("ar_SY", "ar_DZ", "ar_MA")}
"""Locales with other names of months in the same language: July is يوليو, تموز or جويلية."""
GAP = r"[.,()/\s\u2010-\u2015\u2212-]{0,3}"
NEAR = r"[^\d;]{0,18}?"
YEAR = rf"(?:{NEAR}(?<!\d)(?P<year>\d{{4}})(?!\d))?"
HAN_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*[年년]\s*)?(?<!\d)(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号號일]"
)
DAY_FIRST_HAN_DATE = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[日号號일]\s*(?P<month>\d{1,2})\s*[月월]")
YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})\s?[-./]\s?(?P<month>\d{1,2})\s?[-./]\s?(?P<day>\d{1,2})(?!\d)")
DAY_FIRST = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})\s?[-./]\s?(?P<month>\d{1,2})(?!\d)(?:\s?[-./]\s?(?P<year>\d{4})(?!\d))?"
)
SHORT_MONTH_FIRST = re.compile(r"(?<![\d./-])(?P<month>\d{1,2})\s?[-./]\s?(?P<day>\d{1,2})(?!\s?[-./]?\d)")
NUMBERED_MONTH = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})[^\d;]{{0,8}}(?:เดือน|ເດືອນ|ខែ)(?:ที่|ທີ|ទី)?\s*(?P<month>\d{{1,2}})(?!\d){YEAR}"
)
TIME = re.compile(r"(?<!\d)(?P<hour>\d{1,2})(?!\d)(?P<gap>[^\d;]{1,12}?)(?P<minute>\d{1,2})(?!\d)")
HAN_NUMBER = re.compile(
    r"(?:(?P<hundred_million>\d[\d.,]*)\s?[億亿억]\s?)?(?:(?P<ten_thousand>\d[\d.,]*)\s?[万萬만])\s?(?P<rest>\d[\d,]*)?"
    r"|(?P<only>\d[\d.,]*)\s?[億亿억]"
)
NAMED_UNITS = {
    10**3: "thousand mille mil тыс ألف آلاف 千 천 พัน ພັນ ពាន់",
    10**4: "หมื่น ໝື່ນ ម៉ឺន",
    10**5: "แสน ແສນ សែន",
    10**6: "million millón millones миллион млн مليون ملايين 百万 ล้าน ລ້ານ លាន",
    10**9: "billion milliard миллиард млрд مليار พันล้าน",
}
UNITS = {unicodedata.normalize("NFKC", name): unit for unit, names in NAMED_UNITS.items() for name in names.split()}
UNIT = re.compile(rf"\s?(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})")


class TargetFacts:
    """The facts in a translated text. Each can be consumed once, so that two equal facts of the source need two."""

    def __init__(self, text: str, language: str) -> None:
        self.text = _normalise(text)
        self.language = language
        self._consumers: dict[Shape, Callable[[SourceFact], bool]] = {
            Shape.ADDRESS: self._consume_address,
            Shape.TELEPHONE: self._consume_telephone,
            Shape.DATE: self._consume_date,
            Shape.TIME: self._consume_time,
            Shape.MONTH: self._consume_month,
            Shape.NUMBER: self._consume_number,
        }

    def consume(self, fact: SourceFact) -> bool:
        """Return True if the text has a match for the fact, and remove the match."""
        return self._consumers[fact.shape](fact)

    def _remove(self, start: int, end: int) -> bool:
        self.text = f"{self.text[:start]}{';' * (end - start)}{self.text[end:]}"
        return True

    def _consume_address(self, fact: SourceFact) -> bool:
        start = self.text.find(_normalise(fact.text))
        return start >= 0 and self._remove(start, start + len(_normalise(fact.text)))

    def _consume_telephone(self, fact: SourceFact) -> bool:
        country, digits = fact.telephone
        pattern = rf"(?<!\d)(?:(?:\+|00)?{country}{GAP})?(?:0{GAP})?{GAP.join(digits)}(?!\d)"
        match = re.search(pattern, self.text)
        return match is not None and self._remove(*match.span())

    def _consume_date(self, fact: SourceFact) -> bool:
        day, month, year = fact.numbers
        dates = sorted(_find_dates(self.text, self.language), key=lambda found: found[0].start())
        for place, (match, its_month) in enumerate(dates):
            its_year = match["year"] if "year" in match.re.groupindex else None
            later = (other["year"] for other, _month in dates[place + 1 :] if "year" in other.re.groupindex)
            known = its_year or next((written for written in later if written), None)
            if (int(match["day"]), its_month) == (day, month) and self._is_year(known, year):
                is_range = "until" in match.re.groupindex  # “5–12 July”: the other day needs the month too
                return self._remove(*(match.span("day") if is_range else match.span()))
        return False

    def _is_year(self, written: str | None, year: int) -> bool:
        return not year or (written is not None and written in self._get_forms(str(year)))

    def _consume_time(self, fact: SourceFact) -> bool:
        hour, minute = fact.numbers
        for match in TIME.finditer(self.text):
            if int(match["minute"]) == minute and self._is_hour(int(match["hour"]), hour, match):
                return self._remove(*match.span())
        if minute:
            return False
        alone = re.compile(r"(?<![\d.,:/])\d{1,2}(?![\d.,:/])")
        hours = (match for match in alone.finditer(self.text) if self._is_hour(int(match[0]), hour, match))
        found = next(hours, None)
        return found is not None and self._remove(*found.span())

    def _is_hour(self, written: int, hour: int, match: re.Match[str]) -> bool:
        around = self.text[max(0, match.start() - 12) : match.end() + 12]
        late = any(re.search(_bound(name, self.language), around) for name in _get_late_names(self.language))
        if hour > 12 or (hour == 12 and late):
            return written == hour or (late and written == hour - 12)
        return written == hour and not late

    def _consume_month(self, fact: SourceFact) -> bool:
        (month,) = fact.numbers
        for name, its_month in _get_month_names(self.language).items():
            if its_month == month and (match := re.search(_bound(name, self.language), self.text)):
                return self._remove(*match.span())
        return self._consume_number(SourceFact(fact.text, Shape.NUMBER, forms=frozenset({str(month)})))

    def _consume_number(self, fact: SourceFact) -> bool:
        wanted = frozenset().union(*(self._get_forms(form) for form in fact.forms))
        for start, end, forms in _find_numbers(self.text):
            if forms & wanted:
                return self._remove(start, end)
        return False

    def _get_forms(self, number: str) -> frozenset[str]:
        if self.language in BUDDHIST_LANGUAGES and number.isdecimal() and int(number) in YEARS:
            return frozenset({number, str(int(number) + BUDDHIST_YEARS)})
        return frozenset({number})


def _normalise(text: str) -> str:
    return to_western_digits(normalise(text)).replace("\u066b", ",").replace("\u066c", ".")


def _find_dates(text: str, language: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield everything that can be read as day and month, with or without a year, with the number of the month."""
    short = SHORT_MONTH_FIRST if language in MONTH_FIRST else DAY_FIRST
    for pattern in (HAN_DATE, DAY_FIRST_HAN_DATE, YEAR_FIRST, short, NUMBERED_MONTH):
        for match in pattern.finditer(text):
            yield match, int(match["month"])
    names = _get_month_names(language)
    for pattern in _get_named_patterns(language):
        for match in pattern.finditer(text):
            yield match, names[match["name"]]


@lru_cache(maxsize=32)
def _get_named_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    names = sorted(_get_month_names(language), key=len, reverse=True)
    if not names:
        return ()
    name = f"(?P<name>{'|'.join(_bound(name, language) for name in names)})"
    return (
        re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})[^\d;]{{0,14}}?{name}{YEAR}"),
        re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s?[\u2010-\u2015~-]\s?(?P<until>\d{{1,2}})[^\d;]{{0,14}}?{name}{YEAR}"),
        re.compile(rf"{name}\.?\s*(?P<day>\d{{1,2}})(?!\d){YEAR}"),
    )


def _bound(name: str, language: str) -> str:
    written = re.escape(name)
    return rf"(?<!\w){written}(?!\w)" if get_language_entry(language).spaced else written


@lru_cache(maxsize=32)
def _get_month_names(language: str) -> dict[str, int]:
    """Return the months by name, without names that are numbers or that two months share."""
    found: dict[str, set[int]] = {}
    for locale in (get_language_entry(language).locale, *MORE_LOCALES.get(language, ())):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale).items():
                    found.setdefault(_normalise(name).strip("."), set()).add(month)
    return {
        name: months.pop()
        for name, months in found.items()
        if len(months) == 1 and not any(character.isdecimal() for character in name)
    }


@lru_cache(maxsize=32)
def _get_late_names(language: str) -> frozenset[str]:
    """Return the names of the hours after noon: “pm”, 오후, 下午."""
    locale = get_language_entry(language).locale
    late = ("pm", "afternoon1", "afternoon2", "evening1", "evening2")
    names = [get_period_names("wide", "format", locale), get_period_names("abbreviated", "format", locale)]
    return frozenset(_normalise(each[period]) for each in names for period in late if each.get(period)) | {"p.m", "pm"}


def _find_numbers(text: str) -> Iterator[tuple[int, int, frozenset[str]]]:
    for match in HAN_NUMBER.finditer(text):
        yield match.start(), match.end(), frozenset({_add_up(match)})
    for match in NUMBER.finditer(text):
        forms = read_number(match[0])
        unit = UNIT.match(text, match.end())
        yield match.start(), match.end(), forms | multiply(forms, UNITS[unit["unit"]]) if unit else forms


def _add_up(match: re.Match[str]) -> str:
    hundreds = match["hundred_million"] or match["only"]
    parts = [(hundreds, 10**8), (match["ten_thousand"], 10**4), (match["rest"], 1)]
    total = sum(int(max(multiply(read_number(part), unit), key=len)) for part, unit in parts if part)
    return str(total)
