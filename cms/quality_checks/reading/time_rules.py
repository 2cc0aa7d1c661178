"""Times of day: “8h30”, “8 giờ tối”, “7 p.m.”, “오후 8시 30분”, “20.30 น.”."""

from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.items import Items, TextItem

HOURS = range(25)
MINUTES = range(60)
HALF_AN_HOUR = 30
QUARTER = Fraction(1, 4)
FIRST_EVENING_HOUR_IN_THAI = 18
PERIOD_FILLING = 2
NAMED_TIMES: dict[str, frozenset[Reading]] = {
    "noon": frozenset({("time", 12, 0)}),
    "midnight": frozenset({("time", 0, 0), ("time", 24, 0)}),
}


def find_time(items: Items, place: int) -> Found | None:
    """Find a time of day, with the part of the day that precedes or follows it."""
    at, period, is_announced, past = place, "", False, 0
    if not items[at].is_number and items[at].get("periods"):
        period = _get_period(items[at])
        at = items.skip(at + 1, "fillers", limit=1)
    if items.lexicon.hour_first and items[at].has("markers", "hour") and not items[at].is_number:
        at, is_announced = at + 1, True
    if items[at].has("markers", "half_past"):
        at, is_announced, past = at + 1, True, HALF_AN_HOUR
    is_next = items[at].has("markers", "half_to") and items[at + 1].is_ordinal
    if is_next:  # “в половине десятого”
        at, is_announced, past = at + 1, True, HALF_AN_HOUR
    clock = _read_clock(items, at, is_announced=is_announced, has_period=bool(period))
    if clock is None:
        return Found(place, place + 1, NAMED_TIMES[period], is_certain=False) if period in NAMED_TIMES else None
    hour, after = clock[0], clock[2]
    early = _read_less(items, after, hour)
    hour, minute, after, is_duration = (*early, False) if early else clock
    hour = _subtract(hour, past)[0] if is_next else hour
    if not period:
        period, after = _read_period(items, after)
    if not (period or is_announced or is_duration is not None):
        return None
    if items[after].get("periods") == ("half",):
        minute, after = HALF_AN_HOUR, after + 1
    minute = past or minute
    readings: set[Reading] = {("time", _apply(period, hour), minute), *_read_nights(items, at)}
    before = _read_ago(items, after, hour, minute)
    readings |= {("time", _apply(period, each[0]), each[1]) for each in before}
    after += len(before)
    if is_duration and not period:
        readings.add(
            ("number", Fraction(hour), "hour") if not minute else ("number", Fraction(hour * 60 + minute), "minute")
        )
    number = items[at]
    is_certain = bool(period or minute) or (number.is_certain and not number.is_weak)
    return Found(place, after, frozenset(readings), is_certain=is_certain)


def _read_nights(items: Items, place: int) -> set[Reading]:
    """Return the nights that “19 đêm” may also be: one word may count nights and name a part of the day."""
    number, word = items[place], items[place + 1]
    is_both = bool(word.get("periods")) and word.has("units", "night")
    return {("number", value, "night") for value in number.values} if is_both else set()


def find_time_to(items: Items, place: int) -> Found | None:
    """Find a time of day by the minutes that lack: “a quarter to eight”, “без пятнадцати восемь”, “差15分8点”."""
    is_announced = "before" in items[place].get("less") and not items[place].is_number
    minutes = _read_lacking(items, place + is_announced)
    if minutes is None:
        return None
    lacking, at, is_clear = minutes
    if not is_announced:
        if "between" not in items[at].get("less") or not is_clear:
            return None
        at += 1
    if items.lexicon.hour_first and items[at].has("markers", "hour") and not items[at].is_number:
        at += 1
    if items[at].whole not in HOURS:
        return None
    hour, minute = _subtract(int(items[at].whole or 0), lacking)
    period, after = _read_period(items, _skip_hour(items, at + 1))
    return Found(place, after, frozenset({("time", _apply(period, hour), minute)}))


def _read_less(items: Items, place: int, hour: int) -> tuple[int, int, int] | None:
    """Return the time that “kém 15” makes of an hour, and the place after it."""
    if "after" not in items[place].get("less"):
        return None
    minutes = _read_lacking(items, place + 1)
    return (*_subtract(hour, minutes[0]), minutes[1]) if minutes else None


def _read_ago(items: Items, place: int, hour: int, minute: int) -> list[tuple[int, int]]:
    """Return the time that “8時15分前” may also be: a quarter to eight."""
    return [_subtract(hour, minute)] if minute and "ago" in items[place].get("less") else []


def _read_lacking(items: Items, place: int) -> tuple[int, int, bool] | None:
    """Return minutes in figures, in words or as a quarter, the place after them, and whether a word names them."""
    at = items.skip(place, "fillers", limit=1)
    item = items[at]
    if "quarter_hours" in item.meanings and (not item.is_number or item.values[0] in {QUARTER, 4}):
        return 15, at + 1, True
    if not _is_minute(item) or not item.whole:
        return None
    unit = items[at + 1]
    is_clear = unit.has("markers", "minute") or unit.has("units", "minute")
    return item.whole, at + 1 + is_clear, is_clear


def _subtract(hour: int, minutes: int) -> tuple[int, int]:
    return ((hour or 24) - 1, 60 - minutes) if minutes else (hour, 0)


def _get_period(item: TextItem) -> str:
    return str(item.get("periods")[0])


def _read_clock(
    items: Items, place: int, *, is_announced: bool, has_period: bool
) -> tuple[int, int, int, bool | None] | None:
    """Return hour, minute, the place after them, and whether they could be a duration (None: no sign of an hour)."""
    item = items[place]
    if not item.is_number:
        return None
    colon = items[place + 1]
    if item.whole in HOURS and colon.text == ":" and colon.is_glued and _is_minute(items[place + 2], digits=2):
        after = place + 3
        if items[after].text == ":" and _is_minute(items[after + 1], digits=2):
            after += 2
        return int(item.whole or 0), int(items[place + 2].values[0]), _skip_hour(items, after), False
    pointed = read_point(item)
    if pointed is not None and (items[place + 1].has("markers", "hour") or items[place + 1].get("periods")):
        return *pointed, _skip_hour(items, place + 1), False
    if item.whole not in HOURS or item.scale > 1:
        return None
    hour = int(item.whole or 0)
    marker = items[place + 1]
    if not marker.has("markers", "hour") or (is_announced and not items.lexicon.is_after):
        known: bool | None = False if is_announced else None
        minute, after = _read_minutes(items, place + 1) if is_announced else (0, place + 1)
        return hour, minute, after, known
    minute, after = _read_minutes(items, place + 2)
    may_last = marker.has("units", "hour") or marker.text == "h"
    return hour, minute, after, may_last and not has_period


def _read_minutes(items: Items, place: int) -> tuple[int, int]:
    """Return the minutes after an hour, and the place after them: “30 phút”, “30”, or a half."""
    at = items.skip(place, "joiners", limit=1)
    item = items[at]
    if items[place].get("periods") == ("half",) or items[place].has("periods", "half"):
        return HALF_AN_HOUR, place + 1
    if not _is_minute(item) or item.is_ordinal:
        return 0, place
    following = items[at + 1]
    if following.has("markers", "minute") or following.has("units", "minute"):
        return int(item.values[0]), at + 2
    counts = bool(following.get("units")) and not items[at + 2].is_number and not item.is_glued
    touches = len(item.text) == 2 and item.text.isdecimal() and not counts and at == place
    return (int(item.values[0]), at + 1) if touches else (0, place)


def _is_minute(item: TextItem, *, digits: int = 0) -> bool:
    return item.is_number and item.whole in MINUTES and (not digits or len(item.text) == digits)


def read_point(item: TextItem) -> tuple[int, int] | None:
    hour, mark, minute = item.text.partition(".")
    if (
        mark
        and hour.isdecimal()
        and len(minute) == 2
        and minute.isdecimal()
        and int(hour) in HOURS
        and int(minute) in MINUTES
    ):
        return int(hour), int(minute)
    return None


def _skip_hour(items: Items, place: int) -> int:
    return place + 1 if items[place].has("markers", "hour") and not items[place].is_number else place


def _read_period(items: Items, place: int) -> tuple[str, int]:
    """Return the part of the day that follows, and the place after it."""
    at = place
    for _ in range(PERIOD_FILLING):
        if items[at].get("periods") and not items[at].is_number:
            return _get_period(items[at]), at + 1
        if "of" not in items[at].meanings and items[at].text not in {"vào", "lúc", "in", "the"}:
            break
        at += 1
    if items[at].get("periods") and not items[at].is_number:
        return _get_period(items[at]), at + 1
    return "", place


def _apply(period: str, hour: int) -> int:
    """Return the hour from 0 to 24 that a part of the day makes of one from 1 to 12."""
    if period == "thum":
        return hour + FIRST_EVENING_HOUR_IN_THAI
    if not period or period == "half" or hour > 12:
        return hour
    short = hour % 12
    if period in {"am", "morning"}:
        return short
    if period == "noon":
        return hour if hour >= 10 else hour + 12
    if period == "night":
        return short + 12 if short >= 6 else short
    return short + 12
