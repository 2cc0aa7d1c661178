"""Numbers of units, hills, articles and documents; coordinates, telephone numbers, addresses; exchanged pairs."""

from __future__ import annotations

import random
from typing import Any

import phonenumbers

from tests.benchmarks.facts.kind import TABLES, Kind
from tests.benchmarks.facts.words import spell

OWNERS = TABLES["owners"]
FIRST_ARTICLE = TABLES["first_article"]
ARMY = ("division", "regiment", "battalion", "company")
OTHER = {
    "division": "regiment",
    "regiment": "division",
    "battalion": "company",
    "company": "battalion",
    "hill": "article",
    "article": "hill",
}


def _render_owner(value: tuple[str, int], language: str) -> list[str]:
    owner, number = value
    texts = [form.format(number) for form in OWNERS[owner][language]]
    if owner == "article" and number == 1:
        texts += FIRST_ARTICLE.get(language, [])
    if owner == "article" and language in {"zh-hans", "ja"}:
        texts.append(f"第{spell(number, language)}条")
    return texts


def _owner_kind(name: str, owners: tuple[str, ...], low: int, high: int) -> Kind:
    return Kind(
        name,
        lambda dice: (dice.choice(owners), dice.randrange(low, high)),
        lambda value: [form.format(value[1]) for form in OWNERS[value[0]]["vi"]],
        _render_owner,
        lambda value, _dice: {"digit": (value[0], value[1] + 1), "owner": (OTHER[value[0]], value[1])},
    )


def _render_pair(value: tuple[tuple[str, int], ...], language: str) -> list[str]:
    first, second = (_render_owner(each, language)[0] for each in value)
    comma = {"ja": "、", "zh-hans": "，", "ar": "، "}.get(language, ", ")
    return [f"{first}{comma}{second}", f"{second}{comma}{first}"]


def _alter_pair(value: tuple[tuple[str, int], ...], _dice: random.Random) -> dict[str, Any]:
    (one, first), (two, second) = value
    return {"exchange": ((one, second), (two, first))}


def _draw_pair(dice: random.Random) -> tuple[tuple[str, int], ...]:
    one, two = dice.sample(ARMY, 2)
    first, second = dice.sample(range(4, 330), 2)
    return (one, first), (two, second)


LIVES = TABLES["lives"]

POINTS = TABLES["points"]
DIRECTIONS = TABLES["directions"]
POINT_COMMA = frozenset({"vi", "fr", "ru", "es", "lo"})
Point = tuple[int, int, int, int]


def _write_angle(point: Point, language: str, *, dms: bool) -> str:
    degrees, minutes, seconds, _axis = point
    if dms:
        return f"{degrees}°{minutes:02}′{seconds:02}″"
    text = f"{degrees + minutes / 100 + seconds / 10000:.4f}"
    return text.replace(".", ",") if language in POINT_COMMA else text


def _render_points(value: tuple[Point, Point, bool], language: str) -> list[str]:
    *points, dms = value
    texts = []
    for names in DIRECTIONS[language]:
        for form in POINTS.get(language, ["{}° {}"]):
            use = form.replace("°", "").replace("度", "") if dms else form
            each = [use.format(_write_angle(point, language, dms=dms), names[point[3]]) for point in points]
            texts.append("; ".join(each))
    return texts


def _write_points(value: tuple[Point, Point, bool]) -> list[str]:
    *points, dms = value
    form = "{} {}" if dms else "{}° {}"
    return [
        "; ".join(form.format(_write_angle(point, "vi", dms=dms), names[point[3]]) for point in points)
        for names in DIRECTIONS["vi"]
    ]


def _draw_points(dice: random.Random) -> tuple[Point, Point, bool]:
    north = (dice.randrange(9, 23), dice.randrange(1, 60), dice.randrange(1, 60), 0)
    east = (dice.randrange(103, 109), dice.randrange(1, 60), dice.randrange(1, 60), 2)
    return north, east, dice.random() < 0.6


def _alter_points(value: tuple[Point, Point, bool], _dice: random.Random) -> dict[str, Any]:
    north, east, dms = value
    return {
        "direction": ((*north[:3], 1), east, dms),
        "exchange": ((*north[:3], 2), (*east[:3], 0), dms),
        "order": (east, north, dms),
        "digit": ((north[0], (north[1] + 1) % 60, *north[2:]), east, dms),
    }


def _write_telephone(value: str) -> list[str]:
    return [f"0{value[:3]}.{value[3:6]}.{value[6:]}", f"0{value[:3]} {value[3:6]} {value[6:]}", f"+84 {value}"]


def _render_telephone(value: str, _language: str) -> list[str]:
    parsed = phonenumbers.parse(f"+84{value}")
    return [str(phonenumbers.format_number(parsed, form)) for form in (0, 1, 2)] + [f"(+84) {value[:3]} {value[3:]}"]


def _alter_telephone(value: str, dice: random.Random) -> dict[str, Any]:
    place = dice.randrange(1, 9)
    changed = value[:place] + str((int(value[place]) + dice.randint(1, 9)) % 10) + value[place + 1 :]
    return {"digit": changed, "lacks a digit": value[:-1] or value}


def _alter_address(value: str, _dice: random.Random) -> dict[str, Any]:
    return {"one letter more": f"{value}a", "one letter changed": value.replace("o", "a", 1), "cut": value[1:]}


def _alter_document(value: tuple[int, str], dice: random.Random) -> dict[str, Any]:
    number, letters = value
    return {"letters": (number, "QĐ-BQP" if letters != "QĐ-BQP" else "QĐ-TTg"), "digit": (number + 1, letters)}


PLACE_KINDS = (
    _owner_kind("unit", ARMY, 4, 330),
    _owner_kind("hill", ("hill",), 110, 1200),
    _owner_kind("article", ("article",), 1, 30),
    Kind(
        "two units",
        _draw_pair,
        lambda value: [", ".join(OWNERS[each[0]]["vi"][0].format(each[1]) for each in value)],
        _render_pair,
        _alter_pair,
    ),
    Kind(
        "born and fell",
        lambda dice: (dice.randrange(1930, 1953), dice.randrange(1960, 1975)),
        lambda value: [LIVES["vi"].format(*value)],
        lambda value, language: [LIVES[language].format(*value)],
        lambda value, _dice: {"exchange": (value[1], value[0])},
    ),
    Kind("coordinates", _draw_points, _write_points, _render_points, _alter_points),
    Kind(
        "telephone",
        lambda dice: dice.choice(["96", "91", "90", "98", "86"]) + "".join(dice.choices("0123456789", k=7)),
        _write_telephone,
        _render_telephone,
        _alter_telephone,
    ),
    Kind(
        "address",
        lambda dice: dice.choice(
            ["thu@example.org", "https://example.org/goi-ve", "www.example.com", "to.truyen-thong@example.com"]
        ),
        lambda value: [value],
        lambda value, _language: [value],
        _alter_address,
    ),
    Kind(
        "document number",
        lambda dice: (dice.randrange(12, 400), dice.choice(["QĐ-BCĐQG", "QĐ/TW", "KH-BCĐ", "NQ-CP"])),
        lambda value: [f"số {value[0]}/{value[1]}" if "/" not in value[1] else f"số {value[0]}-{value[1]}"],
        lambda value, _language: [f"{value[0]}/{value[1]}" if "/" not in value[1] else f"{value[0]}-{value[1]}"],
        _alter_document,
    ),
)
