"""Days and months of the lunar calendar, which are never days and months of ours.

A death day that the family keeps by the moon would move by weeks if “tháng Chạp” became December, so the two calendars
have different readings. Only in “tháng Giêng năm 1968”, with a year of our calendar and without the word “lunar”, the
old name may mean either, and both are accepted.
"""

from dataclasses import dataclass

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found, skip_suffix
from cms.quality_checks.reading.tokens import Tokens
from translations.languages import SOURCE

LONGEST = 12
"""Tokens of a lunar date: “the fifteenth day of the first month of the lunar calendar”."""
FILLING = ("of", "fillers", "lunar_filling", "suffixes")
DAYS = range(1, 31)
FULL_MOON = 15
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


def find_lunar(tokens: Tokens, place: int) -> Found | None:
    """Find “ngày 15 tháng Giêng âm lịch”, “the first day of the twelfth lunar month”, “农历腊月初一”."""
    if not tokens.has_lunar:
        return None
    date = _read(tokens, place)
    if not (date.is_lunar and (date.month or date.day)):
        return None
    readings: set[Reading] = {("lunar", date.month, date.day)}
    year = tokens[date.after + 1] if tokens[date.after].has("markers", "year") else tokens[date.after]
    if date.is_named and year.whole in YEARS and date.month:
        kind = ("date", year.whole or 0, date.month, date.day) if date.day else ("month", year.whole or 0, date.month)
        return Found(place, date.after + 1 + tokens[date.after].has("markers", "year"), frozenset({*readings, kind}))
    return Found(place, date.after, frozenset(readings))


def _read(tokens: Tokens, place: int) -> LunarDate:
    date = LunarDate()
    at, end = place, place + LONGEST
    while at < end:
        step = _take(tokens, at, date)
        if step == at:
            break
        at = step
    date.is_named = date.is_named and not date.is_lunar
    date.is_lunar = date.is_lunar or date.is_named
    return date


def _take(tokens: Tokens, place: int, date: LunarDate) -> int:
    """Take what is here into the date, and return the place after it; the same place if the date ends before it."""
    token = tokens[place]
    if token.is_number:
        return _take_number(tokens, place, date)
    if names := (token.get("lunar_months") or token.get("lunar_days") or token.get("months")):
        is_month = not token.get("lunar_days")
        if date.month if is_month else date.day:
            return place
        date.month, date.day = (int(names[0]), date.day) if is_month else (date.month, int(names[0]))
        date.is_named = date.is_named or bool(token.get("lunar_months"))
        date.is_lunar = date.is_lunar or (not is_month and tokens.lexicon.language == SOURCE)  # “rằm tháng Bảy”
    elif "lunar" in token.meanings:
        date.is_lunar = True
    elif token.has("markers", "month") or "month" in token.get("units"):
        is_numbered = tokens[place - 1].is_number and not tokens.lexicon.month_first  # “15月1日” names no month
        date.waits_for_month = not date.month and not is_numbered
        return place + 1
    elif not (_is_day(tokens, place) or any(each in token.meanings for each in FILLING)):
        return place
    else:
        return place + 1
    date.after = place + 1
    return place + 1


def _is_day(tokens: Tokens, place: int) -> bool:
    return tokens[place].has("markers", "day") or "day" in tokens[place].get("units")


def _take_number(tokens: Tokens, place: int, date: LunarDate) -> int:
    value, after = tokens[place].whole or 0, skip_suffix(tokens, place + 1)
    if date.is_lunar and value in YEARS and tokens[after].has("markers", "year"):  # “旧暦1968年1月15日”
        return after + 1
    if _is_in_figures(tokens, place) and not (date.day or date.month):
        date.day, date.month, date.after = value, tokens[place + 2].whole or 0, place + 3
        return date.after
    at = tokens.skip(after, "lunar", limit=1)
    precedes = tokens[at].has("markers", "month") or "month" in tokens[at].get("units")
    precedes = precedes and not tokens.lexicon.month_first
    if value in MONTHS and not date.month and (date.waits_for_month or precedes):
        date.month, date.waits_for_month = value, False
        date.is_lunar = date.is_lunar or any("lunar" in tokens[each].meanings for each in range(after, at))
        date.after = at + 1 if precedes else after
        return date.after
    counts = bool(tokens[after].get("units")) and not (_is_day(tokens, after) or tokens[after].has("markers", "month"))
    if value not in DAYS or date.day or counts:
        return place
    date.day, date.after = value, after + _is_day(tokens, after)
    if "waning" in tokens[after].meanings and value <= FULL_MOON:
        date.day += FULL_MOON
    if not {"waxing", "waning"}.isdisjoint(tokens[after].meanings):  # “១០កើត”, “១០រោច”
        date.after = after + 1
    return date.after


def _is_in_figures(tokens: Tokens, place: int) -> bool:
    """Return True for “10/12” with the day first."""
    day, month = tokens[place].whole or 0, tokens[place + 2].whole or 0
    return tokens[place + 1].text == "/" and day in DAYS and month in MONTHS and not tokens.lexicon.is_after
