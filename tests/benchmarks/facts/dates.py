"""Dates, parts of dates and times."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date, format_skeleton, get_day_names, get_month_names

from tests.benchmarks.facts.kind import TABLES, Kind
from tests.benchmarks.facts.words import spell_digits
from translations.languages import get_language_entry

HAN_LANGUAGES = ("ja", "zh-hans")
RUSSIAN_IN, LEVANT = TABLES["months"]["russian_in"], TABLES["months"]["levant"]
VIETNAMESE_MONTHS = ["Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười"]
VIETNAMESE_DAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]
ROMAN = {16: "XVI", 17: "XVII", 18: "XVIII", 19: "XIX", 20: "XX", 21: "XXI"}
SMALL_HAN = ["", *"一二三四五六七八九十", "十一", "十二", *(f"十{each}" for each in "三四五六七八九"), "二十"]
SMALL_HAN += [f"二十{each}" for each in "一二三四五六七八九"] + ["三十", "三十一"]


def _month(number: int, language: str) -> str:
    return get_month_names("wide", "format", get_language_entry(language).locale)[number]


def _draw_date(dice: random.Random) -> date:
    return date(1945, 1, 1) + timedelta(days=dice.randrange(82 * 365))


def _write_date(day: date) -> list[str]:
    texts = [f"ngày {day:%-d/%-m/%Y}", f"ngày {day:%-d} tháng {day:%-m} năm {day:%Y}", f"{day:%d/%m/%Y}"]
    if day.month <= 10:
        texts.append(f"ngày {day.day} tháng {VIETNAMESE_MONTHS[day.month - 1]} năm {day.year}")
    return texts


def _render_date(day: date, language: str) -> list[str]:
    y, m, d = day.year, day.month, day.day
    name = _month(m, language)
    texts = {
        "en": [f"{d} {name} {y}", f"{name} {d}, {y}", f"{_nth(d)} of {name} {y}"],
        "ko": [f"{y}년 {m}월 {d}일", f"{y}. {m}. {d}."],
        "ja": [f"{y}年{m}月{d}日", f"{y}/{m}/{d}", f"{spell_digits(y)}年{SMALL_HAN[m]}月{SMALL_HAN[d]}日"],
        "zh-hans": [f"{y}年{m}月{d}日", f"{spell_digits(y)}年{SMALL_HAN[m]}月{SMALL_HAN[d]}日"],
        "th": [f"{d} {name} พ.ศ. {y + 543}", f"วันที่ {d} {name} {y + 543}", f"{d} {name} ค.ศ. {y}"],
        "lo": [f"ວັນທີ {d} ເດືອນ {m} ປີ {y}", f"{d} {name} {y}", f"{d}/{m}/{y}"],
        "km": [f"ថ្ងៃទី{d} ខែ{name} ឆ្នាំ{y}", f"{d} {name} {y}"],
        "fr": [f"le {d if d > 1 else '1er'} {name} {y}", f"le {d:02}/{m:02}/{y}"],
        "ru": [f"{d} {name} {y} года", f"{d} {name} {y} г.", f"{d:02}.{m:02}.{y}"],
        "es": [f"el {d} de {name} de {y}", f"{d}/{m}/{y}"],
        "ar": [f"{d} {name} {y}", f"{d} {LEVANT[m - 1]}/{name} {y}", f"{d} {LEVANT[m - 1]} {y}"],
    }
    if language in {"th", "lo"}:
        return texts[language]
    return [*texts[language], str(format_date(day, "long", locale=get_language_entry(language).locale))]


def _alter_date(day: date, dice: random.Random) -> dict[str, Any]:
    wrong = {
        "digit": day.replace(day=day.day % 28 + 1),
        "month": day.replace(day=min(day.day, 28), month=day.month % 12 + 1),
        "year": day.replace(day=min(day.day, 28), year=day.year + dice.choice([-20, -10, -1, 1, 10])),
    }
    if day.day <= 12 and day.day != day.month:
        wrong["exchange"] = day.replace(day=day.month, month=day.day)
    return wrong


def _nth(number: int) -> str:
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _render_day_month(day: date, language: str) -> list[str]:
    m, d = day.month, day.day
    texts = {
        "ja": [f"{SMALL_HAN[m]}月{SMALL_HAN[d]}日"],
        "zh-hans": [f"{SMALL_HAN[m]}月{SMALL_HAN[d]}日", f"{m}月{d}号"],
        "lo": [f"ວັນທີ {d} ເດືອນ {m}"],
        "th": [f"วันที่ {d} {_month(m, 'th')}"],
        "km": [f"ថ្ងៃទី{d} ខែ{_month(m, 'km')}"],
        "ar": [f"{d} {LEVANT[m - 1]}"],
        "fr": [f"{d} {_month(m, 'fr')}"],
    }
    return [*texts.get(language, []), str(format_skeleton("MMMMd", day, locale=get_language_entry(language).locale))]


def _write_day_month(day: date) -> list[str]:
    texts = [f"ngày {day.day}/{day.month}", f"ngày {day.day} tháng {day.month}"]
    return texts + ([f"{day.day} tháng {VIETNAMESE_MONTHS[day.month - 1]}"] if day.month <= 10 else [])


def _alter_day_month(day: date, dice: random.Random) -> dict[str, Any]:
    return {name: value for name, value in _alter_date(day, dice).items() if name != "year"}


def _render_month_year(day: date, language: str) -> list[str]:
    y, m = day.year, day.month
    name = _month(m, language)
    return {
        "en": [f"in {name} {y}", f"in {name} of {y}"],
        "ko": [f"{y}년 {m}월에"],
        "ja": [f"{y}年{m}月に", f"{spell_digits(y)}年{SMALL_HAN[m]}月に"],
        "zh-hans": [f"{y}年{m}月", f"{spell_digits(y)}年{SMALL_HAN[m]}月"],
        "th": [f"เดือน{name} พ.ศ. {y + 543}", f"{name} {y + 543}"],
        "lo": [f"ເດືອນ {m} ປີ {y}", f"ເດືອນ{name} ປີ {y}"],
        "km": [f"ខែ{name} ឆ្នាំ{y}"],
        "fr": [f"en {name} {y}"],
        "ru": [f"в {RUSSIAN_IN[m - 1]} {y} года", f"{get_month_names('wide', 'stand-alone', 'ru')[m]} {y} г."],
        "es": [f"en {name} de {y}"],
        "ar": [f"في {name} {y}", f"في {LEVANT[m - 1]} {y}", f"في شهر {name} عام {y}"],
    }[language]


def _alter_month_year(day: date, dice: random.Random) -> dict[str, Any]:
    return {name: value for name, value in _alter_date(day.replace(day=15), dice).items() if name in {"month", "year"}}


def _render_year(year: int, language: str) -> list[str]:
    return {
        "en": [f"in {year}"],
        "ko": [f"{year}년에"],
        "ja": [f"{year}年に", f"{spell_digits(year)}年に", *([f"昭和{year - 1925}年に"] if 1927 < year < 1989 else [])],
        "zh-hans": [f"{year}年", f"{spell_digits(year)}年"],
        "th": [f"ในปี พ.ศ. {year + 543}", f"ในปี {year + 543}", f"ในปี ค.ศ. {year}"],
        "lo": [f"ປີ {year}", f"ໃນປີ ຄ.ສ. {year}"],
        "km": [f"ឆ្នាំ{year}", f"ក្នុងឆ្នាំ {year}"],
        "fr": [f"en {year}", f"l’année {year}"],
        "ru": [f"в {year} году", f"{year} год"],
        "es": [f"en {year}", f"el año {year}"],
        "ar": [f"عام {year}", f"في سنة {year}"],
    }[language]


def _render_decade(decade: int, language: str) -> list[str]:
    short = decade % 100
    spelled = {60: ("sixties", "soixante", "sesenta", "六十"), 70: ("seventies", "soixante-dix", "setenta", "七十")}
    en, fr, es, han = spelled.get(short, ("", "", "", ""))
    return {
        "en": [f"in the {decade}s", *([f"in the {en}"] if en else [])],
        "ko": [f"{decade}년대에"],
        "ja": [f"{decade}年代に"],
        "zh-hans": [f"{decade}年代", *([f"{han}年代"] if han else [])],
        "th": [f"ในทศวรรษ {decade}", f"ช่วงทศวรรษที่ {decade}"],
        "lo": [f"ຊຸມປີ {decade}", f"ທົດສະວັດ {decade}"],
        "km": [f"ទសវត្សរ៍ឆ្នាំ{decade}", f"ទសវត្សរ៍ {decade}"],
        "fr": [f"dans les années {decade}", f"dans les années {short}", *([f"les années {fr}"] if fr else [])],
        "ru": [f"в {decade}-е годы", f"в {decade}-х годах", f"в {short}-х годах"],
        "es": [f"en los años {short}", f"en la década de {decade}", *([f"en los años {es}"] if es else [])],
        "ar": [f"في عقد {decade}", *([f"في {'ستينيات' if short == 60 else 'سبعينيات'} القرن"] if en else [])],
    }[language]


def _render_century(century: int, language: str) -> list[str]:
    roman = ROMAN[century]
    return {
        "en": [f"in the {_nth(century)} century"],
        "ko": [f"{century}세기에"],
        "ja": [f"{century}世紀に"],
        "zh-hans": [f"{century}世纪", f"{SMALL_HAN[century]}世纪"],
        "th": [f"คริสต์ศตวรรษที่ {century}", f"ศตวรรษที่ {century}"],
        "lo": [f"ສະຕະວັດທີ {century}"],
        "km": [f"សតវត្សរ៍ទី{century}", f"សតវត្សទី {century}"],
        "fr": [f"au {roman}e siècle", f"au {roman}ᵉ siècle"],
        "ru": [f"в {roman} веке"],
        "es": [f"en el siglo {roman}"],
        "ar": [f"في القرن {century}", *(["في القرن العشرين"] if century == 20 else [])],
    }[language]


BEFORE = TABLES["before"]
AFTER = TABLES["after"]


def _render_era(value: tuple[int, bool], language: str) -> list[str]:
    year, before = value
    return [form.format(year) for form in (BEFORE if before else AFTER)[language]]


def _write_era(value: tuple[int, bool]) -> list[str]:
    year, before = value
    return [f"năm {year} trước Công nguyên", f"năm {year} TCN"] if before else [f"năm {year} sau Công nguyên"]


def _alter_era(value: tuple[int, bool], _dice: random.Random) -> dict[str, Any]:
    year, before = value
    return {"sign": (year, not before), "digit": (year + 10, before)}


def _render_weekday(day: int, language: str) -> list[str]:
    name = get_day_names("wide", "format", get_language_entry(language).locale)[day]
    more = {"zh-hans": ["周" + "一二三四五六日"[day]], "ja": [f"{'月火水木金土日'[day]}曜"]}.get(language, [])
    return [name, *more]


PERIODS = {
    "en": ("a.m.", "p.m."), "ko": ("오전", "오후"), "ja": ("午前", "午後"), "zh-hans": ("上午", "下午"),
}  # fmt: skip


def _render_time(value: tuple[int, int], language: str) -> list[str]:  # noqa: C901  # one branch for each language
    h, m = value
    short = (h - 1) % 12 + 1
    early, late = PERIODS.get(language, ("", ""))
    period = late if h >= 12 else early
    texts = [f"{h}:{m:02}"]
    match language:
        case "en":
            texts += [f"{short}:{m:02} {period}", f"{short}.{m:02}{period[0]}m"]
            texts += [f"{short} {period}"] if not m else []
        case "ko":
            texts += [f"{period} {short}시" + (f" {m}분" if m else ""), f"{h}시" + (f" {m}분" if m else "")]
        case "ja" | "zh-hans":
            hour, minute = ("時", "分") if language == "ja" else ("点", "分")
            texts += [f"{h}{hour}" + (f"{m}{minute}" if m else ""), f"{period}{short}{hour}" + (f"{m}分" if m else "")]
            texts += [f"{h}{hour}半"] if m == 30 else []
        case "th":
            texts += [f"{h:02}.{m:02} น.", f"{h} นาฬิกา" + (f" {m} นาที" if m else "")]
        case "lo":
            texts += [f"{h}:{m:02} ໂມງ", f"{h} ໂມງ" + (f" {m} ນາທີ" if m else "")]
        case "km":
            texts += [f"ម៉ោង {h}:{m:02}", f"ម៉ោង {h}" + (f" និង {m} នាទី" if m else "")]
        case "fr":
            texts = [f"{h} h" + (f" {m:02}" if m else ""), f"{h} heures" + (f" {m}" if m else ""), f"{h}h{m:02}"]
        case "ru":
            texts += [f"{h} часов" + (f" {m} минут" if m else "")]
            texts += [f"{short} часов {'вечера' if h >= 18 else 'утра'}"] if not m and (h >= 18 or 4 < h < 12) else []
        case "es":
            texts += [f"{h}.{m:02} h", f"a las {short}:{m:02} {'p. m.' if h >= 12 else 'a. m.'}"]
            texts += (
                [f"a las {short} de la {'noche' if h >= 20 else 'mañana'}"] if not m and (h >= 20 or 5 < h < 12) else []
            )
        case "ar":
            texts += [
                f"الساعة {short}:{m:02} {'مساءً' if h >= 12 else 'صباحًا'}",
                f"الساعة {short}:{m:02} {'م' if h >= 12 else 'ص'}",
            ]
    return texts


def _write_time(value: tuple[int, int]) -> list[str]:
    h, m = value
    texts = [f"{h}h{m:02}" if m else f"{h}h", f"{h} giờ {m:02}" if m else f"{h} giờ", f"{h}:{m:02}"]
    texts += [f"{h} giờ {m} phút"] if m else []
    if not m and 5 <= h <= 10:
        texts += [f"{h} giờ sáng"]
    if not m and 18 <= h <= 21:
        texts += [f"{h - 12} giờ tối"]
    return texts


def _alter_time(value: tuple[int, int], _dice: random.Random) -> dict[str, Any]:
    h, m = value
    return {"period": ((h + 12) % 24, m), "minute": (h, (m + 5) % 60), "digit": (h + 1, m)}


RANGES = TABLES["ranges"]


def _render_years(value: tuple[int, int], language: str) -> list[str]:
    first, last = value
    short = [f"{first}–{last % 100:02}"] if language in {"en", "fr", "es", "ru"} and first // 100 == last // 100 else []
    if first > last:
        short = []
    return [form.format(first, last) for form in RANGES[language]] + short


def _draw_years(dice: random.Random) -> tuple[int, int]:
    first = dice.randrange(1945, 1975)
    return first, first + dice.randrange(2, 20)


DATE_KINDS = (
    Kind("date", _draw_date, _write_date, _render_date, _alter_date),
    Kind("day and month", _draw_date, _write_day_month, _render_day_month, _alter_day_month),
    Kind(
        "month and year",
        _draw_date,
        lambda day: [f"tháng {day.month} năm {day.year}", f"tháng {day.month}/{day.year}"],
        _render_month_year,
        _alter_month_year,
    ),
    Kind(
        "year",
        lambda dice: dice.randrange(1945, 2027),
        lambda year: [f"năm {year}"],
        _render_year,
        lambda year, dice: {"digit": year + dice.choice([-30, -10, -1, 1, 3])},
    ),
    Kind(
        "decade",
        lambda dice: dice.choice([1950, 1960, 1970, 1980]),
        lambda decade: [f"những năm {decade % 100}", f"thập niên {decade}", f"những năm {decade}"],
        _render_decade,
        lambda decade, _dice: {"digit": decade + 10 if decade < 1980 else decade - 20},
    ),
    Kind(
        "century",
        lambda dice: dice.choice([17, 18, 19, 20]),
        lambda century: [f"thế kỷ {century}", f"thế kỷ {ROMAN[century]}"],
        _render_century,
        lambda century, _dice: {"digit": century - 1},
    ),
    Kind("era", lambda dice: (dice.randrange(40, 990), dice.random() < 0.5), _write_era, _render_era, _alter_era),
    Kind(
        "weekday",
        lambda dice: dice.randrange(7),
        lambda day: [VIETNAMESE_DAYS[day], *([f"thứ {day + 2}"] if day < 6 else [])],
        _render_weekday,
        lambda day, dice: {"digit": (day + dice.randrange(1, 7)) % 7},
    ),
    Kind(
        "range of years",
        _draw_years,
        lambda years: [f"{years[0]}–{years[1]}", f"từ năm {years[0]} đến năm {years[1]}"],
        _render_years,
        lambda years, _dice: {"order": (years[1], years[0]), "digit": (years[0], years[1] + 1)},
    ),
    Kind(
        "time",
        lambda dice: (dice.randint(5, 22), dice.choice([0, 0, 10, 15, 30, 45])),
        _write_time,
        _render_time,
        _alter_time,
    ),
)
