"""Numbers with what belongs to them: sign, unit, currency, per cent, fraction, or the thing that they number."""

import re
from dataclasses import replace
from fractions import Fraction

from cms.quality_checks.reading.calendar_rules import BUDDHIST_RANGE, PLAIN_YEARS, read_years
from cms.quality_checks.reading.fact import Reading
from cms.quality_checks.reading.found import Found, is_ordinal_at, read_number_after, skip_suffix
from cms.quality_checks.reading.time_rules import read_point
from cms.quality_checks.reading.tokens import Token, Tokens
from translations.languages import SOURCE

ROMAN = re.compile(r"(?P<roman>[IVXLСХІ]{1,8})(?:er|e|ᵉ|è|ème)?")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "С": 100, "Х": 10, "І": 1}
SMALLEST_SCALE_WITH_OF = 10**6
LARGEST_BARE_ORDINAL = 20
LONGEST_BYNAME = 3
"""Words of a unit’s byname between its number and what it is."""
LARGEST_ROMAN = 49
SMALLEST_MAP_SCALE = 100
COUNTED = frozenset({"units", "counters"})
TEMPERATURE = ("°C", "")
LARGEST_SPELLED_DENOMINATOR = 10
SMALLER = {"hour": (60, "minute"), "year": (12, "month")}


def find_owned(tokens: Tokens, place: int) -> Found | None:
    """Find a number that names something: “Sư đoàn 304”, “the 66th Regiment”, “Điều 5”, “XX век”."""
    token = tokens[place]
    if not token.is_number and token.get("owners"):
        number = read_number_after(tokens, place + 1)
        if number is not None and not _is_taken(tokens, number[1], number[0]):
            return _own(
                token, place, number[1], number[0].values, certain=number[0].is_certain and not number[0].is_weak
            )
        roman = _read_roman(tokens, tokens.skip(place + 1, "fillers", limit=2))
        if roman is not None:
            return _own(token, place, roman[1], (Fraction(roman[0]),), certain=True)
    return _find_before_owner(tokens, place)


def _is_taken(tokens: Tokens, after: int, number: Token) -> bool:
    """Return True if a number belongs to what follows it rather than to the word before it."""
    following = tokens[after]
    if number.letters:  # “국도 14A번”
        return bool(following.get("owners"))
    if "persons" in following.meanings or (tokens.lexicon.is_after and not COUNTED.isdisjoint(following.meanings)):
        return True
    if following.get("owners") and (is_ordinal_at(tokens, after - 1) or tokens.lexicon.is_after):
        return True
    is_exact = number.values[0].denominator > 1 or tokens[after + 1].is_number
    if is_exact and following.has("units", "degree"):
        return True  # “خط عرض 16.05° شمالاً”, “خط عرض 16°44′ شمالاً”
    return number.scale > 1 or (not number.is_ordinal and bool({"%", "km", "m"} & set(following.get("units"))))


def _find_before_owner(tokens: Tokens, place: int) -> Found | None:
    roman = None if tokens[place].is_number else _read_roman(tokens, place)
    if roman is not None:
        after = skip_suffix(tokens, roman[1])
        owner = tokens[after]
        return _own(owner, place, after + 1, (Fraction(roman[0]),), certain=True) if owner.get("owners") else None
    number = tokens[place]
    if not number.is_number or number.scale > 1:
        return None
    after = tokens.skip(skip_suffix(tokens, place + 1), "fillers", limit=1 if tokens.lexicon.is_after else 0)
    is_ordinal = is_ordinal_at(tokens, place)
    if is_ordinal and tokens.lexicon.is_spaced:
        after = _skip_byname(tokens, after)
    owner = tokens[after]
    is_named = tokens.lexicon.is_spaced and _is_title(tokens, after) and number.text.isdecimal()
    is_named = is_named or (bool(number.letters_before) and owner.has("owners", "hill"))
    if owner.is_number or not owner.get("owners") or not (is_ordinal or tokens.lexicon.is_after or is_named):
        return None
    found = _own(owner, place, after + 1, number.values, certain=not number.is_weak)
    if is_ordinal or (number.whole or 0) > LARGEST_BARE_ORDINAL:
        return found
    plain: frozenset[Reading] = frozenset(("number", value, "") for value in number.values)
    return Found(found.first, found.after, found.readings | plain, is_certain=found.is_certain)


def _skip_byname(tokens: Tokens, place: int) -> int:
    """Return the place of the capitalised word behind a unit's byname, “3rd Sao Vang Division”, else this place."""
    at = place
    while at < place + LONGEST_BYNAME and not (tokens[at].is_number or tokens[at].meanings) and _is_title(tokens, at):
        at += 1
    return at if tokens[at].get("owners") and _is_title(tokens, at) else place


def _is_title(tokens: Tokens, place: int) -> bool:
    """Return True for the capitalised word of “308 Division”, unless a number of its own follows it."""
    return tokens.text.cased[tokens[place].start : tokens[place].end].istitle() and not tokens[place + 1].is_number


def _own(owner: Token, first: int, after: int, values: tuple[Fraction, ...], *, certain: bool) -> Found:
    readings: set[Reading] = {("of", str(each), value) for each in owner.get("owners") for value in values}
    if not certain:  # “two points” in a language that writes “point two”
        readings |= {("number", value, "") for value in values}
    return Found(first, after, frozenset(readings), is_certain=certain)


def _read_roman(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """Return a Roman number and the place after it."""
    token = tokens[place]
    if token.is_number or not token.text.isalpha():
        return None
    match = ROMAN.fullmatch(tokens.text.cased[token.start : token.end])
    if match is None or (match["roman"] != match[0] and tokens.lexicon.language == SOURCE):
        return None  # “Xe” is a vehicle
    values = [ROMAN_VALUES[letter] for letter in match["roman"]]
    signed = (-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
    number = sum(signed)
    return (number, place + 1) if number <= LARGEST_ROMAN else None  # “Le” isn't the fiftieth


def find_roman(tokens: Tokens, place: int) -> Found | None:
    """Find a Roman number: “Đại hội XIII”, “khóa X”. In a line of capitals it may be a word."""
    read = _read_roman(tokens, place)
    if read is None:
        return None
    is_announced = any("numbered" in tokens[each].meanings for each in (place - 1, place + 1, read[1]))
    if not is_announced and (read[0] < 2 or len(tokens[place].text) < 2):  # “V”, “X” may be a name
        return None
    capitals = (tokens.text.cased[each.start : each.end] for each in (tokens[place - 1], tokens[place + 1]))
    is_certain = not any(len(each) > 1 and each.isupper() for each in capitals)
    return Found(place, skip_suffix(tokens, read[1]), frozenset({("number", Fraction(read[0]), "")}), is_certain)


def find_in_word(tokens: Tokens, place: int) -> Found | None:
    """Find a number that is part of a word: the Arabic dual, “tripled”, “a decade”, “half a century”."""
    token = tokens[place]
    if token.is_number:
        return None
    is_source = tokens.lexicon.language == SOURCE  # what the source says in such a word must be in the translation
    if folds := token.get("folds"):
        return Found(place, place + 1, frozenset({("number", Fraction(folds[0]), "")}), is_certain=is_source)
    if (below := token.get("below")) and (above := tokens[place + 1].whole):  # “十分之三”
        value = Fraction(above) / Fraction(below[0])
        return Found(place, place + 2, frozenset({("number", value, "")}))
    if spans := token.get("spans"):
        return Found(place, place + 1, _in_smaller({("number", Fraction(spans[0]), "year")}), is_certain=is_source)
    if parts := token.get("denominators"):  # “a quarter of”, which may be a word as well
        return Found(place, place + 1, frozenset(("number", 1 / Fraction(each), "") for each in parts), False)
    return _read_dual(tokens, place) if token.get("duals") else None


def _read_dual(tokens: Tokens, place: int) -> Found:
    duals = tokens[place].get("duals")
    unit = "" if duals[0] == "two" else str(duals[0])
    value, after = Fraction(2), place + 1
    if tokens[after].has("signs", "minus_after"):
        return Found(place, after + 1, frozenset({("number", -value, unit)}))
    more, after = _read_rest(tokens, after) if unit == "hour" else _read_half(tokens, after)
    return Found(place, after, _in_smaller({("number", value + more, unit)}), is_certain=bool(unit))


def _read_rest(tokens: Tokens, place: int) -> tuple[Fraction, int]:
    """Return what follows whole hours, as a part of one: “và 30 phút”, “et demie”, “半”; and the place after it."""
    half, after = _read_half(tokens, place)
    if half:
        return half, after
    at = tokens.skip(place, "joiners", "connectors", limit=1)
    token = tokens[at]
    if at > place and token.values == (Fraction(1, 2),):
        return Fraction(1, 2), at + 1
    if token.whole in range(1, 60) and "minute" in tokens[at + 1].get("units"):
        return Fraction(token.whole or 0, 60), at + 2
    return Fraction(0), place


def _read_more(tokens: Tokens, place: int, units: tuple[str, ...]) -> tuple[Fraction, int]:
    if "hour" in units:
        return _read_rest(tokens, place)
    return _read_half(tokens, place) if units else (Fraction(0), place)


def _read_half(tokens: Tokens, place: int) -> tuple[Fraction, int]:
    """Return the half that follows a unit, and the place after it: “hai năm rưỡi”, “deux ans et demi”."""
    if tokens[place - 1].has("markers", "half"):
        return Fraction(1, 2), place  # “三个半月”
    return (Fraction(1, 2), place + 1) if tokens[place].has("periods", "half") else (Fraction(0), place)


def _in_smaller(readings: set[Reading]) -> frozenset[Reading]:
    """Return parts of hours as minutes, as which “2 giờ 30 phút” is read, and parts of years as months."""
    parts = [each for each in readings if each[2] in SMALLER and Fraction(each[1]).denominator > 1]
    smaller = ((*SMALLER[str(each[2])], Fraction(each[1])) for each in parts)
    return frozenset({*readings, *(("number", value * many, unit) for many, unit, value in smaller)})


def find_map_scale(tokens: Tokens, place: int) -> Found | None:
    """Find the scale of a map: “1:50.000”, “1/50 000”."""
    if tokens[place].whole != 1 or tokens[place + 1].text not in {":", "/"}:
        return None
    under = tokens[place + 2]
    values = [value for value in under.values if value.denominator == 1 and value >= SMALLEST_MAP_SCALE]
    if not values or (tokens[place + 1].text == "/" and under.text.isdecimal() and len(under.text) < 5):
        return None
    return Found(place, place + 3, frozenset(("number", 1 / value, "") for value in values))


def find_amount(tokens: Tokens, place: int) -> Found | None:
    """Find a number with its sign, unit or currency; or a year, or the number alone."""
    token = tokens[place]
    if not token.is_number and token.get("before_units"):
        return _read_announced(tokens, place)
    first, at, currency = place, place, ""
    if not token.is_number:
        if currency := _get_currency(token):
            at = tokens.skip(place + 1, "fillers", limit=0)
        elif token.get("signs") or (token.text == "-" and _is_sign(tokens, place)):
            at = place + 1
        else:
            return None
        if not tokens[at].is_number:
            return None
    number = tokens[at]
    fraction = _read_fraction(tokens, at)
    values, after, certain = fraction or (number.values, skip_suffix(tokens, at + 1), number.is_certain)
    if at > place and not currency:
        values = tuple(-value for value in values)
    units, after = (
        ((currency,), _skip_repeated(tokens, after, currency)) if currency else _read_unit(tokens, after, number)
    )
    if currency and len(values) == 1 and number.scale == 1 and (scale := tokens[after].get("multipliers")):
        values, after = (values[0] * Fraction(scale[0]),), after + 1
    if tokens[after].has("signs", "minus_after"):
        values, after, units = tuple(-value for value in values), after + 1, units or TEMPERATURE
    more, after = _read_more(tokens, after, units) if len(values) == 1 else (Fraction(0), after)
    if more or fraction:
        units = (*units, "") if fraction and number.is_weak else units  # “một phần tư giờ”, “a quarter of an hour”
        values = tuple(value + more for value in values)
        number = replace(number, is_weak=False)  # “một phần ba”, “một năm rưỡi”
    return _make(tokens, first, after, number, values, units, certain)


def _make(
    tokens: Tokens,
    first: int,
    after: int,
    number: Token,
    values: tuple[Fraction, ...],
    units: tuple[str, ...],
    certain: bool,
) -> Found:
    readings: set[Reading] = {("number", value, unit) for value in values for unit in units or ("",)}
    if after == first + 1 and not units:  # “a third” may be one of three
        readings |= {("number", 1 / Fraction(below), "") for below in tokens[first].get("denominators")}
    readings |= _in_smaller(readings)
    if number.is_weak and not units:
        readings |= {("vague", Fraction(scale)) for scale in number.get("vague_scales")}
    if "hour" in units and re.fullmatch(r"(?:[01]\d|2[0-3])[0-5]\d", number.text):  # “1405 hours”
        readings.add(("time", int(number.text[:2]), int(number.text[2:])))
    if "10%" in units:  # “3割”
        readings = {
            reading for value in values for reading in (("number", value * 10, "%"), ("number", value / 10, ""))
        }
    is_bare = not units and after == first + 1
    if is_bare and number.whole is not None and _is_year(number, tokens):
        years = read_years(number.whole, era="", buddhist=tokens.lexicon.buddhist)
        readings |= {("year", year) for year in years}
    if is_bare and (clock := read_point(number)) is not None:  # “с 7.30 до 17.00”
        readings.add(("time", *clock))
    counted = tokens.skip(after, "joiners", limit=1) if tokens.lexicon.is_after else after
    counts = bool(units) or not {"counters", "persons"}.isdisjoint(tokens[counted].meanings)
    is_first = is_bare_ordinal(tokens, after - 1, number) and not units
    is_certain = (certain or counts) and not number.is_weak and not is_first
    whole = values[0] if not units and len(values) == 1 else None
    return Found(first, after, frozenset(readings), is_certain=is_certain, whole=whole, scale=number.scale)


def is_bare_ordinal(tokens: Tokens, place: int, number: Token) -> bool:
    """Return True for “first” in any notation, which other languages say without a number."""
    return number.whole == 1 and (number.is_ordinal or "suffixes" in tokens[place].meanings)


def _is_year(number: Token, tokens: Tokens) -> bool:
    year = number.whole or 0
    return year in PLAIN_YEARS or (tokens.lexicon.buddhist and year in BUDDHIST_RANGE and len(number.text) == 4)


def _is_sign(tokens: Tokens, place: int) -> bool:
    """Return True if a hyphen before a number is a minus: it touches the number, but nothing before it.

    In scripts without spaces it touches the word before it, and only a temperature tells it from “苏-27”.
    """
    if not tokens[place + 1].is_glued:
        return False
    if not tokens[place].is_glued or tokens[place - 1].text in {"(", "[", '"', ":"}:
        return True
    before = tokens[place - 1]
    is_name = before.is_number or COUNTED & set(before.meanings) or before.text[-1:].isascii()
    return not tokens.lexicon.is_spaced and not is_name and bool({"°C", "degree"} & set(tokens[place + 2].get("units")))


def _get_currency(token: Token) -> str:
    found = [str(unit) for unit in (*token.get("units"), *token.get("currency_before")) if is_currency(str(unit))]
    return found[0] if found else ""


def is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


def _skip_repeated(tokens: Tokens, place: int, currency: str) -> int:
    return place + 1 if currency in tokens[place].get("units") else place


def _read_unit(tokens: Tokens, place: int, number: Token) -> tuple[tuple[str, ...], int]:
    """Return the units that a number can have, and the place after them."""
    if number.letters:
        return (), place  # “24A동”: building 24A
    at = place
    is_half = bool(number.words) and number.values[0] >= SMALLEST_SCALE_WITH_OF  # “un million et demi de dollars”
    if (is_half or number.scale >= SMALLEST_SCALE_WITH_OF) and "of" in tokens[at].meanings:
        at += 1
    if tokens[at].text == "-" and tokens[at].is_glued and tokens[at + 1].is_glued and tokens.lexicon.is_spaced:
        at += 1  # “4.5-hectare”
    elif tokens.lexicon.is_after:
        at = tokens.skip(at, "joiners", limit=1)  # “60多年”
    token = tokens[at]
    units = tuple(str(unit) for unit in token.get("units"))
    if token.is_number or not units:
        return (), place
    if "numbers" in token.meanings and tokens[at + 1].is_number and number.words == 0:
        return (), place
    is_ordinal = number.is_ordinal or "suffixes" in tokens[place - 1].meanings
    return (*_widen(units), *([""] if is_ordinal else [])), at + 1


def _read_announced(tokens: Tokens, place: int) -> Found | None:
    """Find a number whose unit comes first: “ร้อยละ 30”, “百分之三十”."""
    at = tokens.skip(place + 1, "fillers", limit=1)
    number = tokens[at]
    if not number.is_number:
        return None
    units = _widen(tuple(str(unit) for unit in tokens[place].get("before_units")))
    after = _read_unit(tokens, skip_suffix(tokens, at + 1), number)[1] if "" in units else at + 1
    part, after = _read_decimals(tokens, after) if number.words else (Fraction(0), after)
    return Found(place, after, frozenset(("number", value + part, unit) for value in number.values for unit in units))


def _read_decimals(tokens: Tokens, place: int) -> tuple[Fraction, int]:
    """Return what follows a spelled number behind its point, and the place after it: “九十七点五”."""
    digits = tokens[place + 1]
    if "points" not in tokens[place].meanings or digits.whole is None or not digits.words:
        return Fraction(0), place
    return Fraction(digits.whole, 10 ** len(digits.text)), place + 2


def _widen(units: tuple[str, ...]) -> tuple[str, ...]:
    """Return the units, with an age or an anniversary as years, or alone: “at twenty-two”, “the 80th”."""
    return ("year", "") if {"anniversary", "age"} & set(units) else units


def _read_fraction(tokens: Tokens, place: int) -> tuple[tuple[Fraction, ...], int, bool] | None:
    """Return the value of a fraction in words: “hai phần ba”, “two thirds”, “三分之二”, “2 ใน 3”."""
    number, word, other = tokens[place], tokens[place + 1], tokens[place + 2]
    if number.whole is None:
        return None
    step = 1
    if word.text == "-" and other.get("denominators"):
        word, other, step = other, tokens[place + 3], 2
    is_below = not word.is_number or word.values[0] < 1
    if (below := word.get("denominators")) and is_below and not (number.is_ordinal or number.whole == 0):
        return (Fraction(number.whole) / Fraction(below[0]),), place + step + 1, True
    if not word.get("over") or word.is_number or not other.whole or not other.is_number:
        return None
    above, under = (number.whole, other.whole) if word.has("over", "numerator") else (other.whole, number.whole)
    if under > LARGEST_SPELLED_DENOMINATOR and "numerator" in word.get("over") and len(word.text) < 3:
        return None
    return ((Fraction(above, under),), place + 3, True) if under else None
