"""Numbers with what belongs to them: scale, words, per cent, money, measure, fraction, range, ordinal."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from tests.benchmarks.facts.kind import TABLES, Kind
from tests.benchmarks.facts.words import spell
from translations.languages import get_language_entry

MYRIAD = {"ja": ("万", "億"), "zh-hans": ("万", "亿"), "ko": ("만", "억")}
SCALES = {
    "vi": {10**3: "nghìn", 10**6: "triệu", 10**9: "tỷ"},
    "en": {10**3: "thousand", 10**6: "million", 10**9: "billion"},
    "fr": {10**3: "mille", 10**6: "millions", 10**9: "milliards"},
    "es": {10**3: "mil", 10**6: "millones", 10**9: "mil millones"},
    "ru": {10**3: "тыс.", 10**6: "млн", 10**9: "млрд"},
    "ar": {10**3: "ألف", 10**6: "مليون", 10**9: "مليار"},
    "th": {10**3: "พัน", 10**6: "ล้าน", 10**9: "พันล้าน"},
    "lo": {10**3: "ພັນ", 10**6: "ລ້ານ", 10**9: "ຕື້"},
    "km": {10**3: "ពាន់", 10**6: "លាន", 10**9: "ពាន់លាន"},
}
RUSSIAN_FULL = {10**3: "тысяч", 10**6: "миллиона", 10**9: "миллиарда"}
Amount = tuple[Decimal, int]


def number(value: Decimal | int, language: str) -> str:
    return str(format_decimal(value, locale=get_language_entry(language).locale, format="#,##0.######"))


def _draw_large(dice: random.Random) -> Amount:
    scale = dice.choice([10**3, 10**6, 10**9])
    tenths = dice.choice([dice.randrange(11, 99), dice.randrange(2, 90) * 10])
    return Decimal(tenths) / 10 if scale > 1000 else Decimal(max(2, tenths // 10)), scale


def scaled(value: Amount, language: str) -> list[str]:
    """Return the ways to write a number with its scale word, and in full."""
    figure, scale = value
    total = int(figure * scale)
    texts = [number(total, language)]
    if language in MYRIAD:
        texts.append(_in_myriads(total, language))
        return texts
    texts.append(f"{number(figure, language)} {SCALES[language][scale]}")
    if language in {"th", "lo", "km"}:
        texts.append(f"{number(figure, language)}{SCALES[language][scale]}")
    if language == "ru":
        texts.append(f"{number(figure, language)} {RUSSIAN_FULL[scale]}")
    return texts


def _in_myriads(total: int, language: str) -> str:
    small, large = MYRIAD[language]
    high, rest = divmod(total, 10**8)
    middle, low = divmod(rest, 10**4)
    parts = [f"{high:,}{large}" if high else "", f"{middle:,}{small}" if middle else "", f"{low:,}" if low else ""]
    return (" " if language == "ko" else "").join(part for part in parts if part)


def _write_large(value: Amount) -> list[str]:
    return [f"{number(value[0], 'vi')} {SCALES['vi'][value[1]]}", number(int(value[0] * value[1]), "vi")]


def _alter_large(value: Amount, _dice: random.Random) -> dict[str, Any]:
    figure, scale = value
    return {
        "scale": (figure, scale * 1000 if scale < 10**9 else 10**6),
        "no scale": (figure, 1),
        "digit": (figure + 1, scale),
    }


def _render_large(value: Amount, language: str) -> list[str]:
    return [number(value[0], language)] if value[1] == 1 else scaled(value, language)


CROWD = TABLES["crowd"]


def _render_words(value: int, language: str) -> list[str]:
    return [CROWD[language].format(spell(value, language)), CROWD[language].format(number(value, language))]


def _alter_words(value: int, dice: random.Random) -> dict[str, Any]:
    return {"digit": value + 10, "order": int(str(value)[::-1]) if str(value)[::-1] != str(value) else value + 2}


PERCENT = TABLES["percent"]


def _render_percent(value: tuple[Decimal, str], language: str) -> list[str]:
    figure, sign = value
    return [form.format(number(figure, language)) for form in (PERCENT[language] if sign == "%" else ["{}"])]


CURRENCIES = TABLES["currencies"]
VIETNAMESE_MONEY = {"VND": ["{} đồng", "{} VND"], "USD": ["{} USD", "{} đô la Mỹ"], "EUR": ["{} euro", "{} EUR"]}


def _render_money(value: tuple[Amount, str], language: str) -> list[str]:
    amount, currency = value
    forms = CURRENCIES[currency][language] if currency else ["{}"]
    glue = {"fr": "{} de", "es": "{} de"}.get(language)
    figures = _render_large(amount, language)
    if glue and amount[1] >= 10**6:
        figures = [figure if figure[-1].isdigit() else glue.format(figure) for figure in figures]
    return [form.format(figure).replace("de $", "$").replace("de €", "€") for form in forms for figure in figures]


def _alter_money(value: tuple[Amount, str], dice: random.Random) -> dict[str, Any]:
    amount, currency = value
    other = dice.choice([each for each in CURRENCIES if each != currency])
    return {"unit": (amount, other), "no unit": (amount, ""), "scale": (_alter_large(amount, dice)["scale"], currency)}


MEASURES = TABLES["measures"]
CLOSE = frozenset({"ja", "zh-hans", "ko"})
OTHER = {
    "km": "m",
    "m": "km",
    "kg": "t",
    "ha": "km2",
    "t": "kg",
    "km2": "ha",
    "°C": "m",
    "day": "month",
    "month": "day",
}


def _draw_measure(dice: random.Random) -> tuple[Decimal, str]:
    unit = dice.choice(list(MEASURES))
    if unit in {"day", "month"}:
        return Decimal(dice.randrange(13, 99)), unit
    figure = dice.choice([Decimal(dice.randrange(13, 900)), Decimal(dice.randrange(11, 990)) / 10])
    return (-figure if unit == "°C" and dice.random() < 0.5 else figure), unit


def _write_measure(value: tuple[Decimal, str]) -> list[str]:
    figure, unit = value
    signed = [f"-{number(-figure, 'vi')}", f"âm {number(-figure, 'vi')}"] if figure < 0 else [number(figure, "vi")]
    return [f"{each}{'' if name == '°C' else ' '}{name}" for each in signed for name in MEASURES[unit]["vi"]]


def _render_measure(value: tuple[Decimal, str], language: str) -> list[str]:
    figure, unit = value
    sign = "−" if figure < 0 else ""
    names = MEASURES[unit][language] if unit else [""]
    glue = "" if language in CLOSE else " "
    return [f"{sign}{number(abs(figure), language)}{glue if name != '°C' else ''}{name}".strip() for name in names]


def _alter_measure(value: tuple[Decimal, str], _dice: random.Random) -> dict[str, Any]:
    figure, unit = value
    wrong: dict[str, Any] = {"unit": (figure, OTHER[unit]), "no unit": (figure, ""), "digit": (figure + 1, unit)}
    return wrong | ({"sign": (-figure, unit)} if unit == "°C" else {})


NAMED_FRACTIONS = TABLES["named_fractions"]
VIETNAMESE_FRACTIONS = {(2, 3): "hai phần ba", (3, 4): "ba phần tư", (4, 5): "bốn phần năm"}


def _render_fraction(value: tuple[int, int], language: str) -> list[str]:
    named = NAMED_FRACTIONS.get(f"{value[0]}/{value[1]}", {})
    return [f"{value[0]}/{value[1]}", *([named[language]] if named else [])]


def _write_fraction(value: tuple[int, int]) -> list[str]:
    return [f"{value[0]}/{value[1]}", *([VIETNAMESE_FRACTIONS[value]] if value in VIETNAMESE_FRACTIONS else [])]


SPANS = TABLES["spans"]


def _render_span(value: tuple[int, int, str], language: str) -> list[str]:
    first, last, unit = value
    glue = "" if language in CLOSE else " "
    return [f"{form.format(first, last)}{glue}{MEASURES[unit][language][0]}" for form in SPANS[language]]


ORDINALS = TABLES["ordinals"]


def _render_ordinal(value: int, language: str) -> list[str]:
    more = {
        "zh-hans": [f"第{spell(value, 'zh-hans')}次"],
        "ko": [f"{value}번째"],
        "ja": [f"{value}回目", f"{value}度目"],
    }
    return [ORDINALS[language].format(value), *more.get(language, [])]


PARTS = TABLES["parts"]
TIMES_IN_WORDS = TABLES["times_in_words"]
VIETNAMESE_DIGITS = {3: "ba", 4: "tư", 5: "năm", 10: "mười"}
HALF = Decimal("0.5")

AMOUNT_KINDS = (
    Kind("large number", _draw_large, _write_large, _render_large, _alter_large),
    Kind(
        "number in words",
        lambda dice: dice.choice([dice.randrange(21, 100), dice.randrange(101, 1000), dice.randrange(2, 99) * 1000]),
        lambda value: [f"{spell(value, 'vi')} người", f"{number(value, 'vi')} người"],
        _render_words,
        _alter_words,
    ),
    Kind(
        "percentage",
        lambda dice: (dice.choice([Decimal(dice.randrange(11, 99)), Decimal(dice.randrange(11, 990)) / 10]), "%"),
        lambda value: [f"{number(value[0], 'vi')}%", f"{number(value[0], 'vi')} phần trăm"],
        _render_percent,
        lambda value, _dice: {"no unit": (value[0], ""), "digit": (value[0] + 1, "%")},
    ),
    Kind(
        "money",
        lambda dice: (_draw_large(dice), dice.choice(list(CURRENCIES))),
        lambda value: [form.format(_write_large(value[0])[0]) for form in VIETNAMESE_MONEY[value[1]]],
        _render_money,
        _alter_money,
    ),
    Kind("measure", _draw_measure, _write_measure, _render_measure, _alter_measure),
    Kind(
        "fraction",
        lambda dice: dice.choice([(2, 3), (3, 4), (4, 5), (2, 5), (3, 7), (15, 34)]),
        _write_fraction,
        _render_fraction,
        lambda value, _dice: {"digit": (value[0], value[1] + 1), "exchange": (value[1], value[0])},
    ),
    Kind(
        "range",
        lambda dice: (*sorted(dice.sample(range(11, 90), 2)), dice.choice(["km", "m", "ha"])),
        lambda value: [f"{value[0]}–{value[1]} {value[2]}", f"từ {value[0]} đến {value[1]} {value[2]}"],
        _render_span,
        lambda value, _dice: {"order": (value[1], value[0], value[2]), "digit": (value[0], value[1] + 1, value[2])},
    ),
    Kind(
        "ordinal",
        lambda dice: dice.randrange(24, 30),
        lambda value: [f"lần thứ {value}"],
        _render_ordinal,
        lambda value, _dice: {"digit": value + 10},
    ),
    Kind(
        "part in words",
        lambda dice: dice.choice(list(VIETNAMESE_DIGITS)),
        lambda value: [f"một phần {VIETNAMESE_DIGITS[value]} số mộ"],
        lambda value, language: [PARTS[language][str(value)]],
        lambda value, dice: {"digit": dice.choice([each for each in VIETNAMESE_DIGITS if each != value])},
    ),
    Kind(
        "ordinal in words",
        lambda dice: dice.choice([3, 4, 5]),
        lambda value: [f"lần thứ {VIETNAMESE_DIGITS[value]}"],
        lambda value, language: [TIMES_IN_WORDS[language][str(value)]],
        lambda value, dice: {"digit": dice.choice([each for each in (3, 4, 5) if each != value])},
    ),
    Kind(
        "half of a scale",
        lambda dice: (Decimal(dice.randrange(2, 10)), dice.choice([10**6, 10**9])),
        lambda value: [f"{value[0]} {SCALES['vi'][value[1]]} rưỡi"],
        lambda value, language: scaled((value[0] + HALF, value[1]), language),
        lambda value, _dice: {"no half": (value[0] - HALF, value[1]), "digit": (value[0] + 1, value[1])},
    ),
)
