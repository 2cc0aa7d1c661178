"""Dates and their parts: days, months, years, decades, weekdays, in words, digits and each language's order."""

from dataclasses import dataclass
from fractions import Fraction

from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found, is_dash, skip_suffix
from cms.quality_checks.reading.lexicon import Value
from cms.quality_checks.reading.tokens import Token, Tokens

BUDDHIST_YEARS = 543
BUDDHIST_RANGE = range(2343, 2743)
YEARS = range(1000, 2800)
PLAIN_YEARS = range(1700, 2200)
MONTHS = range(1, 13)
DAYS = range(1, 32)
DATE_MARKS = frozenset({"/", ".", "-"})
CURRENT_CENTURY = 1900
Numbers = tuple[int, ...]


@dataclass
class Parts:
    """The day, month and year that have been read so far, each with the ways to read it."""

    day: Numbers = ()
    month: Numbers = ()
    year: Numbers = ()

    @property
    def count(self) -> int:
        return bool(self.day) + bool(self.month) + bool(self.year)


@dataclass(frozen=True)
class Part:
    name: str
    values: Numbers
    after: int


def find_decade(tokens: Tokens, place: int) -> Found | None:
    """Find “những năm 60”, “the 1960s”, “1960-е годы”, “六十年代”, “sixties”."""
    token = tokens[place]
    if names := token.get("decade_names"):
        return Found(place, place + 1, frozenset({("decade", int(names[0]))}), is_certain=token.text != "s")
    at = place
    is_before = token.has("decades", "before")
    if is_before:
        at = tokens.skip(place + 1, "fillers", limit=2)
    number = tokens[at].whole
    if number is None or not tokens[at].is_number:
        return None
    after = at + 1
    if not is_before:
        if not tokens[after].has("decades", "after") or not (tokens[after].is_glued or tokens.lexicon.is_after):
            return None
        after += 1
        after = (
            after + 1
            if "year" in tokens[after].get("markers") and tokens[after].text.endswith(("ы", "ов", "ах", "г."))
            else after
        )
    decade = _widen(number)
    if decade % 10:
        return None
    readings: set[Reading] = {("decade", decade)}
    if _is_range(tokens, after):
        readings |= {("year", decade), ("number", Fraction(number), "")}
    return Found(place, after, frozenset(readings))


def _is_range(tokens: Tokens, place: int) -> bool:
    return is_dash(tokens[place]) and tokens[place + 1].is_number


def _widen(number: int) -> int:
    """Return the year that a short form means: 60 is 1960."""
    return number + CURRENT_CENTURY if number < 100 else number


def find_date(tokens: Tokens, place: int) -> Found | None:
    """Find a date, a month, a year or a numbered day, from as many parts as follow each other."""
    parts, after = Parts(), place
    era = ""
    if number_date := _read_digits(tokens, place):
        return number_date
    while True:
        step = _skip_filling(tokens, after) if parts.count else after
        if not era and tokens[step].get("eras"):
            era, step = str(tokens[step].get("eras")[0]), step + 1
            if not parts.count and not tokens[step].is_number and "markers" not in tokens[step].meanings:
                return None
        part = _read_part(tokens, step, parts, era=era)
        if part is None or getattr(parts, part.name):
            break
        setattr(parts, part.name, part.values)
        after = part.after
    if not parts.count or (parts.day and parts.year and not parts.month):
        return None
    if parts.year and not era and tokens[after].get("eras"):
        era, after = str(tokens[after].get("eras")[0]), after + 1
    readings = _make_readings(parts, era=era, tokens=tokens)
    return Found(place, after, readings, whole=_get_bare(parts)) if readings else None


def _get_bare(parts: Parts) -> Fraction | None:
    return Fraction(parts.day[0]) if parts.day and parts.count == 1 else None


def _skip_filling(tokens: Tokens, place: int) -> int:
    """Return the place after “of”, “de” or a comma between the parts of a date."""
    for _ in range(2):
        token = tokens[place]
        if (
            token.text == ","
            or "of" in token.meanings
            or token.text in {"del", "de", "of", "d'"}
            or _is_article(tokens, place)
        ):
            place += 1
    return place


def _is_article(tokens: Tokens, place: int) -> bool:
    return tokens[place].text in {"the", "el", "le"} and tokens[place + 1].is_number


def _read_part(tokens: Tokens, place: int, parts: Parts, *, era: str) -> Part | None:
    """Return the next part of a date, if the tokens here are one."""
    token = tokens[place]
    if not token.is_number and token.get("months") and not _is_verb(tokens, place, parts):
        return Part("month", _read_month_name(token), _skip_second_name(tokens, place))
    if tokens.lexicon.is_after:
        return _read_before_marker(tokens, place, era=era)
    marked = _read_after_marker(tokens, place)
    if marked is not None or not token.is_number or token.whole is None:
        return marked
    return _read_bare(tokens, place, parts, token.whole, era=era)


def _read_bare(tokens: Tokens, place: int, parts: Parts, value: int, *, era: str) -> Part | None:
    """Return a day or a year without a word of its own: “16 March 1968”."""
    if parts.month and not parts.year and value in YEARS and tokens[place].scale == 1:
        return Part("year", (value,), _skip_year_word(tokens, place + 1))
    after = skip_suffix(tokens, place + 1)
    if value in DAYS and not parts.day and not parts.year:
        if not parts.count and tokens[after].has("markers", "day_after"):
            after += 1
        if parts.month or _starts_month(tokens, _skip_filling(tokens, after)):
            return Part("day", (value,), after)
    if not parts.count and _has_year_word(tokens, place, era=era):
        return Part("year", (value,), _skip_year_word(tokens, place + 1))
    return None


def _has_year_word(tokens: Tokens, place: int, *, era: str) -> bool:
    token, following = tokens[place], tokens[place + 1]
    if era or following.get("eras"):
        return era in {"be", "bc", "ad"} or bool(tokens[place + 1].get("eras"))
    if tokens[place + 2].get("eras") and ("year" in following.get("units") or "year" in following.get("markers")):
        return True
    is_russian = following.has("markers", "year") and tokens.lexicon.language == "ru" and token.text.isdecimal()
    return is_russian and (token.whole in PLAIN_YEARS or _is_russian_year(token.whole or 0, following.text))


def _is_russian_year(number: int, word: str) -> bool:
    """Return True if the form of “год” can't count the number before it: “938 год”, but “901 год” may be a span."""
    last = 0 if number % 100 in range(11, 15) else number % 10
    counted = {"год": (1,), "года": (2, 3, 4)}.get(word, ())
    return number >= 100 and word in {"год", "года", "году", "годом"} and last not in counted


def _skip_year_word(tokens: Tokens, place: int) -> int:
    token = tokens[place]
    is_word = token.has("markers", "year") and (tokens.lexicon.language == "ru" or bool(tokens[place + 1].get("eras")))
    return place + 1 if is_word else place


def _is_verb(tokens: Tokens, place: int, parts: Parts) -> bool:
    """Return True for the English “may” and “march” where they aren't capitalised months."""
    token = tokens[place]
    if tokens.lexicon.language != "en" or token.text not in {"may", "march", "mar", "dec"} or parts.count:
        return False
    followed = tokens[place + 1].is_number or tokens[place + 1].text == "."
    is_month = followed or _is_in(tokens, place) or _is_beside_month(tokens, place)
    return not (tokens.text.cased[token.start].isupper() and is_month)


def _is_beside_month(tokens: Tokens, place: int) -> bool:
    """Return True in a range or list of months: “March to May”."""
    neighbours = ((tokens[place - 1], tokens[place - 2]), (tokens[place + 1], tokens[place + 2]))
    return any(
        bool(other.get("months")) and (is_dash(between) or "connectors" in between.meanings)
        for between, other in neighbours
    )


def _is_in(tokens: Tokens, place: int) -> bool:
    return tokens[place - 1].text in {"in", "of", "since", "until", "by", "from"}


def _read_month_name(token: Token) -> Numbers:
    return tuple(int(each) for each in token.get("months"))


def _skip_second_name(tokens: Tokens, place: int) -> int:
    """Return the place after a month that is written with two names: “تموز/يوليو”."""
    same = set(tokens[place].get("months")) & set(tokens[place + 2].get("months"))
    if tokens[place + 1].text == "/" and same:
        return place + 3
    return (
        place + 2
        if tokens[place + 1].text == "." and tokens[place + 1].is_glued and tokens[place + 2].is_number
        else place + 1
    )


def _starts_month(tokens: Tokens, place: int) -> bool:
    if tokens[place].get("months"):
        return True
    if not tokens[place].has("markers", "month"):
        return False
    at = tokens.skip(place + 1, "fillers", limit=2)
    return bool(tokens[at].get("months")) or tokens[at].whole in MONTHS


def _read_before_marker(tokens: Tokens, place: int, *, era: str) -> Part | None:
    """Return a part of which the word comes last: “1968年”, “3月”, “16日”."""
    token = tokens[place]
    if token.whole is None or not token.is_number:
        return None
    marker = tokens[place + 1]
    value = token.whole
    if marker.has("markers", "year") and (era or value >= 100 or value in range(40, 100)):
        offset = int(era) if era.isdecimal() else 0
        return Part("year", (value + offset,), place + 2)
    if marker.has("markers", "month") and value in MONTHS:
        return Part("month", (value,), place + 2)
    numbers_thing = "fillers" in marker.meanings and bool(tokens[place + 2].get("owners"))  # “14号国道”
    if marker.has("markers", "day") and value in DAYS and not numbers_thing:
        return Part("day", (value,), place + 2)
    if value in DAYS and is_dash(marker) and tokens[place + 2].is_number and tokens[place + 3].has("markers", "day"):
        return Part("day", (value,), place + 1)  # “5月10～14日”
    return None


def _read_after_marker(tokens: Tokens, place: int) -> Part | None:
    """Return a part of which the word comes first: “năm 1968”, “tháng 3”, “ngày 16”."""
    markers = tokens[place].get("markers")
    if tokens[place].is_number or not markers:
        return None
    at = tokens.skip(place + 1, "fillers", limit=2)
    token = tokens[at]
    if "year" in markers and token.get("eras") and tokens[at + 1].is_number:
        at += 1
        token = tokens[at]
    if "month" in markers and not token.is_number and token.get("months"):
        return Part("month", _read_month_name(token), _skip_second_name(tokens, at))
    if not token.is_number or token.whole is None or token.scale > 1:
        return None
    return _read_marked(tokens, at, token.whole, markers)


def _read_marked(tokens: Tokens, place: int, value: int, markers: tuple[Value, ...]) -> Part | None:
    if "day" in markers and value in DAYS:
        return Part("day", (value,), skip_suffix(tokens, place + 1))
    if "month" in markers and value in MONTHS:
        return Part("month", (value,), place + 1)
    if "year" in markers and value in range(10, 2800) and not tokens[place + 1].has("units", "age"):
        return Part("year", (value,), _skip_year_word(tokens, place + 1))
    return None


def _read_digits(tokens: Tokens, place: int) -> Found | None:
    """Find a date in digits alone: “16/3/1968”, “1968. 3. 16.”, “16/3”, “3/1968”."""
    start = place
    is_day, is_month = tokens[place].has("markers", "day"), tokens[place].has("markers", "month")
    if (is_day or is_month) and not tokens[place].is_number:
        place = tokens.skip(place + 1, "fillers", limit=1)
    first, mark, second = tokens[place], tokens[place + 1].text, tokens[place + 2]
    if not (_is_short(first, 4) and _is_short(second, 4)):
        return _read_point(tokens, start, place, is_day=is_day)
    if mark not in DATE_MARKS:
        return None
    third = tokens[place + 4]
    if tokens[place + 3].text == mark and _is_short(third, 4) and (third.is_glued or mark == "."):
        readings = _order_date(first, second, third, tokens)
        after = place + 5
        if tokens[after].text == "." and mark == "." and tokens.lexicon.is_after:
            after += 1
        return Found(start, after, readings) if readings else None
    of_year = is_month and second.whole in YEARS  # “tháng 3-1968”
    if mark != "/" and not (is_day or of_year):
        return None
    return _read_two(tokens, start, place, is_day=is_day, is_month=is_month)


def _read_point(tokens: Tokens, start: int, place: int, *, is_day: bool) -> Found | None:
    """Find “16.03” as a date after the word for “day”, which is a number otherwise."""
    whole, mark, rest = tokens[place].text.partition(".")
    if not (is_day and mark and whole.isdecimal() and rest.isdecimal()):
        return None
    if int(whole) in DAYS and int(rest) in MONTHS:
        return Found(start, place + 1, frozenset({("date", 0, int(rest), int(whole))}))
    return None


def _is_short(token: Token, digits: int) -> bool:
    return token.text.isdecimal() and token.is_number and len(token.text) <= digits


def _order_date(first: Token, second: Token, third: Token, tokens: Tokens) -> frozenset[Reading]:
    one, two, three = int(first.text), int(second.text), int(third.text)
    if one > 99:
        return _combine(Parts(day=(three,), month=(two,), year=(one,)), era="", tokens=tokens)
    years = (three,) if three > 99 else (three + 1900, three + 2000)
    return _combine(Parts(day=(one,), month=(two,), year=years), era="", tokens=tokens)


def _read_two(tokens: Tokens, start: int, place: int, *, is_day: bool, is_month: bool) -> Found | None:
    one, two = int(tokens[place].text), int(tokens[place + 2].text)
    after = place + 3
    readings: set[Reading] = set()
    if two > 99 and one in MONTHS and not is_day and len(tokens[place + 2].text) == 4:
        readings |= _combine(Parts(month=(one,), year=(two,)), era="", tokens=tokens)
    elif not is_month:
        day, month = (two, one) if tokens.lexicon.is_after else (one, two)
        years: Numbers = ()
        follows = _read_part(tokens, _skip_filling(tokens, after), Parts(day=(day,), month=(month,)), era="")
        if is_day and follows is not None and follows.name == "year":
            years, after = follows.values, follows.after
        dates = _combine(Parts(day=(day,), month=(month,), year=years), era="", tokens=tokens)
        if max(day, month) > 12 or is_day or not tokens.lexicon.is_after:
            readings |= dates
        if is_day or tokens.lexicon.is_after:
            readings |= {("numeric date", *date[1:]) for date in dates}
    if two and not is_day and not is_month and two <= 9999:
        readings.add(("number", Fraction(one, two), ""))
        if tokens[after].has("units", "%") or not tokens[place + 1].is_glued:
            return None
    return Found(start, after, frozenset(readings)) if readings else None


def _make_readings(parts: Parts, *, era: str, tokens: Tokens) -> frozenset[Reading]:
    readings = set(_combine(parts, era=era, tokens=tokens))
    if parts.count == 1 and parts.day:
        readings |= {("day", parts.day[0]), ("number", Fraction(parts.day[0]), "")}
        if tokens.lexicon.is_after:
            readings.add(("number", Fraction(parts.day[0]), "day"))
    if parts.count == 1 and parts.year and era != "bc":
        readings |= {("number", Fraction(year), "") for year in parts.year}
        if tokens.lexicon.is_after and parts.year[0] < 1000:
            readings.add(("number", Fraction(parts.year[0]), "year"))
    return frozenset(readings)


def _combine(parts: Parts, *, era: str, tokens: Tokens) -> frozenset[Reading]:
    """Return the readings of the parts together, one for each way to read the year."""
    years = {each for year in parts.year for each in read_years(year, era=era, buddhist=tokens.lexicon.buddhist)}
    if not all(day in DAYS for day in parts.day) or not all(month in MONTHS for month in parts.month):
        return frozenset()
    if parts.day and parts.month:
        return frozenset(
            ("date", year, month, day) for year in years or {0} for month in parts.month for day in parts.day
        )
    if parts.month:
        return frozenset(("month", year, month) for year in years or {0} for month in parts.month)
    return frozenset(("year", year) for year in years)


def read_years(year: int, *, era: str, buddhist: bool) -> frozenset[int]:
    """Return the years of our era that a written year can be: 2570 is 2027 where Buddhist years are used."""
    if era == "bc":
        return frozenset({-year})
    if era == "be":
        return frozenset({year - BUDDHIST_YEARS})
    if buddhist and not era and year in BUDDHIST_RANGE:
        return frozenset({year, year - BUDDHIST_YEARS})
    return frozenset({_widen(year), year} if not era and year < 100 else {year})


def find_weekday(tokens: Tokens, place: int) -> Found | None:
    """Find a weekday. The Vietnamese “thứ 7” and “thứ hai” can also be ordinals."""
    token = tokens[place]
    if token.is_number:
        return None
    if token.has("markers", "weekday") and tokens[place + 1].whole in range(2, 8):
        number = Fraction(tokens[place + 1].values[0])
        return Found(place, place + 2, frozenset({("weekday", int(number) - 2), ("number", number, "")}))
    names = token.get("weekdays")
    if not names:
        return None
    readings: set[Reading] = {("weekday", int(day)) for day in names}
    readings |= {("number", Fraction(number), "") for number in token.get("ordinals")}
    return Found(place, place + 1, frozenset(readings))
