"""What must not differ between source and translation: tokens of the register, and numbers typed as plain text.

Digits are compared in Western form, whatever the script; a month may be written as a word, a year in the Buddhist
count, a Vietnamese telephone number with or without +84.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from babel.dates import get_month_names
from django.utils.translation import gettext as _

from cms.translation_desk.segments import Segment, SegmentKind
from translations.languages import get_language_entry

TOKEN = re.compile(r"\[\[([a-z0-9]+(?:-[a-z0-9]+)*)\]\]")
TAG = re.compile(r"<[^>]*>")
PARTS = r"[.,\u066b\u066c\u202f\u00a0 /:()-]"
DATE = re.compile(
    r"(?<![\d/.])(?P<day>\d{1,2})(?:/| tháng )(?P<month>0?[1-9]|1[0-2])(?:(?:/| năm )(?P<year>\d{4}))?(?![\d/])"
    r"|tháng (?P<only_month>0?[1-9]|1[0-2])(?!\d)"
)
PHONE = re.compile(r"(?<![\d.])(?:\+|0|1[89]00)[\d.() \u00a0-]{6,}\d(?!\d)")
NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f]\d+)*")
THOUSANDS = re.compile(r"(?<=\d)[.,\u066c\u202f\u00a0 ](?=\d{3}(?!\d))")
BUDDHIST_YEARS = 543
YEARS = range(1800, 2200)
TRUNK_OR_COUNTRY = re.compile(r"^(?:0|84)")


@dataclass(frozen=True)
class Finding:
    """A fact of the source that the translation lacks; ``code`` names it in forms and on the record."""

    code: str
    path: str
    fact: str
    text: str


@dataclass(frozen=True)
class PlainFact:
    """A date, telephone number or number as the source writes it, with what must be found again."""

    text: str
    numbers: tuple[str, ...] = ()
    month: int | None = None
    telephone: str = ""


def check_facts(*, source: Iterable[Segment], target: Iterable[Segment], language: str) -> tuple[Finding, ...]:
    """Return every fact of the source that isn't in the same segment of the target."""
    words = {segment.path: segment.text for segment in target}
    findings: list[Finding] = []
    for segment in source:
        if segment.kind != SegmentKind.CHOICE:
            findings += check_segment(source=segment, target=words.get(segment.path, ""), language=language)
    return tuple(findings)


def check_segment(*, source: Segment, target: str, language: str) -> list[Finding]:
    plain = TAG.sub(" ", target)
    findings = [
        Finding(
            code=f"{source.path}|[[{key}]]",
            path=source.path,
            fact=f"[[{key}]]",
            text=_("The fact “[[%(key)s]]” of the source isn't in the translation.") % {"key": key},
        )
        for key in Counter(TOKEN.findall(source.text)) - Counter(TOKEN.findall(plain))
    ]
    offered = _Offered(TOKEN.sub(" ", plain), language)
    return findings + [
        Finding(
            code=f"{source.path}|{fact.text}",
            path=source.path,
            fact=fact.text,
            text=_("“%(number)s” of the source isn't in the translation, or is written otherwise.")
            % {"number": fact.text},
        )
        for fact in find_plain_facts(source.text)
        if not offered.take(fact)
    ]


def find_plain_facts(text: str) -> list[PlainFact]:
    """Return the dates, then telephone numbers, then other numbers; what is one isn't counted as another again."""
    rest = TOKEN.sub(" ", TAG.sub(" ", to_western_digits(text)))
    facts = []
    for match in DATE.finditer(rest):
        month = int(match["month"] or match["only_month"])
        numbers = tuple(trim(part) for part in (match["day"], match["year"]) if part)
        facts.append(PlainFact(match[0], numbers, month=month))
    rest = DATE.sub(" ; ", rest)
    for match in PHONE.finditer(rest):
        facts.append(PlainFact(match[0].strip(), telephone=_read_telephone(match[0])))
    rest = PHONE.sub(" ; ", rest)
    facts += [PlainFact(match[0], tuple(_read_numbers(match[0]))) for match in NUMBER.finditer(rest)]
    return facts


def to_western_digits(text: str) -> str:
    """Write every decimal digit (Arabic-Indic, Khmer, Lao, Thai, full-width) as 0 to 9."""
    return "".join(sign if (value := unicodedata.decimal(sign, None)) is None else str(value) for sign in text)


def trim(digits: str) -> str:
    return digits.lstrip("0") or "0"


class _Offered:
    """The numbers of a translation, each of which answers for one number of the source."""

    def __init__(self, text: str, language: str) -> None:
        self.text = to_western_digits(text)
        self.language = language
        self.numbers = Counter(_read_numbers(self.text))
        self.telephones = {_read_telephone(match[0]) for match in re.finditer(rf"\+?\d(?:{PARTS}?\d)+", self.text)}

    def take(self, fact: PlainFact) -> bool:
        if fact.telephone:
            return fact.telephone in self.telephones
        if not all(self._take_number(number) for number in fact.numbers):
            return False
        return fact.month is None or self._names_month(fact.month) or self._take_number(str(fact.month))

    def _take_number(self, number: str) -> bool:
        forms = [number, str(int(number) + BUDDHIST_YEARS)] if int(number) in YEARS else [number]
        found = next((form for form in forms if self.numbers[form]), None)
        if found is not None:
            self.numbers[found] -= 1
        return found is not None

    def _names_month(self, month: int) -> bool:
        return any(name in self.text.casefold() for name in _get_month_names(self.language, month))


@lru_cache(maxsize=512)
def _get_month_names(language: str, month: int) -> tuple[str, ...]:
    locale = get_language_entry(language).locale
    names = {
        get_month_names("wide", "format", locale)[month],
        get_month_names("wide", "stand-alone", locale)[month],
        get_month_names("abbreviated", "format", locale)[month],
        get_month_names("abbreviated", "stand-alone", locale)[month],
    }
    words = (name.casefold().strip(".") for name in names)
    return tuple(word for word in words if not any(sign.isdecimal() for sign in word))


def _read_numbers(text: str) -> list[str]:
    """Return the runs of digits without leading zeros; marks of thousands don't part a number."""
    return [trim(run) for run in re.findall(r"\d+", THOUSANDS.sub("", text))]


def _read_telephone(text: str) -> str:
    return TRUNK_OR_COUNTRY.sub("", re.sub(r"\D", "", text).removeprefix("00"))
