"""Times of day: “8h30”, “8 giờ tối”, “7 p.m.”, “오후 8시 30분”, “20.30 น.”."""

from fractions import Fraction

from cms.quality_checks.reading.calendar_rules import find_date
from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.tokens import Token, Tokens
from translations.languages import SOURCE

HOURS = range(25)
MINUTES = range(60)
SPOKEN_MINUTES = frozenset({5, 10, 20, 25})
"""Said before an hour without the word for minutes."""
HALF_AN_HOUR = 30
QUARTER = Fraction(1, 4)
NOON = 12
FIRST_EVENING_HOUR_IN_THAI = 18
FIRST_HOUR_OF_NIGHT, FIRST_HOUR_OF_NOON = 6, 10
PERIOD_FILLING = 2
NAMED_TIMES: dict[str, frozenset[Reading]] = {
    "noon": frozenset({("time", 12, 0), ("day part", "noon")}),
    "midnight": frozenset({("time", 0, 0), ("time", 24, 0), ("day part", "night")}),
}


def find_time(tokens: Tokens, place: int) -> Found | None:
    """Find a time of day, with the part of the day that precedes or follows it."""
    at, period, is_announced, past = place, "", False, 0
    if not tokens[at].is_number and tokens[at].get("periods"):
        period = _get_period(tokens[at])
        at = tokens.skip(at + 1, "fillers", limit=1)
    if tokens.lexicon.hour_first and tokens[at].has("markers", "hour") and not tokens[at].is_number:
        at, is_announced = at + 1, True
    if tokens[at].has("markers", "half_past"):
        at, is_announced, past = at + 1, True, HALF_AN_HOUR
    is_next = tokens[at].has("markers", "half_to") and tokens[at + 1].is_ordinal
    if is_next:  # “в половине десятого”
        at, is_announced, past = at + 1, True, HALF_AN_HOUR
    clock = _read_clock(tokens, at, is_announced=is_announced, has_period=bool(period))
    if clock is None:
        return _read_named(tokens, place, period)
    hour, after = clock[0], clock[2]
    early = _read_less(tokens, after, hour)
    hour, minute, after, is_duration = (*early, False) if early else clock
    hour = _subtract(hour, past)[0] if is_next else hour
    if not period:
        period, after, half = _read_half_and_period(tokens, after)
        minute = half or minute
    is_day = at > place and is_duration is None and _is_day(tokens, at)  # “đêm 19/12”
    if is_day or not (period or is_announced or is_duration is not None):
        return None
    if tokens[after].get("periods") == ("half",):
        minute, after = HALF_AN_HOUR, after + 1
    minute = past or minute
    readings: set[Reading] = {*_make_times(period, hour, minute), *_read_nights(tokens, at)}
    before = _read_ago(tokens, after, hour, minute)
    readings |= {time for each in before for time in _make_times(period, *each)}
    after += len(before)
    if is_duration and not period:
        readings.add(
            ("number", Fraction(hour), "hour") if not minute else ("number", Fraction(hour * 60 + minute), "minute")
        )
    number = tokens[at]
    is_certain = bool(period or minute) or (number.is_certain and not number.is_weak)
    return Found(place, after, frozenset(readings), is_certain=is_certain)


def _is_day(tokens: Tokens, place: int) -> bool:
    """Return True if the number after a part of the day is a date's: without a word for hours always in the source."""
    date = find_date(tokens, place)
    is_date = date is not None and any(reading[0] == "date" for reading in date.readings)
    return is_date or tokens.lexicon.language == SOURCE


def _make_times(period: str, hour: int, minute: int) -> frozenset[Reading]:
    return frozenset(("time", each, minute) for each in apply_period(period, hour))


def _read_nights(tokens: Tokens, place: int) -> set[Reading]:
    """Return the nights that “19 đêm” may also be: one word may count nights and name a part of the day."""
    number, word = tokens[place], tokens[place + 1]
    is_both = bool(word.get("periods")) and word.has("units", "night")
    return {("number", value, "night") for value in number.values} if is_both else set()


def _read_named(tokens: Tokens, place: int, period: str) -> Found | None:
    """Return noon or midnight as a time: certain where it is nothing else, as a “trưa” may be the hours around it."""
    if period not in NAMED_TIMES:
        return None
    is_certain = "named_hours" in tokens[place].meanings
    return Found(place, place + 1, NAMED_TIMES[period], is_certain=is_certain)


def find_time_to(tokens: Tokens, place: int) -> Found | None:
    """Find a time of day by the minutes that lack: “a quarter to eight”, “без пятнадцати восемь”, “差15分8点”."""
    early = ""
    if tokens[place].get("periods") and "before" in tokens[place + 1].get("less"):
        early, place = _get_period(tokens[place]), place + 1  # “早上差十分七点”
    start = place - bool(early)
    is_announced = "before" in tokens[place].get("less") and not tokens[place].is_number
    minutes = _read_lacking(tokens, place + is_announced)
    if minutes is None:
        return None
    lacking, at, is_clear = minutes
    if not is_announced:
        if "between" not in tokens[at].get("less"):
            return None
        at += 1
    if tokens.lexicon.hour_first and tokens[at].has("markers", "hour") and not tokens[at].is_number:
        at += 1
    if tokens[at].whole not in HOURS:
        return None
    hour, minute = _subtract(int(tokens[at].whole or 0), lacking)
    period, after = _read_period(tokens, _skip_hour(tokens, at + 1))
    if not (is_announced or is_clear or (period and _is_spoken(tokens, place, at))):
        return None
    return Found(start, after, _make_times(early or period, hour, minute))


def _is_spoken(tokens: Tokens, place: int, hour: int) -> bool:
    """Return True for “ten to seven”, which isn't “from ten to seven” or “10 to 7”."""
    before = tokens[place - 1].meanings
    is_range = "connectors" in before or tokens[place - 1].text in {"from", "between"}
    return tokens[place].whole in SPOKEN_MINUTES and bool(tokens[place].words and tokens[hour].words) and not is_range


def _read_less(tokens: Tokens, place: int, hour: int) -> tuple[int, int, int] | None:
    """Return the time that “kém 15” makes of an hour, and the place after it."""
    if "after" not in tokens[place].get("less"):
        return None
    minutes = _read_lacking(tokens, place + 1)
    return (*_subtract(hour, minutes[0]), minutes[1]) if minutes else None


def _read_ago(tokens: Tokens, place: int, hour: int, minute: int) -> list[tuple[int, int]]:
    """Return the time that “8時15分前” may also be: a quarter to eight."""
    return [_subtract(hour, minute)] if minute and "ago" in tokens[place].get("less") else []


def _read_lacking(tokens: Tokens, place: int) -> tuple[int, int, bool] | None:
    """Return minutes in figures, in words or as a quarter, the place after them, and whether a word names them."""
    at = tokens.skip(place, "fillers", limit=1)
    token = tokens[at]
    if "quarter_hours" in token.meanings and (not token.is_number or token.values[0] in {QUARTER, 4}):
        return 15, at + 1, True
    if not _is_minute(token) or not token.whole:
        return None
    unit = tokens[at + 1]
    is_clear = unit.has("markers", "minute") or unit.has("units", "minute")
    return token.whole, at + 1 + is_clear, is_clear


def _subtract(hour: int, minutes: int) -> tuple[int, int]:
    return ((hour or 24) - 1, 60 - minutes) if minutes else (hour, 0)


def _get_period(token: Token) -> str:
    return str(token.get("periods")[0])


def _read_clock(
    tokens: Tokens, place: int, *, is_announced: bool, has_period: bool
) -> tuple[int, int, int, bool | None] | None:
    """Return hour, minute, the place after them, and whether they could be a duration (None: no sign of an hour)."""
    token = tokens[place]
    if not token.is_number:
        return None
    colon = tokens[place + 1]
    if token.whole in HOURS and colon.text == ":" and colon.is_glued and _is_minute(tokens[place + 2], digits=2):
        after = place + 3
        if tokens[after].text == ":" and _is_minute(tokens[after + 1], digits=2):
            after += 2
        return int(token.whole or 0), int(tokens[place + 2].values[0]), _skip_hour(tokens, after), False
    pointed = read_point(token)
    if pointed is not None and (tokens[place + 1].has("markers", "hour") or tokens[place + 1].get("periods")):
        return *pointed, _skip_hour(tokens, place + 1), False
    if token.whole not in HOURS or token.scale > 1:
        return None
    hour = int(token.whole or 0)
    marker = tokens[place + 1]
    if not marker.has("markers", "hour") or (is_announced and not tokens.lexicon.is_after):
        known: bool | None = False if is_announced else None
        minute, after = _read_minutes(tokens, place + 1) if is_announced else (0, place + 1)
        return hour, minute, after, known
    minute, after = _read_minutes(tokens, place + 2)
    may_last = marker.has("units", "hour") or marker.text == "h"
    return hour, minute, after, may_last and not has_period


def _read_minutes(tokens: Tokens, place: int) -> tuple[int, int]:
    """Return the minutes after an hour, and the place after them: “30 phút”, “30”, or a half."""
    at = tokens.skip(place, "joiners", limit=1)
    token = tokens[at]
    if tokens[place].get("periods") == ("half",) or tokens[place].has("periods", "half"):
        return HALF_AN_HOUR, place + 1
    if not _is_minute(token) or token.is_ordinal:
        return 0, place
    following = tokens[at + 1]
    if following.has("markers", "minute") or following.has("units", "minute"):
        return int(token.values[0]), at + 2
    counts = bool(following.get("units")) and not tokens[at + 2].is_number and not token.is_glued
    touches = len(token.text) == 2 and token.text.isdecimal() and not counts and at == place
    return (int(token.values[0]), at + 1) if touches else (0, place)


def _is_minute(token: Token, *, digits: int = 0) -> bool:
    return token.is_number and token.whole in MINUTES and (not digits or len(token.text) == digits)


def read_point(token: Token) -> tuple[int, int] | None:
    hour, mark, minute = token.text.partition(".")
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


def _skip_hour(tokens: Tokens, place: int) -> int:
    return place + 1 if tokens[place].has("markers", "hour") and not tokens[place].is_number else place


def _read_period(tokens: Tokens, place: int) -> tuple[str, int]:
    """Return the part of the day that follows, and the place after it."""
    at = place
    for _ in range(PERIOD_FILLING):
        if tokens[at].get("periods") and not tokens[at].is_number:
            return _get_period(tokens[at]), at + 1
        if "of" not in tokens[at].meanings and tokens[at].text not in {"vào", "lúc", "in", "the"}:
            break
        at += 1
    if tokens[at].get("periods") and not tokens[at].is_number:
        return _get_period(tokens[at]), at + 1
    return "", place


def _read_half_and_period(tokens: Tokens, place: int) -> tuple[str, int, int]:
    """Return the part of the day that follows, the place after it, and 30 minutes for the half hour before it, if any.

    As in “las cinco y media de la tarde”.
    """
    period, after = _read_period(tokens, place)
    if period != "half":
        return period, after, 0
    following, after = _read_period(tokens, after)
    return following or period, after, HALF_AN_HOUR


def apply_period(period: str, hour: int) -> tuple[int, ...]:
    """Return the hours from 0 to 24 that a part of the day makes of one from 1 to 12; midnight is 0 as well as 24."""
    if period == "thum":
        return (hour + FIRST_EVENING_HOUR_IN_THAI,)
    if not period or period == "half" or hour > NOON:
        return (hour,)
    if hour == NOON and period in {"evening", "night", "midnight"}:
        return 0, 2 * NOON
    short = hour % NOON
    is_early = period in {"am", "morning", "dawn"} or (period == "night" and short < FIRST_HOUR_OF_NIGHT)
    is_before_noon = period == "noon" and FIRST_HOUR_OF_NOON <= hour < NOON
    return (short if is_early else hour if is_before_noon else short + NOON,)
