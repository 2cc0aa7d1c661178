"""Numbers in words, or in digits with scale words: “hai mươi bảy”, “1,2 triệu”, “三万五千”."""

from dataclasses import dataclass, field
from fractions import Fraction

from cms.quality_checks.reading.lexicon import Lexicon
from cms.quality_checks.reading.tokens import NUMBER_WORDS, Token
from cms.quality_checks.reading.vague import begins_vague, read_vague

HALF = Fraction(1, 2)
DUALS = frozenset({Fraction(200), Fraction(2_000), Fraction(2 * 10**6), Fraction(2 * 10**9)})
TEENS = range(10, 20)
VIGESIMAL = frozenset({60, 80})
SMALLEST_SCALE = 1000
LONGEST_JOINT = 3
LONGEST_NUMBER = 24
"""In words; a longer row of number words is no number."""


@dataclass
class Phrase:
    """A number that is being added up, word by word. ``parts`` are finished, ``pending`` waits for a multiplier."""

    lexicon: Lexicon
    parts: list[Fraction] = field(default_factory=list)
    pending: Fraction | None = None
    scale: Fraction = Fraction(1)
    smallest: Fraction = Fraction(1)
    digits: int = 0
    has_half: bool = False

    @property
    def total(self) -> Fraction:
        return sum(self.parts, self.pending or Fraction(0)) if self.parts else self.pending or Fraction(0)

    def multiply(self, by: Fraction) -> bool:
        """Take a multiplier with everything smaller before it; return False if it can't follow."""
        if self.has_half:
            return by == self.smallest  # “مليون ونصف المليون”
        if self.pending == 0:  # “không trăm”: no hundreds
            self.pending = Fraction(10) if self.lexicon.positional and by == 10 else None  # “一千零十” is 1010
            return True
        factor = self.pending or Fraction(0)
        while self.parts and self.parts[-1] <= by:
            factor += self.parts.pop()
        self.parts.append((factor or Fraction(1)) * by)
        self.pending, self.digits = None, 0
        self.scale, self.smallest = by if by >= SMALLEST_SCALE else self.scale, by
        return True

    def add(self, value: Fraction) -> bool:
        """Add a number word; return False if it can't follow, as in “hai, ba”."""
        if value == HALF and self.parts and self.pending is None:
            value *= self.smallest  # “2 triệu rưỡi”, “deux millions et demi”
        elif value < 1 and value not in {0, HALF} and self.total:
            return False  # “одна треть”
        if self.pending is None:
            if self.parts and not (self.parts[-1] > value):
                return False
            self.pending, self.digits = value, 1
            return True
        if (
            self.lexicon.positional
            and value.denominator == 1
            and value < 10
            and self.pending < 10**self.digits
            and (self.pending < 10 or self.digits > 1)
        ):
            self.pending, self.digits = self.pending * 10 + value, self.digits + 1
            return True
        if value.denominator == 1 and not self._can_add(int(self.pending), int(value)):
            return False
        self.pending += value
        return True

    def add_half(self) -> bool:
        """Add half of the last scale word, or of the scale of an Arabic dual: “2 triệu rưỡi”, “مليونان ونصف”."""
        if self.pending in DUALS and not self.parts:
            self.smallest = self.pending / 2
            self.parts, self.pending = [self.pending], None
        if not self.parts or self.pending is not None:
            return False
        self.pending, self.has_half = HALF * self.smallest, True
        return True

    def _can_add(self, pending: int, value: int) -> bool:
        if self.lexicon.units_first and pending % 100 < 10 and value in range(10, 100):
            return pending % 100 > 0 or pending >= 100
        if value in TEENS and pending % 100 in VIGESIMAL:
            return True
        if value == 0 or pending == 0 or (pending % 100 == 10 and 10 + value in self.lexicon.teens):
            return False  # “ten seven” isn't seventeen
        return pending % 10 == 0 and (value < 10 if pending % 100 else value < 100) and value < pending


def join_numbers(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Return the tokens of a text, in which each number is one token."""
    joined: list[Token] = []
    place = 0
    prefixed = False
    while place < len(tokens):
        token = tokens[place]
        if not (token.meanings or token.values):
            joined.append(token)
            prefixed, place = False, place + 1
            continue
        if begins_vague(token) and (vague := read_vague(tokens, place, lexicon)) is not None:
            joined.append(vague[0])
            prefixed, place = False, vague[1]
            continue
        if "prefix" in token.meanings and _may_prefix(tokens, place + 1, lexicon):
            prefixed = True
            place += 1
            continue
        number, after = None, place + 1
        if _starts_number(tokens, place) and (prefixed or not lexicon.sino or not _is_inside_word(tokens, place)):
            number, after = _read_number(tokens, place, lexicon, prefixed=prefixed)
        if number is not None and lexicon.sino and not _is_korean_number(tokens, place, after, prefixed=prefixed):
            number, after = None, place + 1
        if number is not None:
            number.is_ordinal = number.is_ordinal or (prefixed and lexicon.is_after)
            number.is_certain = number.is_certain or prefixed
            number.is_weak = number.is_weak and not prefixed
        joined.append(number or token)
        prefixed = False
        place = after
    return joined


def _may_prefix(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    if place >= len(tokens) or not _starts_number(tokens, place):
        return False
    return tokens[place].is_number or not lexicon.sino


def _starts_number(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    is_ordinal = "ordinals" in token.meanings and "weekdays" not in token.meanings
    return token.is_number or is_ordinal or _get_value(tokens, place) is not None or "multipliers" in token.meanings


def _is_unit(tokens: list[Token], place: int) -> bool:
    """Return True for a unit that no number follows: in “năm năm” the second is one, in “năm 1968” there is none."""
    if place >= len(tokens) or not tokens[place].get("units") or {"day", "month"} & set(tokens[place].get("units")):
        return False
    return place + 1 >= len(tokens) or not tokens[place + 1].is_number


def _get_value(tokens: list[Token], place: int) -> Fraction | None:
    """Return the value of a number word; “năm” in Vietnamese is five only where it isn't a year."""
    token = tokens[place]
    found = token.get("numbers") or token.get("native")
    if not found:
        return None
    if token.has("markers", "year"):
        following = tokens[place + 1] if place + 1 < len(tokens) else token
        before = tokens[place - 1] if place else token
        counts = {"multipliers", "counters"} & set(following.meanings) or _is_unit(tokens, place + 1)
        if not counts and not {"joiners", "over", "prefix"} & set(before.meanings):
            return None
    return Fraction(found[0])


COUNTED = frozenset({"counters", "units", "owners", "markers", "over", "suffixes", "joiners"})


def _is_korean_number(tokens: list[Token], start: int, after: int, *, prefixed: bool) -> bool:
    """Return True for figures, and for number words that begin a word and end it or precede what they count.

    Most syllables that are numbers are also parts of other words.
    """
    words = [token for token in tokens[start:after] if not token.is_number]
    if not words or prefixed or _is_in_fraction(tokens, start, after):
        return True
    if any("native" in word.meanings for word in words) and any(_is_sino(word) for word in words):
        return False
    following = tokens[after] if after < len(tokens) else None
    counts = following is not None and bool(COUNTED & set(following.meanings))
    is_within_word = bool(tokens[start].is_glued and start and tokens[start - 1].text[-1:].isalpha())
    if tokens[start].is_number or is_within_word:
        return tokens[start].is_number
    if following is not None and "joiners" in following.meanings and after + 1 < len(tokens):  # “백여 채”
        return bool(COUNTED & set(tokens[after + 1].meanings))
    is_alone = following is None or not following.is_glued
    if len(words) == 1 and len(words[0].text) == 1:
        return counts and ("native" in words[0].meanings or is_alone)
    return counts or is_alone or not (following and following.text[:1].isalpha())


def _is_inside_word(tokens: list[Token], place: int) -> bool:
    """Return True for a Korean syllable behind another one, unless it may be a number of a fraction.

    Then it is no number, so that a long row of such syllables isn't read anew from each of them.
    """
    token = tokens[place]
    if token.is_number or not (token.is_glued and place) or not tokens[place - 1].text[-1:].isalpha():
        return False
    near = tokens[place - 1 : place + LONGEST_NUMBER + LONGEST_JOINT + 1]
    return not any("over" in each.meanings for each in near)


def _is_in_fraction(tokens: list[Token], start: int, after: int) -> bool:
    """Return True for either number of “십분의 삼”; in “이분의 증언” the same syllables are “of this person”."""
    if start and "over" in tokens[start - 1].meanings:
        return True
    follows = tokens[after : after + 2]
    return len(follows) > 1 and "over" in follows[0].meanings and _starts_number(tokens, after + 1)


def _is_sino(word: Token) -> bool:
    return "multipliers" in word.meanings or any(Fraction(value) < 10 for value in word.get("numbers"))


def _read_number(tokens: list[Token], place: int, lexicon: Lexicon, *, prefixed: bool) -> tuple[Token | None, int]:
    first = tokens[place]
    has_letters = first.letters or first.letters_before
    if first.is_number and (has_letters or not _may_go_on(tokens, place + 1)):
        return first, place + 1
    phrase = Phrase(lexicon)
    start, words, is_ordinal = place, 0, False
    if first.is_number:
        phrase.pending, place = first.values[0], place + 1
    while place < min(len(tokens), start + LONGEST_NUMBER) and (lexicon.units_first or not is_ordinal):
        step = _step_over(tokens, place) if place > start else place
        if not _take(tokens, step, start, phrase, prefixed=prefixed, has_words=bool(words)):
            break
        is_ordinal = is_ordinal or _is_ordinal(tokens, step)
        words += 0 if tokens[step].is_number else 1
        place = step + 1
    if place == start:
        return None, start + 1
    return _make_number(tokens[start:place], phrase, words, is_ordinal, lexicon), place


def _may_go_on(tokens: list[Token], place: int) -> bool:
    """Return True unless the token here can't belong to the number before it: most figures are numbers of their own."""
    if place >= len(tokens):
        return False
    if tokens[place].text == "-":
        place += 1  # “20-thousand”
    token = tokens[min(place, len(tokens) - 1)]
    return not (NUMBER_WORDS | {"joiners"}).isdisjoint(token.meanings)


def _is_ordinal(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    return not (token.is_number or token.get("multipliers") or _get_value(tokens, place) is not None)


def _take(tokens: list[Token], place: int, start: int, phrase: Phrase, *, prefixed: bool, has_words: bool) -> bool:
    """Take the word here into the number; return False if it doesn't belong to it."""
    token = tokens[place]
    if token.is_number:
        return _continues(tokens, place, phrase)
    if multipliers := token.get("multipliers"):
        is_owner = prefixed and bool(token.get("owners"))
        return not is_owner and _may_multiply(tokens, place, start) and phrase.multiply(Fraction(multipliers[0]))
    if phrase.lexicon.sino and place > start and "counters" in token.meanings and not token.is_glued:
        return False  # “2만 구”: bodies, not nine
    follows_scale = place > start and (tokens[place - 1].get("multipliers") or phrase.pending in DUALS)
    if follows_scale and token.has("periods", "half"):
        return phrase.add_half()
    value = _get_value(tokens, place)
    if value is not None:
        return (has_words or place == start) and phrase.add(value)
    ordinals = token.get("ordinals")
    return bool(ordinals) and (has_words or place == start) and phrase.add(Fraction(ordinals[0]))


def _step_over(tokens: list[Token], place: int) -> int:
    """Return the place after hyphens and an “and” within a number, such as “vingt-et-un”."""
    at = place
    while at < min(len(tokens) - 1, place + LONGEST_JOINT) and _is_joint(tokens, at):
        at += 1
    follows = at < len(tokens) and not tokens[at].is_number and NUMBER_WORDS & set(tokens[at].meanings)
    return at if follows else place


def _is_joint(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    is_hyphen = token.text == "-" and token.is_glued and tokens[place + 1].is_glued
    return is_hyphen or ("joiners" in token.meanings and not token.get("numbers"))


def _may_multiply(tokens: list[Token], place: int, start: int) -> bool:
    """Return True if a scale word belongs to what precedes it: in scripts without spaces it must touch figures."""
    return place == start or not tokens[place - 1].is_number or tokens[place].is_glued or len(tokens[place].text) > 1


def _continues(tokens: list[Token], place: int, phrase: Phrase) -> bool:
    """Return True if figures go on with a number: “12万3456”, “1 tỷ 200 triệu”."""
    if phrase.pending is not None or not phrase.parts or not tokens[place].values[0] < phrase.parts[-1]:
        return False
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    goes_on = following is not None and "multipliers" in following.meanings
    if not (goes_on or (tokens[place].is_glued and phrase.lexicon.is_after) or phrase.lexicon.sino):
        return False
    phrase.pending = tokens[place].values[0]
    return True


def _make_number(tokens: list[Token], phrase: Phrase, words: int, is_ordinal: bool, lexicon: Lexicon) -> Token:
    first, last = tokens[0], tokens[-1]
    values: tuple[Fraction, ...] = (phrase.total,)
    if first.is_number and len(first.values) > 1:
        shares = phrase.total / first.values[0]
        values = tuple(value * shares for value in first.values)
    alone = words == 1 and len(tokens) == 1
    return Token(
        text=first.text if len(tokens) == 1 else " ".join(token.text for token in tokens),
        start=first.start,
        end=last.end,
        meanings=first.meanings if alone else {},
        values=values,
        words=words,
        scale=phrase.scale if last.get("multipliers") else Fraction(1),
        is_glued=first.is_glued,
        is_ordinal=is_ordinal,
        is_certain=not words or not alone or not (is_ordinal or first.text in lexicon.ambiguous),
        is_weak=alone and (_is_weak(first, phrase) or (lexicon.sino and _is_sino(first))),
    )


def _is_weak(word: Token, phrase: Phrase) -> bool:
    return bool(word.get("multipliers")) or phrase.total in {0, 1}
