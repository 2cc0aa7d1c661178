"""Days and months of the lunar calendar, which are never days and months of ours.

A death day that the family keeps by the moon would move by weeks if “tháng Chạp” became December, so the two calendars
have different readings. Only in “tháng Giêng năm 1968”, with a year of our calendar and without the word “lunar”, the
old name may mean either, and both are accepted.
"""

from dataclasses import dataclass

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found, skip_suffix
from cms.quality_checks.reading.items import Items

LONGEST = 12
"""Items of a lunar date: “the fifteenth day of the first month of the lunar calendar”."""
FILLING = ("of", "fillers", "lunar_filling", "suffixes")
DAYS = range(1, 31)
MONTHS = range(1, 13)
YEARS = range(1800, 2200)


@dataclass
class LunarDate:
    """Parts of a date read so far. ``is_lunar``: a word said so, or a month that only that calendar has."""

    day: int = 0
    month: int = 0
    is_lunar: bool = False
    is_named: bool = False
    waits_for_month: bool = False
    after: int = 0


def find_lunar(items: Items, place: int) -> Found | None:
    """Find “ngày 15 tháng Giêng âm lịch”, “the first day of the twelfth lunar month”, “农历腊月初一”."""
    if not items.has_lunar:
        return None
    date = _read(items, place)
    if not (date.is_lunar and (date.month or date.day)):
        return None
    readings: set[Reading] = {("lunar", date.month, date.day)}
    year = items[date.after + 1] if items[date.after].has("markers", "year") else items[date.after]
    if date.is_named and year.whole in YEARS and date.month:
        kind = ("date", year.whole or 0, date.month, date.day) if date.day else ("month", year.whole or 0, date.month)
        return Found(place, date.after + 1 + items[date.after].has("markers", "year"), frozenset({*readings, kind}))
    return Found(place, date.after, frozenset(readings))


def _read(items: Items, place: int) -> LunarDate:
    date = LunarDate()
    at, end = place, place + LONGEST
    while at < end:
        step = _take(items, at, date)
        if step == at:
            break
        at = step
    date.is_named = date.is_named and not date.is_lunar
    date.is_lunar = date.is_lunar or date.is_named
    return date


def _take(items: Items, place: int, date: LunarDate) -> int:
    """Take what is here into the date, and return the place after it; the same place if the date ends before it."""
    item = items[place]
    if item.is_number:
        return _take_number(items, place, date)
    if names := (item.get("lunar_months") or item.get("lunar_days") or item.get("months")):
        is_month = not item.get("lunar_days")
        if date.month if is_month else date.day:
            return place
        date.month, date.day = (int(names[0]), date.day) if is_month else (date.month, int(names[0]))
        date.is_named = date.is_named or bool(item.get("lunar_months"))
    elif "lunar" in item.meanings:
        date.is_lunar = True
    elif item.has("markers", "month") or "month" in item.get("units"):
        is_numbered = items[place - 1].is_number and not items.lexicon.month_first  # “15月1日” names no month
        date.waits_for_month = not date.month and not is_numbered
        return place + 1
    elif not (_is_day(items, place) or any(each in item.meanings for each in FILLING)):
        return place
    else:
        return place + 1
    date.after = place + 1
    return place + 1


def _is_day(items: Items, place: int) -> bool:
    return items[place].has("markers", "day") or "day" in items[place].get("units")


def _take_number(items: Items, place: int, date: LunarDate) -> int:
    value, after = items[place].whole or 0, skip_suffix(items, place + 1)
    if date.is_lunar and value in YEARS and items[after].has("markers", "year"):  # “旧暦1968年1月15日”
        return after + 1
    if _is_in_figures(items, place) and not (date.day or date.month):
        date.day, date.month, date.after = value, items[place + 2].whole or 0, place + 3
        return date.after
    at = items.skip(after, "lunar", limit=1)
    precedes = items[at].has("markers", "month") or "month" in items[at].get("units")
    precedes = precedes and not items.lexicon.month_first
    if value in MONTHS and not date.month and (date.waits_for_month or precedes):
        date.month, date.waits_for_month = value, False
        date.is_lunar = date.is_lunar or any("lunar" in items[each].meanings for each in range(after, at))
        date.after = at + 1 if precedes else after
        return date.after
    counts = bool(items[after].get("units")) and not (_is_day(items, after) or items[after].has("markers", "month"))
    if value not in DAYS or date.day or counts:
        return place
    date.day, date.after = value, after + _is_day(items, after)
    return date.after


def _is_in_figures(items: Items, place: int) -> bool:
    """Return True for “10/12” with the day first."""
    day, month = items[place].whole or 0, items[place + 2].whole or 0
    return items[place + 1].text == "/" and day in DAYS and month in MONTHS and not items.lexicon.is_after
