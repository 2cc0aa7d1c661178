"""Facts of newsrooms: lunar days, times before the hour, Roman numbers, ages, spans, map scales, ranges of dates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.benchmarks.facts.amounts import number
from tests.benchmarks.facts.dates import _month as month_name
from tests.benchmarks.facts.dates import _nth as nth
from tests.benchmarks.facts.kind import Kind

ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI"]
ROMAN += ["XVII", "XVIII", "XIX", "XX"]
EN_NTH = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"]
EN_NTH += ["twelfth"]
LUNAR = {
    "en": ["the {dth} day of the {mword} lunar month", "{d} of the {mth} month of the lunar calendar"],
    "ko": ["음력 {m}월 {d}일"],
    "ja": ["旧暦{m}月{d}日"],
    "zh-hans": ["农历{m}月{d}日"],
    "th": ["วันที่ {d} เดือน {m} ตามจันทรคติ"],
    "lo": ["ວັນທີ {d} ເດືອນ {m} ຕາມຈັນທະຄະຕິ"],
    "km": ["ថ្ងៃទី{d} ខែ{m} តាមច័ន្ទគតិ"],
    "fr": ["le {d} du {m}e mois lunaire"],
    "ru": ["{d}-го числа {m}-го лунного месяца"],
    "es": ["el día {d} del mes {m} del calendario lunar"],
    "ar": ["اليوم {d} من الشهر القمري {m}"],
}
SOLAR = {
    "en": "{d} {name}", "ko": "{m}월 {d}일", "ja": "{m}月{d}日", "zh-hans": "{m}月{d}日", "th": "{d} {name}",
    "lo": "ວັນທີ {d} ເດືອນ {m}", "km": "ថ្ងៃទី{d} ខែ{name}", "fr": "{d} {name}", "ru": "{d} {name}", "es": "{d} de {name}",
    "ar": "{d} {name}",
}  # fmt: skip
CLOCK = {
    "en": "{h}:{m:02}", "ko": "{h}시 {m}분", "ja": "{h}時{m}分", "zh-hans": "{h}点{m}分", "th": "{h}.{m:02} น.",
    "lo": "{h} ໂມງ {m} ນາທີ", "km": "ម៉ោង {h}:{m:02}", "fr": "{h} h {m:02}", "ru": "в {h}:{m:02}", "es": "las {h}:{m:02}",
    "ar": "الساعة {h}:{m:02}",
}  # fmt: skip
CONGRESS = {
    "en": ["the {nth} Congress"], "ko": ["제{n}차 대회"], "ja": ["第{n}回大会"], "zh-hans": ["第{n}次代表大会"],
    "th": ["สมัชชาครั้งที่ {n}"], "lo": ["ກອງປະຊຸມໃຫຍ່ຄັ້ງທີ {n}"], "km": ["មហាសន្និបាតលើកទី{n}"],
    "fr": ["le {n}e Congrès", "le {roman}e Congrès"], "ru": ["{n}-й съезд", "{roman} съезд"],
    "es": ["el {roman} Congreso"],
    "ar": ["المؤتمر الـ{n}"],
}  # fmt: skip
AGE = {
    "en": ["aged {}", "{} years old", "a {}-year-old"], "ko": ["{}세"], "ja": ["{}歳"], "zh-hans": ["{}岁"],
    "th": ["อายุ {} ปี"], "lo": ["ອາຍຸ {} ປີ"], "km": ["អាយុ {} ឆ្នាំ"], "fr": ["{} ans"], "ru": ["{} лет"],
    "es": ["{} años"], "ar": ["{} عامًا"],
}  # fmt: skip
MONTHS_OLD = {
    "en": "{} months", "ko": "{}개월", "ja": "{}か月", "zh-hans": "{}个月", "th": "{} เดือน", "lo": "{} ເດືອນ",
    "km": "{} ខែ", "fr": "{} mois", "ru": "{} месяцев", "es": "{} meses", "ar": "{} شهرًا",
}  # fmt: skip
SPAN = {
    "en": "{} hours {} minutes", "ko": "{}시간 {}분", "ja": "{}時間{}分", "zh-hans": "{}小时{}分钟",
    "th": "{} ชั่วโมง {} นาที", "lo": "{} ຊົ່ວໂມງ {} ນາທີ", "km": "{} ម៉ោង {} នាទី", "fr": "{} heures {} minutes",
    "ru": "{} часов {} минут",
    "es": "{} horas y {} minutos", "ar": "{} ساعات و{} دقيقة",
}  # fmt: skip
QUARTER = {
    "en": ["the {word} quarter of {y}", "Q{q} {y}"], "ko": ["{y}년 {q}분기"], "ja": ["{y}年第{q}四半期"],
    "zh-hans": ["{y}年第{q}季度"], "th": ["ไตรมาสที่ {q} ปี ค.ศ. {y}"], "lo": ["ໄຕມາດ {q} ປີ {y}"],
    "km": ["ត្រីមាសទី{q} ឆ្នាំ{y}"], "fr": ["le {q}e trimestre {y}"],
    "ru": ["{roman} квартал {y} года", "{q}-й квартал {y} г."], "es": ["el {q}.º trimestre de {y}"],
    "ar": ["الربع {arabic} من عام {y}"],
}  # fmt: skip
ARABIC_NTH = ["", "الأول", "الثاني", "الثالث", "الرابع"]
DAYS = {
    "en": ["{0}–{1} {name} {y}", "from {0} to {1} {name} {y}", "{name} {0}–{1}, {y}"],
    "ko": ["{y}년 {m}월 {0}일부터 {1}일까지"],
    "ja": ["{y}年{m}月{0}日から{1}日まで", "{y}年{m}月{0}～{1}日"], "zh-hans": ["{y}年{m}月{0}日至{1}日"],
    "th": ["{0}–{1} {name} ค.ศ. {y}"], "lo": ["ວັນທີ {0} ຫາ {1} ເດືອນ {m} ປີ {y}"],
    "km": ["ថ្ងៃទី{0} ដល់ {1} ខែ{name} ឆ្នាំ{y}"],
    "fr": ["du {0} au {1} {name} {y}"], "ru": ["{0}–{1} {name} {y} года", "с {0} по {1} {name} {y} года"],
    "es": ["del {0} al {1} de {name} de {y}"], "ar": ["من {0} إلى {1} {name} {y}"],
}  # fmt: skip
Lunar = tuple[int, int, bool]
Days = tuple[date, date]


def _render_lunar(value: Lunar, language: str) -> list[str]:
    d, m, is_lunar = value
    if not is_lunar:
        return [SOLAR[language].format(d=d, m=m, name=month_name(m, language))]
    return [form.format(d=d, m=m, dth=nth(d), mth=nth(m), mword=EN_NTH[m]) for form in LUNAR[language]]


def _write_lunar(value: Lunar) -> list[str]:
    d, m, _is_lunar = value
    name = {1: "Giêng", 12: "Chạp"}.get(m, str(m))
    return [f"ngày {d} tháng {name} âm lịch", f"{d}/{m} âm lịch", *([f"ngày {d} tháng Chạp"] if m == 12 else [])]


def _alter_lunar(value: Lunar, _dice: random.Random) -> dict[str, Any]:
    d, m, _is_lunar = value
    exchanged = {"exchange": (m, d, True)} if d <= 12 else {}
    return {"calendar": (d, m, False), "digit": (d % 28 + 1, m, True), "month": (d, m % 12 + 1, True), **exchanged}


def _render_congress(value: int, language: str) -> list[str]:
    return [form.format(n=value, nth=nth(value), roman=ROMAN[value]) for form in CONGRESS[language]]


def _render_age(value: tuple[int, str], language: str) -> list[str]:
    return [form.format(value[0]) for form in (AGE[language] if value[1] == "year" else [MONTHS_OLD[language]])]


def _render_scale(value: int, language: str) -> list[str]:
    return [f"1:{number(value, language)}"]


def _render_quarter(value: tuple[int, int], language: str) -> list[str]:
    q, y = value
    fields = {"q": q, "y": y, "roman": ROMAN[q], "word": EN_NTH[q], "arabic": ARABIC_NTH[q]}
    return [form.format(**fields) for form in QUARTER[language]]


def _draw_days(dice: random.Random) -> Days:
    first = date(dice.randrange(1950, 2027), dice.randrange(1, 13), dice.randrange(2, 15))
    return first, first + timedelta(days=dice.randrange(2, 12))


def _render_days(value: Days, language: str) -> list[str]:
    first, last = value
    fields = {"m": first.month, "y": first.year, "name": month_name(first.month, language)}
    return [form.format(first.day, last.day, **fields) for form in DAYS[language]]


def _alter_days(value: Days, _dice: random.Random) -> dict[str, Any]:
    first, last = value
    return {
        "order": (last, first),
        "digit": (first, last + timedelta(days=1)),
        "year": (first.replace(year=first.year + 10), last.replace(year=last.year + 10)),
        "month": (first.replace(month=first.month % 12 + 1), last.replace(month=last.month % 12 + 1)),
    }


NEWSROOM_KINDS = (
    Kind(
        "lunar date",
        lambda dice: (dice.randrange(2, 29), dice.choice([1, 2, 3, 4, 7, 8, 12]), True),
        _write_lunar,
        _render_lunar,
        _alter_lunar,
    ),
    Kind(
        "time before the hour",
        lambda dice: (dice.randrange(5, 12), dice.choice([5, 10, 15, 20])),
        lambda value: [f"lúc {value[0]} giờ kém {value[1]}", f"{value[0]} giờ kém {value[1]} phút"],
        lambda value, language: [CLOCK[language].format(h=value[0] - 1, m=60 - value[1])],
        lambda value, _dice: {"hour": (value[0] + 1, value[1]), "minute": (value[0], value[1] + 5)},
    ),
    Kind(
        "Roman number",
        lambda dice: dice.randrange(6, 20),
        lambda value: [f"Đại hội {ROMAN[value]}", f"Đại hội lần thứ {ROMAN[value]}"],
        _render_congress,
        lambda value, dice: {"digit": value - dice.randrange(1, 4)},
    ),
    Kind(
        "age",
        lambda dice: (dice.randrange(17, 91), "year"),
        lambda value: [f"{value[0]} tuổi", f"năm {value[0]} tuổi"],
        _render_age,
        lambda value, _dice: {"digit": (value[0] + 10, "year"), "unit": (value[0], "month")},
    ),
    Kind(
        "duration",
        lambda dice: (dice.randrange(3, 10), dice.choice([10, 15, 20, 40, 45])),
        lambda value: [f"kéo dài {value[0]} giờ {value[1]} phút", f"mất {value[0]} tiếng {value[1]} phút"],
        lambda value, language: [SPAN[language].format(*value)],
        lambda value, _dice: {"hours": (value[0] + 1, value[1]), "minutes": (value[0], value[1] + 5)},
    ),
    Kind(
        "map scale",
        lambda dice: dice.choice([10_000, 25_000, 50_000, 100_000, 250_000]),
        lambda value: [f"tỷ lệ 1:{number(value, 'vi')}", f"tỷ lệ 1/{number(value, 'vi')}"],
        _render_scale,
        lambda value, _dice: {"scale": value * 10, "digit": value + 5_000},
    ),
    Kind(
        "quarter of a year",
        lambda dice: (dice.randrange(2, 5), dice.randrange(1990, 2028)),
        lambda value: [f"quý {ROMAN[value[0]]}/{value[1]}", f"quý {value[0]} năm {value[1]}"],
        _render_quarter,
        lambda value, _dice: {"quarter": (value[0] - 1, value[1]), "year": (value[0], value[1] + 1)},
    ),
    Kind(
        "range of dates",
        _draw_days,
        lambda value: [
            f"từ ngày {value[0].day} đến ngày {value[1]:%-d/%-m/%Y}",
            f"từ {value[0].day} đến {value[1].day} tháng {value[1].month} năm {value[1].year}",
        ],
        _render_days,
        _alter_days,
    ),
)
